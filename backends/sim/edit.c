/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From steps to edits, and edits as text.
 *
 * In: steps of a plan, or lines of the log.  Out: changes of the kernel's tree.
 * Never touches files.
 *
 * Tests: tests/unit/backends/sim/test_simlog.c (a_long_log_is_compacted_and_says_the_same)
 */
#include "edit.h"

#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "sysctl.h"

/* --- steps ------------------------------------------------------------------------------------------ */

const char *sim_sysctl_value(const struct sim_kernel *k, const struct hcn_row *row)
{
	const struct sim_node *node = sim_find(k, row);
	struct sim_node *parent;
	char dev[IF_NAMESIZE];

	if (sim_parent(k, row, &parent))
		return NULL;
	return node ? node->row.sysctl.value : sim_sysctl_initial(sim_text(row->sysctl.path), dev);
}

/* Only what differs from a fresh kernel is a row, and no kernel remembers what was before. */
static struct sim_refusal write_sysctl(
	struct sim_kernel *k, const struct hcn_row *row, char *value, struct sim_edit *ret)
{
	struct sim_refusal no;
	const char *now = sim_sysctl_value(k, row), *initial;
	char dev[IF_NAMESIZE];

	ret->row = *row;
	HCN_PUT(&ret->row.sysctl, hcn_row_sysctl, value, value);
	HCN_DROP(&ret->row.sysctl, hcn_row_sysctl, was);
	no = sim_check_put(k, &ret->row, NULL);
	if (no.os_errno || !strcmp(now, value))
		return no;
	initial = sim_sysctl_initial(row->sysctl.path, dev);
	ret->op = strcmp(value, initial) ? SIM_PUT : SIM_REMOVE;
	return no;
}

static struct sim_refusal remove_row(
	struct sim_kernel *k, const struct hcn_row *row, struct sim_edit *ret)
{
	if (row->kind == HCN_ROW_SYSCTL)
		return HCN_HAS(&row->sysctl, hcn_row_sysctl, was) && sim_sysctl_value(k, row)
			       ? write_sysctl(k, row, row->sysctl.was, ret)
			       : sim_refuse(0, NULL);
	if (!sim_find(k, row))
		return sim_refuse(0, NULL);
	*ret = (struct sim_edit){ SIM_REMOVE, *row };
	return sim_check_remove(k, row);
}

/* As hcn_guid_ifname() makes them, or with the alias that the row asks for. */
static bool is_our_link(const struct hcn_row_link *now, const struct hcn_row_link *row)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

	return now->type == row->type &&
	       ((*sim_text(row->alias) && !strcmp(sim_text(now->alias), row->alias)) ||
		       (strlen(now->name) == 13 && strspn(now->name, letters) == 13));
}

static bool same_ends(const struct hcn_row_link *a, const struct hcn_row_link *b)
{
	return a->type == b->type && !strcmp(sim_text(a->peer_name), sim_text(b->peer_name)) &&
	       !strcmp(sim_text(a->peer_netns), sim_text(b->peer_netns));
}

/* What becomes of a row that is there with other values. */
static struct sim_refusal replace_row(
	const struct hcn_step *step, const struct sim_node *old, enum sim_edit_op *ret)
{
	*ret = SIM_PUT;
	switch (step->to->kind) {
	case HCN_ROW_FILE:
	case HCN_ROW_NEIGH:
	case HCN_ROW_QDISC:
	case HCN_ROW_ROUTE:
		return sim_refuse(0, NULL);
	case HCN_ROW_LINK:
		if (step->op == HCN_STEP_ADD && !is_our_link(&old->row.link, &step->to->link))
			return sim_refuse(EEXIST, "a link of that name is not ours");
		if (step->op == HCN_STEP_ADD || !same_ends(&old->row.link, &step->to->link))
			*ret = SIM_REPLACE;
		return sim_refuse(0, NULL);
	case HCN_ROW_NFT_TABLE:
		*ret = SIM_REPLACE;
		break;
	case HCN_ROW_NETNS:
	case HCN_ROW_SYSCTL:
	case HCN_ROW_ADDR:
	case HCN_ROW_FDB:
	case HCN_ROW_LINK_FLAG:
	case HCN_ROW_RULE:
	case HCN_ROW_NFT_SET:
	case HCN_ROW_NFT_CHAIN:
	case HCN_ROW_NFT_ELEM:
	case HCN_N_ROW_KINDS:
		break;
	}
	return sim_refuse(step->op == HCN_STEP_ADD ? EEXIST : 0, NULL);
}

static struct sim_refusal put_row(
	struct sim_kernel *k, const struct hcn_step *step, struct sim_edit *ret)
{
	const struct sim_node *old = sim_find(k, step->to);
	struct sim_refusal no = { 0 };

	if (step->to->kind == HCN_ROW_SYSCTL)
		return write_sysctl(k, step->to, step->to->sysctl.value, ret);
	if (old && hcn_row_equal(&old->row, step->to))
		return no;
	*ret = (struct sim_edit){ SIM_PUT, *step->to };
	if (old)
		no = replace_row(step, old, &ret->op);
	return no.os_errno ? no : sim_check_put(k, step->to, old);
}

struct sim_refusal sim_edit_of(
	struct sim_kernel *k, const struct hcn_step *step, struct sim_edit *ret)
{
	*ret = (struct sim_edit){ SIM_NOTHING };
	return step->op == HCN_STEP_REMOVE ? remove_row(k, step->from, ret) : put_row(k, step, ret);
}

int sim_edit_apply(struct sim_kernel *k, const struct sim_edit *edit)
{
	struct sim_node *node = edit->op == SIM_PUT ? NULL : sim_find(k, &edit->row);

	if (node)
		sim_remove(k, node);
	return edit->op == SIM_REMOVE ? 0 : sim_put(k, &edit->row);
}

/* --- lines ------------------------------------------------------------------------------------------ */

static const struct hcn_enum_value edit_op_values[] = {
	{ "put", SIM_PUT, V(2, 0) },
	{ "replace", SIM_REPLACE, V(2, 0) },
	{ "remove", SIM_REMOVE, V(2, 0) },
	{ NULL },
};
static const struct hcn_enum edit_op_enum = { "EditOp", HCN_INVALID_JSON, edit_op_values };

/* clang-format off */
#define SIM_LINE_EDIT_FIELDS(M, S)                                                                 \
	M(S, ENUM, op, "op", V(2, 0), edit_op, HCN_FIELD_REQUIRED)                                 \
	M(S, RAW, row, "row", V(2, 0), NONE, HCN_FIELD_REQUIRED)
HCN_SCHEMA_DECLARE(sim_line_edit, SIM_LINE_EDIT_FIELDS)
HCN_SCHEMA_DEFINE(sim_line_edit, "SimEdit", SIM_LINE_EDIT_FIELDS)

#define SIM_LINE_FIELDS(M, S) M(S, LIST, edits, "edits", V(2, 0), sim_line_edit, HCN_FIELD_REQUIRED)
HCN_SCHEMA_DECLARE(sim_line, SIM_LINE_FIELDS)
HCN_SCHEMA_DEFINE(sim_line, "SimLine", SIM_LINE_FIELDS)
/* clang-format on */

void sim_line_add(struct hcn_buf *line, const struct sim_edit *edit)
{
	hcn_buf_puts(line, line->len ? "," : "{\"edits\":[");
	hcn_buf_printf(
		line, "{\"op\":\"%s\",\"row\":", hcn_enum_name(&edit_op_enum, (int)edit->op));
	hcn_row_encode(&edit->row, line);
	hcn_buf_putc(line, '}');
}

void sim_line_end(struct hcn_buf *line)
{
	hcn_buf_puts(line, "]}");
}

static int apply_line_edit(struct sim_kernel *k, const struct sim_line_edit *e)
{
	struct sim_edit edit = { .op = (enum sim_edit_op)e->op };
	int r;

	r = hcn_row_decode(e->row, strlen(e->row), &edit.row, NULL);
	if (r)
		return r > 0 ? -EBADMSG : r;
	r = sim_edit_apply(k, &edit);
	hcn_row_clear(&edit.row);
	return r;
}

int sim_line_apply(struct sim_kernel *k, const char *text, size_t len)
{
	static const struct hcn_decode_options stored = { .stored = true };
	struct sim_line line = { 0 };
	int r;

	r = hcn_schema_decode(&sim_line_schema, text, len, &stored, &line, NULL);
	for (size_t i = 0; !r && i < line.n_edits; i++)
		r = apply_line_edit(k, &line.edits[i]);
	hcn_schema_clear(&sim_line_schema, &line);
	return r > 0 ? -EBADMSG : r;
}

/* Bridges come before their ports; all else is in the order of the kinds already. */
static int rank(const struct hcn_row *row)
{
	if (row->kind > HCN_ROW_LINK)
		return 2;
	return row->kind == HCN_ROW_LINK && HCN_HAS(&row->link, hcn_row_link, master);
}

static void add_line(struct hcn_buf *lines, const struct hcn_row *row)
{
	struct hcn_buf line = { 0 };

	sim_line_add(&line, &(struct sim_edit){ SIM_PUT, *row });
	sim_line_end(&line);
	if (line.oom)
		lines->oom = true;
	else
		hcn_buf_put(lines, line.data, line.len);
	hcn_buf_putc(lines, '\n');
	hcn_buf_clear(&line);
}

int sim_lines_of(const struct sim_kernel *k, struct hcn_buf *ret, size_t *ret_n)
{
	struct hcn_rows rows = { 0 };
	int r;

	sim_list(k, &rows);
	for (int pass = 0; pass <= 2; pass++)
		for (size_t i = 0; i < rows.n; i++)
			if (rank(&rows.rows[i]) == pass)
				add_line(ret, &rows.rows[i]);
	*ret_n = rows.n;
	r = hcn_rows_check(&rows);
	hcn_rows_clear(&rows);
	return r ? r : ret->oom ? -ENOMEM : 0;
}
