/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rows in words: one line per row, close to what `ip` and `nft` would print, and the command that shows the row in a
 * kernel.  One table of words per kind; nothing else to edit for a new field.
 *
 * In: a row.  Out: text.  Never runs a command.
 */
#include "rows.h"

#include <string.h>

#include "cleanup.h"

enum style {
	LITERAL, /* always */
	/* before, the value, after; nothing for an absent or empty member, just `before` for true */
	VALUE,
	QUOTED, /* the same with the text as JSON string */
	TABLE,  /* the same with the family of the table before it, inet if it names none */
	HOOK,  /* the same with "nat prerouting -100" as "type nat hook prerouting priority -100" */
	TIME,  /* the same with seconds as "1d2h" */
	GIVEN, /* just `before`, if the member is there */
	MISSING, /* just `before`, if it is not */
	IPV6,    /* just `before`, if the member has a colon */
};

struct word {
	enum style style;
	const char *before;
	size_t field;
	const char *after;
};

/* clang-format off */
#define END { LITERAL, NULL }

static const struct word netns_line[] = {
	{ VALUE, "netns ", hcn_row_netns_F_name },
	END
};
static const struct word netns_command[] = {
	{ VALUE, "ip -n ", hcn_row_netns_F_name, " link" },
	END
};

static const struct word file_line[] = {
	{ VALUE, "file ", hcn_row_file_F_path },
	{ QUOTED, " ", hcn_row_file_F_content },
	END
};
static const struct word file_command[] = {
	{ VALUE, "cat \"${HCN_STATE_DIR:-/run/hcn}/", hcn_row_file_F_path, "\"" },
	END
};

static const struct word link_line[] = {
	{ VALUE, "link ", hcn_row_link_F_name },
	{ VALUE, " type ", hcn_row_link_F_type },
	{ VALUE, " master ", hcn_row_link_F_master },
	{ VALUE, " mac ", hcn_row_link_F_mac },
	{ VALUE, " peer ", hcn_row_link_F_peer_name },
	{ VALUE, "@", hcn_row_link_F_peer_netns },
	{ VALUE, " peer_mac ", hcn_row_link_F_peer_mac },
	{ VALUE, " mtu ", hcn_row_link_F_mtu },
	{ QUOTED, " alias ", hcn_row_link_F_alias },
	{ QUOTED, " altname ", hcn_row_link_F_altname },
	{ VALUE, " isolated", hcn_row_link_F_isolated },
	{ VALUE, " locked", hcn_row_link_F_locked },
	END
};
static const struct word link_command[] = {
	{ VALUE, "ip -d link show ", hcn_row_link_F_name },
	END
};

static const struct word link_flag_line[] = {
	{ VALUE, "link_flag ", hcn_row_link_flag_F_flag },
	{ VALUE, " dev ", hcn_row_link_flag_F_dev },
	END
};
static const struct word link_flag_command[] = {
	{ VALUE, "ip -d link show ", hcn_row_link_flag_F_dev },
	END
};

static const struct word qdisc_line[] = {
	{ VALUE, "qdisc tbf dev ", hcn_row_qdisc_F_dev },
	{ VALUE, " netns ", hcn_row_qdisc_F_netns },
	{ VALUE, " rate ", hcn_row_qdisc_F_rate, " bytes/s" },
	END
};
static const struct word qdisc_command[] = {
	{ LITERAL, "tc" },
	{ VALUE, " -n ", hcn_row_qdisc_F_netns },
	{ VALUE, " qdisc show dev ", hcn_row_qdisc_F_dev },
	END
};

static const struct word sysctl_line[] = {
	{ VALUE, "sysctl ", hcn_row_sysctl_F_path },
	{ VALUE, " = ", hcn_row_sysctl_F_value },
	{ VALUE, " netns ", hcn_row_sysctl_F_netns },
	{ VALUE, " (was ", hcn_row_sysctl_F_was, ")" },
	END
};
static const struct word sysctl_command[] = {
	{ VALUE, "ip netns exec ", hcn_row_sysctl_F_netns, " " },
	{ VALUE, "cat /proc/sys/", hcn_row_sysctl_F_path },
	END
};

static const struct word addr_line[] = {
	{ VALUE, "addr ", hcn_row_addr_F_prefix },
	{ VALUE, " dev ", hcn_row_addr_F_dev },
	{ VALUE, " netns ", hcn_row_addr_F_netns },
	{ VALUE, " deprecated", hcn_row_addr_F_deprecated },
	END
};
static const struct word addr_command[] = {
	{ LITERAL, "ip" },
	{ VALUE, " -n ", hcn_row_addr_F_netns },
	{ VALUE, " addr show dev ", hcn_row_addr_F_dev },
	{ VALUE, " to ", hcn_row_addr_F_prefix },
	END
};

static const struct word fdb_line[] = {
	{ VALUE, "fdb ", hcn_row_fdb_F_mac },
	{ VALUE, " dev ", hcn_row_fdb_F_dev },
	END
};
static const struct word fdb_command[] = {
	{ VALUE, "bridge fdb show dev ", hcn_row_fdb_F_dev },
	END
};

static const struct word neigh_line[] = {
	{ VALUE, "neigh ", hcn_row_neigh_F_ip },
	{ VALUE, " lladdr ", hcn_row_neigh_F_mac },
	{ VALUE, " dev ", hcn_row_neigh_F_dev },
	{ VALUE, " netns ", hcn_row_neigh_F_netns },
	END
};
static const struct word neigh_command[] = {
	{ LITERAL, "ip" },
	{ VALUE, " -n ", hcn_row_neigh_F_netns },
	{ VALUE, " neigh show to ", hcn_row_neigh_F_ip },
	{ VALUE, " dev ", hcn_row_neigh_F_dev },
	END
};

static const struct word route_line[] = {
	{ VALUE, "route ", hcn_row_route_F_dst },
	{ VALUE, " via ", hcn_row_route_F_via },
	{ VALUE, " dev ", hcn_row_route_F_dev },
	{ VALUE, " metric ", hcn_row_route_F_metric },
	{ VALUE, " table ", hcn_row_route_F_table },
	{ VALUE, " mtu ", hcn_row_route_F_mtu },
	{ VALUE, " netns ", hcn_row_route_F_netns },
	END
};
static const struct word route_command[] = {
	{ LITERAL, "ip" },
	{ IPV6, " -6", hcn_row_route_F_dst },
	{ VALUE, " -n ", hcn_row_route_F_netns },
	{ VALUE, " route show exact ", hcn_row_route_F_dst },
	{ VALUE, " dev ", hcn_row_route_F_dev },
	{ VALUE, " table ", hcn_row_route_F_table },
	END
};

static const struct word rule_line[] = {
	{ VALUE, "rule from ", hcn_row_rule_F_from },
	{ VALUE, " lookup ", hcn_row_rule_F_table },
	{ VALUE, " priority ", hcn_row_rule_F_priority },
	{ VALUE, " netns ", hcn_row_rule_F_netns },
	END
};
static const struct word rule_command[] = {
	{ LITERAL, "ip" },
	{ IPV6, " -6", hcn_row_rule_F_from },
	{ VALUE, " -n ", hcn_row_rule_F_netns },
	{ VALUE, " rule show from ", hcn_row_rule_F_from },
	{ VALUE, " table ", hcn_row_rule_F_table },
	END
};

static const struct word nft_table_line[] = {
	{ TABLE, "nft table ", hcn_row_nft_table_F_table },
	{ VALUE, " layout ", hcn_row_nft_table_F_layout },
	{ VALUE, " netns ", hcn_row_nft_table_F_netns },
	END
};
static const struct word nft_table_command[] = {
	{ VALUE, "ip netns exec ", hcn_row_nft_table_F_netns, " " },
	{ TABLE, "nft list table ", hcn_row_nft_table_F_table },
	END
};

static const struct word nft_set_line[] = {
	{ MISSING, "nft set", hcn_row_nft_set_F_data },
	{ GIVEN, "nft map", hcn_row_nft_set_F_data },
	{ TABLE, " ", hcn_row_nft_set_F_table },
	{ VALUE, " ", hcn_row_nft_set_F_set },
	{ VALUE, " { type ", hcn_row_nft_set_F_type },
	{ VALUE, " : ", hcn_row_nft_set_F_data },
	{ VALUE, " ; flags ", hcn_row_nft_set_F_flags },
	{ VALUE, " ; counter", hcn_row_nft_set_F_counter },
	{ TIME, " ; timeout ", hcn_row_nft_set_F_timeout },
	{ LITERAL, " ; }" },
	{ VALUE, " netns ", hcn_row_nft_set_F_netns },
	END
};
static const struct word nft_set_command[] = {
	{ VALUE, "ip netns exec ", hcn_row_nft_set_F_netns, " " },
	{ MISSING, "nft list set", hcn_row_nft_set_F_data },
	{ GIVEN, "nft list map", hcn_row_nft_set_F_data },
	{ TABLE, " ", hcn_row_nft_set_F_table },
	{ VALUE, " ", hcn_row_nft_set_F_set },
	END
};

static const struct word nft_chain_line[] = {
	{ TABLE, "nft chain ", hcn_row_nft_chain_F_table },
	{ VALUE, " ", hcn_row_nft_chain_F_chain, " {" },
	{ HOOK, " ", hcn_row_nft_chain_F_hook, " ;" },
	{ VALUE, " ", hcn_row_nft_chain_F_rules, " ;" },
	{ LITERAL, " }" },
	{ VALUE, " netns ", hcn_row_nft_chain_F_netns },
	END
};
static const struct word nft_chain_command[] = {
	{ VALUE, "ip netns exec ", hcn_row_nft_chain_F_netns, " " },
	{ TABLE, "nft list chain ", hcn_row_nft_chain_F_table },
	{ VALUE, " ", hcn_row_nft_chain_F_chain },
	END
};

static const struct word nft_elem_line[] = {
	{ TABLE, "nft element ", hcn_row_nft_elem_F_table },
	{ VALUE, " ", hcn_row_nft_elem_F_set },
	{ VALUE, " { ", hcn_row_nft_elem_F_key },
	{ VALUE, " : ", hcn_row_nft_elem_F_data },
	{ LITERAL, " }" },
	{ VALUE, " netns ", hcn_row_nft_elem_F_netns },
	END
};
static const struct word nft_elem_command[] = {
	{ VALUE, "ip netns exec ", hcn_row_nft_elem_F_netns, " " },
	{ TABLE, "nft get element ", hcn_row_nft_elem_F_table },
	{ VALUE, " ", hcn_row_nft_elem_F_set },
	{ VALUE, " { ", hcn_row_nft_elem_F_key, " }" },
	END
};

static const struct {
	const struct word *line;
	const struct word *command;
} words[HCN_N_ROW_KINDS] = {
	[HCN_ROW_NETNS]     = { netns_line, netns_command },
	[HCN_ROW_FILE]      = { file_line, file_command },
	[HCN_ROW_LINK]      = { link_line, link_command },
	[HCN_ROW_LINK_FLAG] = { link_flag_line, link_flag_command },
	[HCN_ROW_QDISC]     = { qdisc_line, qdisc_command },
	[HCN_ROW_SYSCTL]    = { sysctl_line, sysctl_command },
	[HCN_ROW_ADDR]      = { addr_line, addr_command },
	[HCN_ROW_FDB]       = { fdb_line, fdb_command },
	[HCN_ROW_NEIGH]     = { neigh_line, neigh_command },
	[HCN_ROW_ROUTE]     = { route_line, route_command },
	[HCN_ROW_RULE]      = { rule_line, rule_command },
	[HCN_ROW_NFT_TABLE] = { nft_table_line, nft_table_command },
	[HCN_ROW_NFT_SET]   = { nft_set_line, nft_set_command },
	[HCN_ROW_NFT_CHAIN] = { nft_chain_line, nft_chain_command },
	[HCN_ROW_NFT_ELEM]  = { nft_elem_line, nft_elem_command },
};
/* clang-format on */

static void put_hook(const char *hook, struct hcn_buf *b)
{
	static const char *const names[] = { "type ", " hook ", " priority " };
	size_t i = 0;

	hcn_buf_puts(b, names[i++]);
	for (; *hook; hook++) {
		if (*hook == ' ' && i < HCN_N_ELEMENTS(names))
			hcn_buf_puts(b, names[i++]);
		else
			hcn_buf_putc(b, *hook);
	}
}

static void put_time(uint64_t seconds, struct hcn_buf *b)
{
	static const struct {
		unsigned seconds;
		char name;
	} units[] = { { 24 * 60 * 60, 'd' }, { 60 * 60, 'h' }, { 60, 'm' }, { 1, 's' } };

	for (size_t i = 0; i < HCN_N_ELEMENTS(units); i++) {
		if (seconds < units[i].seconds)
			continue;
		hcn_buf_u64(b, seconds / units[i].seconds);
		hcn_buf_putc(b, units[i].name);
		seconds %= units[i].seconds;
	}
}

static void put_number(const struct word *w, uint64_t value, struct hcn_buf *b)
{
	hcn_buf_puts(b, w->before);
	if (w->style == TIME)
		put_time(value, b);
	else
		hcn_buf_u64(b, value);
	if (w->after)
		hcn_buf_puts(b, w->after);
}

static void put_text(const struct word *w, const char *text, struct hcn_buf *b)
{
	if (!text || !*text)
		return;
	hcn_buf_puts(b, w->before);
	if (w->style == QUOTED)
		hcn_buf_json_string(b, text, strlen(text));
	else if (w->style == HOOK)
		put_hook(text, b);
	else if (w->style == TABLE)
		hcn_buf_printf(b, "%s%s", strchr(text, ' ') ? "" : "inet ", text);
	else
		hcn_buf_puts(b, text);
	if (w->after)
		hcn_buf_puts(b, w->after);
}

/* A member that is there, by the kinds of fields that rows have. */
static void put_member(
	const struct word *w, const struct hcn_field *f, const char *object, struct hcn_buf *b)
{
	const void *member = object + f->offset;

	if (f->kind == HCN_FIELD_BOOL) {
		if (*(const bool *)member)
			hcn_buf_puts(b, w->before);
	} else if (f->kind == HCN_FIELD_U32) {
		put_number(w, *(const uint32_t *)member, b);
	} else if (f->kind == HCN_FIELD_U64) {
		put_number(w, *(const uint64_t *)member, b);
	} else if (f->kind == HCN_FIELD_ENUM) {
		put_text(w, hcn_enum_name(f->values, *(const int *)member), b);
	} else if (f->kind == HCN_FIELD_STRINGS) {
		const size_t *n = (const void *)(object + f->count_offset);

		for (size_t i = 0; i < *n; i++)
			put_text(w, (*(char **const *)member)[i], b);
	} else {
		put_text(w, *(char *const *)member, b);
	}
}

static void put_words(const struct word *w, const struct hcn_row *row, struct hcn_buf *b)
{
	const char *object = (const char *)&row->present;

	for (; w->before; w++) {
		const struct hcn_field *f = &hcn_row_types[row->kind].schema->fields[w->field];
		bool given = row->present & UINT64_C(1) << w->field;

		switch (w->style) {
		case LITERAL:
			hcn_buf_puts(b, w->before);
			break;
		case VALUE:
		case QUOTED:
		case TABLE:
		case HOOK:
		case TIME:
			if (given)
				put_member(w, f, object, b);
			break;
		case GIVEN:
		case MISSING:
			if (given == (w->style == GIVEN))
				hcn_buf_puts(b, w->before);
			break;
		case IPV6:
			if (given &&
				strchr(*(char *const *)(const void *)(object + f->offset), ':'))
				hcn_buf_puts(b, w->before);
			break;
		}
	}
}

void hcn_row_format(const struct hcn_row *row, struct hcn_buf *b)
{
	put_words(words[row->kind].line, row, b);
}

void hcn_row_show_command(const struct hcn_row *row, struct hcn_buf *b)
{
	put_words(words[row->kind].command, row, b);
}
