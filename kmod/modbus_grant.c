// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Building what some clients may ask of a Modbus server
 * Copyright (C) 2026 The edgesec authors
 *
 * Nothing here is on the path of a packet; modbus_match.c reads what is built.
 * Spans and values are kept in ascending order and never overlap, so that one
 * address has one rule, and a search can stop at the first hit.
 */

#include "modbus_impl.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

/**
 * edgesec_modbus_grant_alloc - Begin a grant
 *
 * It is for everybody and every unit, and allows no function until told
 * otherwise. Context: process.
 *
 * Return: The grant, owned by the caller, or NULL without memory.
 */
struct edgesec_modbus_grant *edgesec_modbus_grant_alloc(void)
{
	return kzalloc(sizeof(struct edgesec_modbus_grant), GFP_KERNEL_ACCOUNT);
}

static void free_spans(struct edgesec_modbus_spans *spans)
{
	u32 i;

	for (i = 0; i < spans->count; i++)
		kfree(spans->span[i].value);
	kfree(spans->span);
}

/**
 * edgesec_modbus_grant_free - Free a grant that no server owns
 * @grant: May be NULL.
 */
void edgesec_modbus_grant_free(struct edgesec_modbus_grant *grant)
{
	u32 i, table;

	if (!grant)
		return;
	for (i = 0; i < EDGESEC_MODBUS_ACCESSES; i++)
		for (table = 0; table < EDGESEC_MODBUS_TABLES; table++)
			free_spans(&grant->limits[i].table[table]);
	for (i = 0; i < EDGESEC_MODBUS_FAMILIES; i++)
		kfree(grant->subs[i]);
	edgesec_modbus_limiter_free(grant->limiter);
	kfree(grant->from);
	kfree(grant);
}

/**
 * edgesec_modbus_grant_add_from - Say whom a grant is for
 * @grant: Not yet added to a server.
 * @prefix: Their addresses.
 *
 * Return: 0, -EAFNOSUPPORT, -EINVAL if the length exceeds the address, -ENOMEM.
 */
int edgesec_modbus_grant_add_from(struct edgesec_modbus_grant *grant,
				  const struct edgesec_modbus_prefix *prefix)
{
	return edgesec_modbus_prefix_add(&grant->from, &grant->from_count,
					 prefix);
}

/**
 * edgesec_modbus_grant_add_units - Say which units may be addressed
 * @grant: Not yet added to a server.
 * @first: 0 to 255.
 * @last: @first to 255.
 *
 * Return: 0, -EINVAL.
 */
int edgesec_modbus_grant_add_units(struct edgesec_modbus_grant *grant,
				   u32 first, u32 last)
{
	if (first > last || last >= EDGESEC_MODBUS_UNITS)
		return -EINVAL;
	grant->units_limited = true;
	bitmap_set(grant->unit, first, last - first + 1);
	return 0;
}

/**
 * edgesec_modbus_grant_add_function - Let a function code pass
 * @grant: Not yet added to a server.
 * @code: 1 to 127.
 * @framing: How the length of its requests is checked.
 *
 * Return: 0, -EINVAL if nothing implies the length that @framing wants.
 */
int edgesec_modbus_grant_add_function(struct edgesec_modbus_grant *grant,
				      u32 code, enum edgesec_framing framing)
{
	if (!code || code >= EDGESEC_MODBUS_CODES)
		return -EINVAL;
	if (framing == EDGESEC_FRAMING_MBAP)
		__set_bit(code, grant->mbap);
	else if (edgesec_modbus_code_implies_length(code))
		__set_bit(code, grant->implied);
	else
		return -EINVAL;
	return 0;
}

/**
 * edgesec_modbus_family_of - Which sub-functions a code has
 * @code: Function code.
 *
 * Return: The family, or EDGESEC_MODBUS_FAMILIES if it has none.
 */
enum edgesec_modbus_family edgesec_modbus_family_of(u8 code)
{
	switch (code) {
	case 0x08:
		return EDGESEC_MODBUS_DIAGNOSTICS;
	case 0x2b:
		return EDGESEC_MODBUS_MEI;
	case 0x5a:
		return EDGESEC_MODBUS_UMAS;
	}
	return EDGESEC_MODBUS_FAMILIES;
}

/**
 * edgesec_modbus_grant_add_subs - Say which sub-functions of a code pass
 * @grant: Not yet added to a server.
 * @code: 8, 43 or 90.
 * @first: 0 to 255.
 * @last: @first to 255.
 *
 * Return: 0, -EINVAL, -ENOMEM.
 */
int edgesec_modbus_grant_add_subs(struct edgesec_modbus_grant *grant, u32 code,
				  u32 first, u32 last)
{
	enum edgesec_modbus_family family = edgesec_modbus_family_of(code);
	struct edgesec_modbus_subs *subs;

	if (family == EDGESEC_MODBUS_FAMILIES || first > last ||
	    last >= EDGESEC_MODBUS_SUBS)
		return -EINVAL;
	subs = grant->subs[family];
	if (!subs)
		subs = kzalloc(sizeof(*subs), GFP_KERNEL_ACCOUNT);
	if (!subs)
		return -ENOMEM;
	grant->subs[family] = subs;
	bitmap_set(subs->listed, first, last - first + 1);
	return 0;
}

/**
 * edgesec_modbus_span_add_values - Say what may be written to a span
 * @span: Not yet added to a grant.
 * @first: 0 to 65535; above all values added before.
 * @last: @first to 65535.
 *
 * Return: 0, -EINVAL, -ENOMEM.
 */
int edgesec_modbus_span_add_values(struct edgesec_modbus_span *span, u32 first,
				   u32 last)
{
	struct edgesec_modbus_values *grown;

	if (first > last || last > U16_MAX)
		return -EINVAL;
	if (span->value_count &&
	    first <= span->value[span->value_count - 1].last)
		return -EINVAL;
	grown = edgesec_modbus_grow(span->value, span->value_count,
				    sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	span->value = grown;
	grown += span->value_count++;
	grown->first = first;
	grown->last = last;
	return 0;
}

static bool has_rules(const struct edgesec_modbus_span *span)
{
	return span->value_count || span->zeros || span->ones;
}

/* Does it make sense to say this of that table? */
static bool is_sound(enum edgesec_modbus_access access,
		     enum edgesec_modbus_table table,
		     const struct edgesec_modbus_span *span)
{
	bool write = access == EDGESEC_MODBUS_ACCESS_WRITE;

	if (span->first > span->last || (span->zeros & span->ones))
		return false;
	if (write && (table == EDGESEC_MODBUS_TABLE_DISCRETE_INPUTS ||
		      table == EDGESEC_MODBUS_TABLE_INPUT_REGISTERS))
		return false;
	return !has_rules(span) ||
	       (write && table != EDGESEC_MODBUS_TABLE_FILES);
}

/**
 * edgesec_modbus_grant_add_span - Let data be read or written
 * @grant: Not yet added to a server.
 * @access: Which of the two.
 * @table: Kind of data.
 * @span: Which data; copied. Its values belong to @grant unless this fails.
 *
 * Context: process.
 *
 * Return: 0, -EINVAL if that can't be said of this table, -EEXIST if it
 * overlaps a span that is there, -ENOMEM.
 */
int edgesec_modbus_grant_add_span(struct edgesec_modbus_grant *grant,
				  enum edgesec_modbus_access access,
				  enum edgesec_modbus_table table,
				  const struct edgesec_modbus_span *span)
{
	struct edgesec_modbus_spans *spans;
	struct edgesec_modbus_span *grown;
	u32 at;

	if (!is_sound(access, table, span))
		return -EINVAL;
	spans = &grant->limits[access].table[table];
	for (at = spans->count; at; at--)
		if (spans->span[at - 1].first <= span->last)
			break;
	if (at && spans->span[at - 1].last >= span->first)
		return -EEXIST;
	grown = edgesec_modbus_grow(spans->span, spans->count, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	spans->span = grown;
	memmove(grown + at + 1, grown + at,
		(spans->count - at) * sizeof(*grown));
	grown[at] = *span;
	spans->count++;
	return 0;
}

/**
 * edgesec_modbus_grant_set_rate - Say how often each client may ask
 * @grant: Not yet added to a server.
 * @rated: Which requests are counted.
 * @rate: Count, seconds and burst.
 *
 * Context: process.
 *
 * Return: 0, -EINVAL if a number is out of range, -EEXIST if there is a rate
 * for these requests, -ENOMEM.
 */
int edgesec_modbus_grant_set_rate(struct edgesec_modbus_grant *grant,
				  enum edgesec_modbus_rated rated,
				  const struct edgesec_modbus_rate *rate)
{
	if (!grant->limiter)
		grant->limiter = edgesec_modbus_limiter_alloc();
	if (!grant->limiter)
		return -ENOMEM;
	return edgesec_modbus_limiter_set(grant->limiter, rated, rate);
}

static bool is_limited(const struct edgesec_modbus_limits *limits)
{
	return limits->limited || limits->quantity;
}

/* What is not parsed can't be limited. */
static bool can_judge(const struct edgesec_modbus_grant *grant)
{
	unsigned int code;
	u32 access;

	for_each_set_bit(code, grant->mbap, EDGESEC_MODBUS_CODES)
		for (access = 0; access < EDGESEC_MODBUS_ACCESSES; access++)
			if (is_limited(&grant->limits[access]) &&
			    edgesec_modbus_code_is(code, access))
				return false;
	return true;
}

/**
 * edgesec_modbus_server_add_grant - Let some clients ask something
 * @server: Not yet added to rules.
 * @grant: Owned by @server from now on, unless this fails.
 *
 * Context: process.
 *
 * Return: 0, -EINVAL if limits of @grant can't be held since it trusts the
 * length of requests, -ENOSPC if there are too many grants, -ENOMEM.
 */
int edgesec_modbus_server_add_grant(struct edgesec_modbus_server *server,
				    struct edgesec_modbus_grant *grant)
{
	struct edgesec_modbus_grant **grown;

	if (!can_judge(grant))
		return -EINVAL;
	if (server->grant_count == EDGESEC_MODBUS_GRANTS_MAX)
		return -ENOSPC;
	grown = edgesec_modbus_grow(server->grant, server->grant_count,
				    sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	server->grant = grown;
	grown[server->grant_count++] = grant;
	return 0;
}
