/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The field-table engine: one row per JSON key makes the C member and drives decode, encode, compare,
 * copy, free, check and publication.
 *
 * A document type is a list of rows in an X-macro (see schema/docs.h):
 *
 *	#define HCN_ROUTE_FIELDS(M, S)                                                \
 *		M(S, STR, next_hop,           "NextHop",           V(2, 0), IP,     0) \
 *		M(S, STR, destination_prefix, "DestinationPrefix", V(2, 0), PREFIX, 0) \
 *		M(S, U16, metric,             "Metric",            V(2, 0), NONE,   0)
 *	HCN_SCHEMA_DECLARE(hcn_route, HCN_ROUTE_FIELDS)
 *
 * which declares struct hcn_route { uint64_t present; char *next_hop; ... }, the ordinals of the fields
 * (<tag>_F_<member>), and hcn_route_schema; HCN_SCHEMA_DEFINE() in one .c file makes the table.
 * Columns: struct tag, kind, C member, JSON key (DOC spelling, used on output; input matches any case),
 * schema version that introduced it, argument (a format for STR and STRINGS, an enum for ENUM, FLAGS and
 * NUMBER, a struct for OBJECT and LIST, a policy family for POLICIES, else NONE), flags.
 *
 * Presence is never confused with zero: bit @ordinal of `present` says whether the key was there.
 */
#ifndef HCN_SCHEMA_H
#define HCN_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "buf.h"
#include "error.h"
#include "guid.h"

#define V(major, minor) ((major) << 8 | (minor))

/* clang-format off */
enum hcn_field_kind {
	HCN_FIELD_STR,      /* char *, NULL when absent */
	HCN_FIELD_BOOL,     /* bool */
	HCN_FIELD_U8,       /* uint8_t ... accepted as a JSON integer in range */
	HCN_FIELD_U16,
	HCN_FIELD_U32,
	HCN_FIELD_U64,
	HCN_FIELD_GUID,     /* struct hcn_guid; emitted upper case; the zero GUID and "" read as absent */
	HCN_FIELD_ENUM,     /* int; emitted as its name; accepted as name (any case) or number */
	HCN_FIELD_NUMBER,   /* uint32_t; an enum emitted as a number (Protocol, DistributionType); accepted as both */
	HCN_FIELD_FLAGS,    /* uint32_t; bits emitted as a number; accepted as number, name, or names separated by ',' or '|' */
	HCN_FIELD_OBJECT,   /* struct inline */
	HCN_FIELD_LIST,     /* array of structs and a count n_<member> */
	HCN_FIELD_STRINGS,  /* char ** and a count */
	HCN_FIELD_POLICIES, /* struct hcn_policy * and a count: {Type, Settings} with Settings kept byte for byte */
	HCN_FIELD_RAW,      /* char *: the JSON text of any value, compact, otherwise byte for byte */
};
/* clang-format on */

/* What the text of a STR or each of STRINGS must be.  "" reads as absent for all but NONE. */
enum hcn_format {
	HCN_FORMAT_NONE,
	HCN_FORMAT_IP,           /* violates: HCN_INVALID_IP */
	HCN_FORMAT_PREFIX,       /* CIDR, host bits allowed: HCN_INVALID_PREFIX */
	HCN_FORMAT_IP_OR_PREFIX, /* HCN_INVALID_PREFIX */
	HCN_FORMAT_MAC,          /* '-' or ':' form: HCN_INVALID_JSON */
	HCN_FORMAT_PORT,         /* "1".."65535" in decimal: HCN_INVALID_JSON */
	HCN_FORMAT_PORT_OR_ALL,  /* the same, and "0" */
	HCN_FORMAT_PORTS,        /* list of ports and ranges: HCN_INVALID_JSON */
	HCN_FORMAT_GUID_TEXT,    /* GUID kept as text: HCN_GUID_CONVERSION_FAILURE */
};

enum {
	/* our own bookkeeping: only in the store's form, clients never see or set it */
	HCN_FIELD_INTERNAL = 1,
	/* absent in a decoded document: HCN_INVALID_JSON "... is missing" */
	HCN_FIELD_REQUIRED = 2,
};

struct hcn_enum_value {
	const char *name;
	int value;
	uint16_t since;
};

struct hcn_enum {
	const char *name; /* as in the documentation: "NetworkMode" */
	/* what an unknown value is: HCN_INVALID_JSON, HCN_INVALID_NETWORK_TYPE... */
	int status;
	const struct hcn_enum_value *values; /* ends with name NULL */
};

struct hcn_schema;
struct hcn_policy_family;

/* Another name that the member @key is read by: V1's.  A number is then as good as a text: V1 has both. */
struct hcn_alias {
	const char *name;
	const char *key;
};

struct hcn_field {
	const char *key;
	enum hcn_field_kind kind;
	uint16_t since;
	uint16_t flags;
	uint32_t offset;
	uint32_t count_offset; /* of n_<member>, for LIST, STRINGS and POLICIES */
	enum hcn_format format;
	const struct hcn_enum *values;
	const struct hcn_schema *of;
	const struct hcn_policy_family *family;
};

struct hcn_schema {
	const char *name; /* as in the documentation: "HostComputeNetwork" */
	size_t size;
	const struct hcn_field *fields;
	size_t n_fields; /* <= 64: bits of `present`, the first member of the struct */
	const struct hcn_alias *aliases; /* ends with name NULL; NULL: none */
	/* what it says narrows something down: a client's member that is none of it is refused, for ignored it would open
	 * what was to be closed */
	bool closed;
};

/* One {Type, Settings} pair.  type is NULL when the document had no Type. */
struct hcn_policy {
	const struct hcn_policy_type *type; /* a row of the family's table, static */
	char *raw;                          /* Settings as sent, compact; NULL when absent */
	/* decoded by type->settings; NULL when raw is NULL or the type has none */
	void *settings;
};

struct hcn_policy_type {
	const char *name; /* canonical case; input matches any case */
	int id;           /* enum hcn_policy_id (schema/policies.h) */
	uint16_t since;
	const struct hcn_schema *settings; /* NULL: any object */
	int number;                        /* what Windows calls it in numbers; -1: unknown */
};

struct hcn_policy_family {
	const char *name;                    /* "EndpointPolicyType" */
	const struct hcn_policy_type *types; /* ends with name NULL */
};

/* --- making structs and tables from rows --------------------------------------------------------- */

/* clang-format off */
#define HCN_MEMBER_STR(m, arg)      char *m;
#define HCN_MEMBER_BOOL(m, arg)     bool m;
#define HCN_MEMBER_U8(m, arg)       uint8_t m;
#define HCN_MEMBER_U16(m, arg)      uint16_t m;
#define HCN_MEMBER_U32(m, arg)      uint32_t m;
#define HCN_MEMBER_U64(m, arg)      uint64_t m;
#define HCN_MEMBER_GUID(m, arg)     struct hcn_guid m;
#define HCN_MEMBER_ENUM(m, arg)     int m;
#define HCN_MEMBER_NUMBER(m, arg)   uint32_t m;
#define HCN_MEMBER_FLAGS(m, arg)    uint32_t m;
#define HCN_MEMBER_OBJECT(m, arg)   struct arg m;
#define HCN_MEMBER_LIST(m, arg)     struct arg *m; size_t n_##m;
#define HCN_MEMBER_STRINGS(m, arg)  char **m; size_t n_##m;
#define HCN_MEMBER_POLICIES(m, arg) struct hcn_policy *m; size_t n_##m;
#define HCN_MEMBER_RAW(m, arg)      char *m;

#define HCN_MEMBER_(S, kind, m, key, since, arg, flags) HCN_MEMBER_##kind(m, arg)
#define HCN_ORDINAL_(S, kind, m, key, since, arg, flags) S##_F_##m,

#define HCN_SCHEMA_DECLARE(S, FIELDS)                                                              \
	struct S {                                                                                 \
		uint64_t present;                                                                  \
		FIELDS(HCN_MEMBER_, S)                                                             \
	};                                                                                         \
	enum { FIELDS(HCN_ORDINAL_, S) S##_N_FIELDS };                                             \
	_Static_assert((int)S##_N_FIELDS <= 64, "the presence mask has 64 bits");                  \
	extern const struct hcn_schema S##_schema;

#define HCN_ARG_STR(S, m, arg)      .format = HCN_FORMAT_##arg
#define HCN_ARG_BOOL(S, m, arg)     .format = HCN_FORMAT_NONE
#define HCN_ARG_U8(S, m, arg)       .format = HCN_FORMAT_NONE
#define HCN_ARG_U16(S, m, arg)      .format = HCN_FORMAT_NONE
#define HCN_ARG_U32(S, m, arg)      .format = HCN_FORMAT_NONE
#define HCN_ARG_U64(S, m, arg)      .format = HCN_FORMAT_NONE
#define HCN_ARG_GUID(S, m, arg)     .format = HCN_FORMAT_NONE
#define HCN_ARG_ENUM(S, m, arg)     .values = &arg##_enum
#define HCN_ARG_NUMBER(S, m, arg)   .values = &arg##_enum
#define HCN_ARG_FLAGS(S, m, arg)    .values = &arg##_enum
#define HCN_ARG_OBJECT(S, m, arg)   .of = &arg##_schema
#define HCN_ARG_LIST(S, m, arg)     .of = &arg##_schema, .count_offset = offsetof(struct S, n_##m)
#define HCN_ARG_STRINGS(S, m, arg)  .format = HCN_FORMAT_##arg, .count_offset = offsetof(struct S, n_##m)
#define HCN_ARG_POLICIES(S, m, arg) .family = &arg##_family, .count_offset = offsetof(struct S, n_##m)
#define HCN_ARG_RAW(S, m, arg)      .format = HCN_FORMAT_NONE

#define HCN_ROW_(S, k, m, json, version, arg, bits)                                                \
	{ .key = (json), .kind = HCN_FIELD_##k, .since = (version), .flags = (bits),               \
	  .offset = offsetof(struct S, m), HCN_ARG_##k(S, m, arg) },

#define HCN_SCHEMA_DEFINE_WITH(S, doc_name, FIELDS, ...)                                           \
	static const struct hcn_field S##_fields[] = { FIELDS(HCN_ROW_, S) };                      \
	const struct hcn_schema S##_schema = { .name = (doc_name), .size = sizeof(struct S),       \
		.fields = S##_fields, .n_fields = S##_N_FIELDS, __VA_ARGS__ };
#define HCN_SCHEMA_DEFINE(S, doc_name, FIELDS)                                                     \
	HCN_SCHEMA_DEFINE_WITH(S, doc_name, FIELDS, .aliases = NULL)

#define HCN_BIT(S, m)      (UINT64_C(1) << S##_F_##m)
#define HCN_HAS(p, S, m)   (((p)->present & HCN_BIT(S, m)) != 0)
#define HCN_PUT(p, S, m, value)                                                                    \
	do {                                                                                       \
		(p)->m = (value);                                                                  \
		(p)->present |= HCN_BIT(S, m);                                                     \
	} while (0)
#define HCN_DROP(p, S, m) ((p)->present &= ~HCN_BIT(S, m)) /* the member itself stays, for clear */
/* clang-format on */

/* --- walkers ------------------------------------------------------------------------------------- */

#define HCN_MAX_DEPTH            64
#define HCN_MAX_SIZE_DEFAULT     (16u << 20)
#define HCN_MAX_ELEMENTS_DEFAULT 1000000u

/* A client's member that no row has. */
struct hcn_unknown {
	const struct hcn_schema *of; /* what it is no member of */
	const char *pointer;
	const char *key;
	const char *suggestion; /* the member it may have been meant to be; NULL: none is near */
};

struct hcn_decode_options {
	const char *base; /* JSON pointer of this text in the caller's document; NULL: "" */
	/* what every fault is reported as; 0: each kind of fault by its own status */
	int status;
	/* our own text: INTERNAL fields are read, and it may be as long as it is */
	bool stored;
	/* it was accepted before, maybe by an older version of ours: members that no row has are no fault */
	bool accepted;
	/* members that no row has are refused wherever they stand */
	bool strict;
	/* told of each member that no row has and that is not refused; NULL: nobody is */
	void (*unknown)(void *arg, const struct hcn_unknown *member);
	void *unknown_arg;
	size_t max_size;     /* bytes; 0: hcn_schema_max_size() */
	size_t max_elements; /* values in the whole document; 0: HCN_MAX_ELEMENTS_DEFAULT */
};

/* The size limit of clients' documents in bytes, for the whole process; 0 sets the default again. */
size_t hcn_schema_max_size(void);
void hcn_schema_set_max_size(size_t bytes);

/*
 * Reads one JSON object of @len bytes into *@ret, which the caller has zeroed (or cleared) and clears later.
 * null members and unknown keys are ignored, but those of closed structs are refused; so is a key twice in one object, in
 * any letter case, wherever it stands, and a member and its alias that do not say the same.  On failure *@ret is empty, and @err names the place, the value (of a text, what it says) and what would have been accepted.
 * @o may be NULL.
 */
int hcn_schema_decode(const struct hcn_schema *s, const char *text, size_t len,
	const struct hcn_decode_options *o, void *ret, struct hcn_error *err);

enum hcn_encode_form { HCN_ENCODE_CLIENT, HCN_ENCODE_STORE };

/* Appends the present members in row order as compact JSON. */
void hcn_schema_encode(const struct hcn_schema *s, const void *object, enum hcn_encode_form form,
	struct hcn_buf *b);

/* Same presence and same values; policies compare by type and raw text. */
bool hcn_schema_equal(const struct hcn_schema *s, const void *a, const void *b);

/* The same as an order, like memcmp/strcmp. */
int hcn_schema_compare(const struct hcn_schema *s, const void *a, const void *b);

/* Deep copy into a zeroed *@ret.  -ENOMEM leaves it empty. */
int hcn_schema_dup(const struct hcn_schema *s, const void *from, void *ret);

/* Frees what the struct owns and zeroes it. */
void hcn_schema_clear(const struct hcn_schema *s, void *object);

void hcn_policy_clear(struct hcn_policy *p);
int hcn_policy_dup(const struct hcn_policy *from, struct hcn_policy *ret);
bool hcn_policy_equal(const struct hcn_policy *a, const struct hcn_policy *b);

/* Replaces member @key of the JSON object text @raw by @value (JSON text), or appends it; everything else
 * stays byte for byte.  *@ret is malloc'ed.  @raw must have been accepted by hcn_schema_decode(). */
int hcn_json_set_member(const char *raw, const char *key, const char *value, char **ret);

const char *hcn_enum_name(const struct hcn_enum *e, int value); /* NULL if unknown */

#endif
