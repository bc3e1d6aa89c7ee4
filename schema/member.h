/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Access to a struct's members through their rows: the only place that does arithmetic with offsets. */
#ifndef HCN_SCHEMA_MEMBER_H
#define HCN_SCHEMA_MEMBER_H

#include <string.h>

#include "schema.h"

static inline bool hcn_field_is_array(const struct hcn_field *f)
{
	return f->kind == HCN_FIELD_LIST || f->kind == HCN_FIELD_STRINGS ||
	       f->kind == HCN_FIELD_POLICIES;
}

static inline void *hcn_member(void *object, const struct hcn_field *f)
{
	return (char *)object + f->offset;
}

static inline const void *hcn_member_const(const void *object, const struct hcn_field *f)
{
	return (const char *)object + f->offset;
}

/* Arrays: through memcpy, for a pointer to a struct is no void pointer to the compiler. */
static inline void *hcn_member_array(const void *object, const struct hcn_field *f)
{
	void *array;

	memcpy(&array, hcn_member_const(object, f), sizeof(array));
	return array;
}

static inline void hcn_member_set_array(void *object, const struct hcn_field *f, void *array)
{
	memcpy(hcn_member(object, f), &array, sizeof(array));
}

static inline size_t *hcn_member_count(void *object, const struct hcn_field *f)
{
	return (size_t *)(void *)((char *)object + f->count_offset);
}

static inline size_t hcn_member_n(const void *object, const struct hcn_field *f)
{
	return *(const size_t *)(const void *)((const char *)object + f->count_offset);
}

static inline bool hcn_member_is_present(
	const void *object, const struct hcn_schema *s, const struct hcn_field *f)
{
	return *(const uint64_t *)object >> (f - s->fields) & 1;
}

static inline void hcn_member_set_present(
	void *object, const struct hcn_schema *s, const struct hcn_field *f)
{
	*(uint64_t *)object |= UINT64_C(1) << (f - s->fields);
}

static inline size_t hcn_element_size(const struct hcn_field *f)
{
	switch (f->kind) {
	case HCN_FIELD_LIST:
		return f->of->size;
	case HCN_FIELD_POLICIES:
		return sizeof(struct hcn_policy);
	default:
		return sizeof(char *);
	}
}

/* Of the kinds that own no memory. */
static inline size_t hcn_scalar_size(enum hcn_field_kind kind)
{
	switch (kind) {
	case HCN_FIELD_BOOL:
		return sizeof(bool);
	case HCN_FIELD_U8:
		return sizeof(uint8_t);
	case HCN_FIELD_U16:
		return sizeof(uint16_t);
	case HCN_FIELD_U64:
		return sizeof(uint64_t);
	case HCN_FIELD_GUID:
		return sizeof(struct hcn_guid);
	case HCN_FIELD_ENUM:
		return sizeof(int);
	default:
		return sizeof(uint32_t);
	}
}

/* The value of any kind that is a number inside. */
static inline uint64_t hcn_member_integer(const void *object, const struct hcn_field *f)
{
	const void *member = hcn_member_const(object, f);

	switch (f->kind) {
	case HCN_FIELD_BOOL:
		return *(const bool *)member;
	case HCN_FIELD_U8:
		return *(const uint8_t *)member;
	case HCN_FIELD_U16:
		return *(const uint16_t *)member;
	case HCN_FIELD_U64:
		return *(const uint64_t *)member;
	case HCN_FIELD_ENUM:
		return (uint64_t) * (const int *)member;
	default:
		return *(const uint32_t *)member;
	}
}

/* Whether a member that both have is the same in both: walk.c. */
bool hcn_member_equal(const struct hcn_field *f, const void *a, const void *b);

#endif
