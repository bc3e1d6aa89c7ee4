/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Contexts: which state directory, which kernel (hcn.h: hcn_open). */
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "context.h"
#include "deadline.h"
#include "entry.h"
#include "intent.h"
#include "objects.h"
#include "record.h"

#define DEFAULT_STATE_DIR "/run/hcn"
#define DEFAULT_BACKEND   "linux"

int hcn_check_context(const struct hcn *hcn, struct hcn_error *err)
{
	if (!hcn)
		return hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "the context is NULL");
	if (hcn->pid != getpid())
		return hcn_fail(err, HCN_INVALID_ARGUMENT, NULL,
			"the context was opened before a fork: open another");
	return 0;
}

static const char *choose(const char *option, const char *variable, const char *fallback)
{
	const char *text = option ? option : secure_getenv(variable);

	return text && *text ? text : fallback;
}

int hcn_engine_write(struct hcn *hcn, hcn_write_fn *fn, void *arg, struct hcn_error *err)
{
	struct hcn_txn *txn;
	int r;

	r = hcn_store_write(hcn->store, &txn, err);
	if (r)
		return r;
	r = fn(txn, arg, err);
	if (!r)
		return hcn_txn_commit(txn, err);
	hcn_txn_abort(txn);
	return r;
}

/* --- the host's own namespace ------------------------------------------------------------------------ */

static int find_host_default(struct hcn_txn *txn)
{
	struct hcn_blob found;

	return hcn_txn_get(txn, HCN_KIND_NAMESPACE, &hcn_host_default_id, &found);
}

static int put_host_default(struct hcn_txn *txn, void *arg, struct hcn_error *err)
{
	struct hcn_namespace *ns = arg;
	struct hcn_buf record = { 0 };
	struct hcn_keys keys = { 0 };
	int r;

	r = find_host_default(txn);
	if (r != -ENOENT) /* another process was faster, and may have changed it since */
		return r;
	r = hcn_record_encode(HCN_KIND_NAMESPACE, ns, &record);
	if (!r)
		r = hcn_object_keys(HCN_KIND_NAMESPACE, ns, &keys);
	if (!r)
		r = hcn_txn_put(txn, HCN_KIND_NAMESPACE, &ns->id, record.data, record.len,
			keys.keys, keys.n, err);
	hcn_keys_clear(&keys);
	hcn_buf_clear(&record);
	return r;
}

/* It always exists (doc/facts/clients.md §2.4). */
static int ensure_host_default(struct hcn *hcn, struct hcn_error *err)
{
	struct hcn_namespace *ns;
	struct hcn_txn *txn;
	int r;

	r = hcn_store_read(hcn->store, &txn, err);
	if (r)
		return r;
	r = find_host_default(txn);
	hcn_txn_abort(txn);
	if (r != -ENOENT)
		return r;
	ns = hcn_host_default_new();
	if (!ns)
		return -ENOMEM;
	r = hcn_store_lock_until(hcn->store, hcn_deadline_in(hcn->deadline_ms), err);
	if (!r) {
		r = hcn_engine_write(hcn, put_host_default, ns, err);
		hcn_store_unlock(hcn->store);
	}
	hcn_schema_clear(&hcn_namespace_schema, ns);
	free(ns);
	return r;
}

/* --- open and close ---------------------------------------------------------------------------------- */

/* A variable that is a number above 0, or absent: then @ret stays as it is. */
static int read_number(const char *variable, const char *what, uint32_t *ret, struct hcn_error *err)
{
	const char *text = choose(NULL, variable, NULL);
	unsigned long long number;
	char *end;

	if (!text)
		return 0;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || !number || number > UINT32_MAX)
		return hcn_fail_expected(err, HCN_INVALID_ARGUMENT, NULL, text,
			hcn_pointer_of("a number from 1 to %u", UINT32_MAX).text, "%s is no %s",
			variable, what);
	*ret = (uint32_t)number;
	return 0;
}

/* HCN_MAX_DOCUMENT: the limit for the size of clients' documents, in bytes, of the whole process.  HCN_DEADLINE_MS: how long a
 * request of the context may take. */
static int set_limits(struct hcn *hcn, struct hcn_error *err)
{
	uint32_t max_document = 0;
	int r;

	hcn->deadline_ms = HCN_DEADLINE_DEFAULT_MS;
	r = read_number("HCN_DEADLINE_MS", "number of milliseconds", &hcn->deadline_ms, err);
	if (!r)
		r = read_number("HCN_MAX_DOCUMENT", "size", &max_document, err);
	if (!r && max_document)
		hcn_schema_set_max_size(max_document);
	return r;
}

/* HCN_HNS_VERSION: which Windows the process wants to meet; HCN_STRICT: only what the kernel does. */
static int set_rules(struct hcn_rules *rules, struct hcn_error *err)
{
	const char *strict = choose(NULL, "HCN_STRICT", "0");

	rules->strict = strcmp(strict, "0") != 0;
	return hcn_rules_parse_version(choose(NULL, "HCN_HNS_VERSION", NULL), rules, err);
}

static int fill(struct hcn *hcn, const struct hcn_options *options, struct hcn_error *err)
{
	const char *dir = choose(
		options ? options->state_dir : NULL, "HCN_STATE_DIR", DEFAULT_STATE_DIR);
	const char *backend = choose(
		options ? options->backend : NULL, "HCN_BACKEND", DEFAULT_BACKEND);
	const char *mode = choose(NULL, "HCN_MODE", "auto");
	int r;

	if (strcmp(backend, "linux") && strcmp(backend, "sim"))
		return hcn_fail_expected(err, HCN_INVALID_ARGUMENT, NULL, backend,
			"\"linux\" or \"sim\" (HCN_BACKEND)", "there is no backend \"%s\"",
			backend);
	if (strcmp(mode, "auto") && strcmp(mode, "embedded"))
		return hcn_fail(err, HCN_NOT_IMPLEMENTED, NULL,
			"HCN_MODE=%s is not built: use auto or embedded", mode);
	if (*dir != '/')
		return hcn_fail(err, HCN_INVALID_ARGUMENT, NULL,
			"the state directory must be absolute, not \"%s\"", dir);
	(void)pthread_mutex_init(&hcn->backend_mutex, NULL);
	hcn->pid = getpid();
	hcn->state_dir = strdup(dir);
	hcn->backend_name = strdup(backend);
	if (!hcn->state_dir || !hcn->backend_name)
		return hcn_fail_oom(err);
	r = set_limits(hcn, err);
	if (!r)
		r = set_rules(&hcn->rules, err);
	return r;
}

static struct hcn_store_config store_of(const struct hcn *hcn)
{
	return (struct hcn_store_config){ .dir = hcn->state_dir, .deadline_ms = hcn->deadline_ms };
}

static int open_store(struct hcn *hcn, struct hcn_error *err)
{
	const struct hcn_store_config config = store_of(hcn);
	int r = hcn_store_open(&config, &hcn->store, err);

	return r ? r : ensure_host_default(hcn, err);
}

void hcn_close(struct hcn *hcn)
{
	int saved = errno;

	if (!hcn)
		return;
	/* After a fork the parent's threads and sockets are not the child's to close. */
	if (hcn->pid == getpid()) {
		if (hcn->backend)
			hcn->ops->close(hcn->backend);
		hcn_store_close(hcn->store);
		if (hcn->module)
			dlclose(hcn->module);
	}
	free(hcn->state_dir);
	free(hcn->backend_name);
	free(hcn);
	errno = saved;
}

static void close_context(struct hcn *hcn)
{
	hcn_close(hcn);
}
HCN_DEFINE_FREEP(struct hcn, close_context)

/* Without its store. */
static int new_context(const struct hcn_options *options, struct hcn **ret, struct hcn_error *err)
{
	_cleanup_(close_contextp) struct hcn *hcn = NULL;
	int r;

	if (options && options->size < sizeof(*options))
		return hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "the options are too old");
	hcn = calloc(1, sizeof(*hcn));
	if (!hcn)
		return hcn_fail_oom(err);
	r = fill(hcn, options, err);
	if (!r)
		*ret = TAKE_PTR(hcn);
	return r;
}

static int open_context(const struct hcn_options *options, struct hcn **ret, struct hcn_error *err)
{
	_cleanup_(close_contextp) struct hcn *hcn = NULL;
	int r;

	if (!ret)
		return hcn_fail(
			err, HCN_INVALID_ARGUMENT, NULL, "there is no place for the context");
	r = new_context(options, &hcn, err);
	if (!r)
		r = open_store(hcn, err);
	if (!r)
		*ret = TAKE_PTR(hcn);
	return r;
}

static int discard(const struct hcn_options *options, char **ret_text, struct hcn_error *err)
{
	_cleanup_(close_contextp) struct hcn *hcn = NULL;
	_cleanup_free_ char *copy = NULL;
	struct hcn_store_config config;
	struct hcn_buf text = { 0 };
	int r;

	r = new_context(options, &hcn, err);
	if (r)
		return r;
	config = store_of(hcn);
	r = hcn_store_discard(&config, &copy, err);
	if (r || !ret_text)
		return r;
	if (copy)
		hcn_buf_printf(
			&text, "the database was damaged, or not wanted: it is %s now", copy);
	else
		hcn_buf_puts(&text, "there was no database");
	return hcn_buf_take(&text, ret_text, NULL);
}

int hcn_discard(const struct hcn_options *options, char **ret_text, struct hcn_error *err)
{
	int saved = errno;

	hcn_error_reset(err);
	return hcn_end_call(discard(options, ret_text, err), saved, err);
}

int hcn_open(const struct hcn_options *options, struct hcn **ret, struct hcn_error *err)
{
	int saved = errno;

	hcn_error_reset(err);
	return hcn_end_call(open_context(options, ret, err), saved, err);
}

void hcn_free(void *text)
{
	free(text);
}

/* --- the kernel -------------------------------------------------------------------------------------- */

/* The linux backend is a module: its netlink libraries load only where they are used. */
static int load_module(struct hcn *hcn, struct hcn_error *err)
{
	const char *dir = choose(NULL, "HCN_MODULE_DIR", HCN_MODULE_DIR);
	char path[PATH_MAX];
	int r;

	snprintf(path, sizeof(path), "%s/%s.so", dir, hcn->backend_name);
	hcn->module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!hcn->module) {
		r = hcn_fail(err, HCN_FAILED, NULL, "the backend module cannot be loaded: %s",
			dlerror());
		hcn_error_hint(
			err, "install it, or point HCN_MODULE_DIR to the folder of linux.so");
		return r;
	}
	hcn->ops = dlsym(hcn->module, HCN_BACKEND_SYMBOL);
	if (hcn->ops)
		return 0;
	dlclose(hcn->module);
	hcn->module = NULL;
	return hcn_fail(err, HCN_FAILED, NULL, "%s is no backend module", path);
}

static int is_not_host_default(void *arg, const struct hcn_guid *id, struct hcn_blob data)
{
	return hcn_guid_equal(id, &hcn_host_default_id) ? 0 : HCN_STOP;
}

/* Something in the kernel is ours, or may be. */
static bool is_in_use(struct hcn_txn *txn)
{
	for (int kind = 0; kind < HCN_N_KINDS; kind++)
		if (hcn_txn_each(txn, (uint8_t)kind, is_not_host_default, NULL))
			return true;
	return hcn_intent_exists(txn);
}

/* The kernel that the state belongs to; false: none yet. */
static bool get_identity(struct hcn_txn *txn, uint64_t *ret)
{
	struct hcn_blob blob;

	if (hcn_txn_get_value(txn, "identity", &blob) || blob.size != sizeof(*ret))
		return false;
	memcpy(ret, blob.data, sizeof(*ret));
	return true;
}

static int put_identity(struct hcn_txn *txn, void *arg, struct hcn_error *err)
{
	return hcn_txn_put_value(txn, "identity", arg, sizeof(uint64_t), err);
}

static int fail_foreign(const struct hcn *hcn, struct hcn_error *err)
{
	int r = hcn_fail(err, HCN_FAILED, NULL,
		"the objects in %s live in another network namespace", hcn->state_dir);

	hcn_error_hint(err, "run in the network namespace they were made in, or set HCN_STATE_DIR");
	return r;
}

/*
 * Interfaces named in the state directory live in one network namespace: another one must not take them for its own.
 * While there are none, the directory may change hands, also under an open context.
 */
static int check_identity(struct hcn *hcn, struct hcn_error *err)
{
	uint64_t identity = hcn->ops->identity(hcn->backend), known;
	bool has_owner, is_foreign;
	struct hcn_txn *txn;
	int r;

	r = hcn_store_read(hcn->store, &txn, err);
	if (r)
		return r;
	has_owner = get_identity(txn, &known);
	is_foreign = has_owner && known != identity && is_in_use(txn);
	hcn_txn_abort(txn);
	if (has_owner && known == identity)
		return 0;
	if (!is_foreign)
		return hcn_engine_write(hcn, put_identity, &identity, err);
	return fail_foreign(hcn, err);
}

/* The mutex: readers of counters open it too, without the writer lock. */
static int open_backend(struct hcn *hcn, struct hcn_error *err)
{
	struct hcn_backend_config config = { .state_dir = hcn->state_dir };
	int r = 0;

	(void)pthread_mutex_lock(&hcn->backend_mutex);
	if (!hcn->ops) {
		if (!strcmp(hcn->backend_name, "sim"))
			hcn->ops = &hcn_backend_sim;
		else
			r = load_module(hcn, err);
	}
	if (!r && !hcn->backend)
		r = hcn->ops->open(&config, &hcn->backend, err);
	(void)pthread_mutex_unlock(&hcn->backend_mutex);
	return r;
}

int hcn_engine_backend(struct hcn *hcn, struct hcn_error *err)
{
	int r = open_backend(hcn, err);

	return r ? r : check_identity(hcn, err);
}

int hcn_engine_reader(struct hcn *hcn, struct hcn_txn *txn, struct hcn_error *err)
{
	uint64_t known;
	int r = open_backend(hcn, err);

	if (r || !get_identity(txn, &known) || known == hcn->ops->identity(hcn->backend))
		return r;
	return is_in_use(txn) ? fail_foreign(hcn, err) : 0;
}
