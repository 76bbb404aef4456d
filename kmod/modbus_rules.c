// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Which Modbus server an address and port belong to
 * Copyright (C) 2026 The edgesec authors
 *
 * The first server of the policy file that covers address and port decides,
 * as a reader of the file expects; a more specific one must stand earlier.
 *
 * A bitmap of ports answers for almost every packet. For the others each
 * prefix is filed under a hash of its bits, and one probe is made for each
 * prefix length in use (a level), seldom more than three. Prefixes in one
 * chain stand in the order of the file, so a probe ends at the first match.
 */

#include "modbus_impl.h"
#include "modbus_limit.h"
#include "modbus_seen.h"

#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/socket.h>
#include <linux/string.h>

#define PORTS		65536
#define BUCKET_BITS	10
#define LEVELS_MAX	(33 + 129)

/**
 * struct place - One prefix of one server
 * @next: Next in the bucket; servers ascend.
 * @prefix: Where.
 * @server: Who.
 */
struct place {
	struct place *next;
	struct edgesec_modbus_prefix prefix;
	const struct edgesec_modbus_server *server;
};

/* A pair of family and prefix length that some prefix has. */
struct level {
	u8 family;
	u8 length;
};

struct edgesec_modbus_index {
	DECLARE_BITMAP(port, PORTS);
	struct place *bucket[1 << BUCKET_BITS];
	u32 level_count;
	struct level level[LEVELS_MAX];
};

static bool prefix_equal(const struct edgesec_modbus_prefix *a,
			 const struct edgesec_modbus_prefix *b)
{
	return a->family == b->family && a->length == b->length &&
	       !memcmp(&a->address, &b->address, sizeof(a->address));
}

/**
 * edgesec_modbus_server_alloc - Begin a server
 * @name: Its name, at most EDGESEC_NAME_MAX bytes are kept.
 *
 * It enforces, resets, is everywhere, serves everybody and every unit, and
 * allows no function until told otherwise. Context: process.
 *
 * Return: The server, owned by the caller, or NULL without memory.
 */
struct edgesec_modbus_server *edgesec_modbus_server_alloc(const char *name)
{
	struct edgesec_modbus_server *server;
	size_t len = strnlen(name, EDGESEC_NAME_MAX);

	server = kzalloc(sizeof(*server), GFP_KERNEL_ACCOUNT);
	if (!server)
		return NULL;
	memcpy(server->name, name, len);
	server->mode = EDGESEC_MODE_ENFORCE;
	server->on_deny = EDGESEC_ON_DENY_RESET;
	return server;
}

/**
 * edgesec_modbus_server_free - Free a server that no rules own
 * @server: May be NULL.
 */
void edgesec_modbus_server_free(struct edgesec_modbus_server *server)
{
	u32 i;

	if (!server)
		return;
	for (i = 0; i < server->grant_count; i++)
		edgesec_modbus_grant_free(server->grant[i]);
	edgesec_modbus_limiter_free(server->exceptions);
	kfree(server->grant);
	kfree(server->address);
	kfree(server->client);
	kfree(server->port);
	kfree(server);
}

/**
 * edgesec_modbus_server_add_address - Say where a server is
 * @server: Not yet added to rules.
 * @prefix: Its addresses.
 *
 * Return: 0, -EAFNOSUPPORT, -EINVAL if the length exceeds the address, -ENOMEM.
 */
int edgesec_modbus_server_add_address(struct edgesec_modbus_server *server,
				      const struct edgesec_modbus_prefix *prefix)
{
	return edgesec_modbus_prefix_add(&server->address,
					 &server->address_count, prefix);
}

/**
 * edgesec_modbus_server_add_client - Say who may send requests
 * @server: Not yet added to rules.
 * @prefix: Their addresses.
 *
 * Return: 0, -EAFNOSUPPORT, -EINVAL if the length exceeds the address, -ENOMEM.
 */
int edgesec_modbus_server_add_client(struct edgesec_modbus_server *server,
				     const struct edgesec_modbus_prefix *prefix)
{
	return edgesec_modbus_prefix_add(&server->client,
					 &server->client_count, prefix);
}

/**
 * edgesec_modbus_server_add_ports - Say where a server listens
 * @server: Not yet added to rules.
 * @first: 1 to 65535.
 * @last: @first to 65535.
 *
 * Return: 0, -EINVAL, -ENOMEM.
 */
int edgesec_modbus_server_add_ports(struct edgesec_modbus_server *server,
				    u32 first, u32 last)
{
	struct edgesec_modbus_ports *grown;

	if (!first || first > last || last >= PORTS)
		return -EINVAL;
	grown = edgesec_modbus_grow(server->port, server->port_count,
				    sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	server->port = grown;
	grown += server->port_count++;
	grown->first = first;
	grown->last = last;
	return 0;
}

/**
 * edgesec_modbus_server_add_units - Say which units may be addressed
 * @server: Not yet added to rules.
 * @first: 0 to 255.
 * @last: @first to 255.
 *
 * Return: 0, -EINVAL.
 */
int edgesec_modbus_server_add_units(struct edgesec_modbus_server *server,
				    u32 first, u32 last)
{
	if (first > last || last >= EDGESEC_MODBUS_UNITS)
		return -EINVAL;
	server->units_limited = true;
	bitmap_set(server->unit, first, last - first + 1);
	return 0;
}

/**
 * edgesec_modbus_server_add_function - Let a function code pass
 * @server: Not yet added to rules.
 * @code: 1 to 127.
 * @framing: How the length of its requests is checked.
 *
 * Return: 0, -EINVAL if nothing implies the length that @framing wants.
 */
int edgesec_modbus_server_add_function(struct edgesec_modbus_server *server,
				       u32 code, enum edgesec_framing framing)
{
	if (!code || code >= EDGESEC_MODBUS_CODES)
		return -EINVAL;
	if (framing == EDGESEC_FRAMING_MBAP)
		__set_bit(code, server->mbap);
	else if (edgesec_modbus_code_implies_length(code))
		__set_bit(code, server->implied);
	else
		return -EINVAL;
	server->has_functions = true;
	return 0;
}

/* Is there anything that this client may ask? */
static bool has_grant(const struct edgesec_modbus_server *server,
		      const struct edgesec_modbus_client *client)
{
	const struct edgesec_modbus_grant *grant;
	u32 i;

	for (i = 0; i < server->grant_count; i++) {
		grant = server->grant[i];
		if (edgesec_modbus_prefixes_cover(grant->from,
						  grant->from_count, client))
			return true;
	}
	return server->has_functions || !server->grant_count;
}

/**
 * edgesec_modbus_server_admits - May this client send requests at all
 * @server: The server.
 * @client: Who asks.
 *
 * Return: true if it may.
 */
bool edgesec_modbus_server_admits(const struct edgesec_modbus_server *server,
				  const struct edgesec_modbus_client *client)
{
	return edgesec_modbus_prefixes_cover(server->client,
					     server->client_count, client) &&
	       has_grant(server, client);
}

static bool listens(const struct edgesec_modbus_server *server, u16 port)
{
	u32 i;

	for (i = 0; i < server->port_count; i++)
		if (port >= server->port[i].first &&
		    port <= server->port[i].last)
			return true;
	return false;
}

/**
 * edgesec_modbus_rules_init - Begin the rules of a generation
 * @rules: Cleared.
 *
 * Return: 0.
 */
int edgesec_modbus_rules_init(struct edgesec_modbus_rules *rules)
{
	memset(rules, 0, sizeof(*rules));
	return 0;
}

static bool is_judged(const struct edgesec_modbus_server *server)
{
	return server->mode != EDGESEC_MODE_DISABLED;
}

static bool same_addresses(const struct edgesec_modbus_server *a,
			   const struct edgesec_modbus_server *b)
{
	const struct edgesec_modbus_prefix *x, *y;
	u32 i;

	if (a->address_count != b->address_count)
		return false;
	for (i = 0; i < a->address_count; i++) {
		x = &a->address[i];
		y = &b->address[i];
		if (x->family != y->family || x->length != y->length ||
		    memcmp(&x->address, &y->address, sizeof(x->address)))
			return false;
	}
	return true;
}

static bool same_ports(const struct edgesec_modbus_server *a,
		       const struct edgesec_modbus_server *b)
{
	u32 i;

	if (a->port_count != b->port_count)
		return false;
	for (i = 0; i < a->port_count; i++)
		if (a->port[i].first != b->port[i].first ||
		    a->port[i].last != b->port[i].last)
			return false;
	return true;
}

/* Do both say the same of whether the same connections are judged? */
static bool is_alike(const struct edgesec_modbus_server *a,
		     const struct edgesec_modbus_server *b)
{
	return is_judged(a) == is_judged(b) && same_addresses(a, b) &&
	       same_ports(a, b);
}

static bool has_alike(const struct edgesec_modbus_rules *rules,
		      const struct edgesec_modbus_server *server)
{
	u32 i;

	for (i = 0; i < rules->count; i++)
		if (is_alike(rules->server[i], server))
			return true;
	return false;
}

/*
 * May a connection not be judged that was? Not if what was judged is in the new
 * rules as well, and what is not judged there was in the old ones.
 */
static bool leaves_out(const struct edgesec_modbus_rules *rules,
		       const struct edgesec_modbus_rules *before)
{
	u32 i;

	for (i = 0; i < before->count; i++)
		if (is_judged(before->server[i]) &&
		    !has_alike(rules, before->server[i]))
			return true;
	for (i = 0; i < rules->count; i++)
		if (!is_judged(rules->server[i]) &&
		    !has_alike(before, rules->server[i]))
			return true;
	return false;
}

/**
 * edgesec_modbus_rules_follow - Number rules that come into force
 * @rules: What will be published next.
 * @before: What was in force so far. Both may have no servers.
 *
 * Context: one at a time, under the lock of commits.
 *
 * Return: true if connections may not be judged any more. Then a grace period
 * of RCU has to pass after @rules were published and before others are, so that
 * nothing is judged by @before when these begin.
 */
bool edgesec_modbus_rules_follow(struct edgesec_modbus_rules *rules,
				 const struct edgesec_modbus_rules *before)
{
	static u32 serial, trusted;

	serial++;
	/* Pairs with READ_ONCE() in flow.c: some may be in force once more. */
	WRITE_ONCE(rules->serial, serial);
	WRITE_ONCE(rules->trusted, trusted);
	if (!leaves_out(rules, before))
		return false;
	trusted = serial;
	return true;
}

static void free_index(struct edgesec_modbus_index *index)
{
	struct place *node, *next;
	u32 i;

	if (!index)
		return;
	for (i = 0; i < ARRAY_SIZE(index->bucket); i++) {
		for (node = index->bucket[i]; node; node = next) {
			next = node->next;
			kfree(node);
		}
	}
	kvfree(index);
}

/**
 * edgesec_modbus_rules_free - Free rules and their servers
 * @rules: Initialised, and not read by anyone any more.
 */
void edgesec_modbus_rules_free(struct edgesec_modbus_rules *rules)
{
	u32 i;

	for (i = 0; i < rules->count; i++)
		edgesec_modbus_server_free(rules->server[i]);
	kfree(rules->server);
	free_index(rules->index);
	edgesec_modbus_seen_put(rules->seen);
	memset(rules, 0, sizeof(*rules));
}

static struct place **bucket_of(struct edgesec_modbus_index *index,
			       const struct edgesec_modbus_prefix *prefix)
{
	const u32 *word = prefix->address.all;
	u32 hash = prefix->family << 8 | prefix->length;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(prefix->address.all); i++)
		hash = hash_32(hash, 32) ^ word[i];
	return &index->bucket[hash_32(hash, BUCKET_BITS)];
}

static void note_level(struct edgesec_modbus_index *index, u8 family, u8 length)
{
	struct level *level = index->level;
	u32 i;

	for (i = 0; i < index->level_count; i++, level++)
		if (level->family == family && level->length == length)
			return;
	level->family = family;
	level->length = length;
	index->level_count++;
}

static int index_prefix(struct edgesec_modbus_index *index,
			const struct edgesec_modbus_prefix *prefix,
			const struct edgesec_modbus_server *server)
{
	struct place **link = bucket_of(index, prefix);
	struct place *node;

	node = kzalloc(sizeof(*node), GFP_KERNEL_ACCOUNT);
	if (!node)
		return -ENOMEM;
	node->prefix = *prefix;
	node->server = server;
	while (*link)
		link = &(*link)->next;
	*link = node;
	note_level(index, prefix->family, prefix->length);
	return 0;
}

static int index_everywhere(struct edgesec_modbus_index *index,
			    const struct edgesec_modbus_server *server)
{
	struct edgesec_modbus_prefix prefix = { .family = AF_INET };
	int ret;

	ret = index_prefix(index, &prefix, server);
	prefix.family = AF_INET6;
	return ret ? ret : index_prefix(index, &prefix, server);
}

static int index_server(struct edgesec_modbus_index *index,
			const struct edgesec_modbus_server *server)
{
	const struct edgesec_modbus_ports *port;
	int ret = 0;
	u32 i;

	if (!server->address_count)
		ret = index_everywhere(index, server);
	for (i = 0; i < server->address_count && !ret; i++)
		ret = index_prefix(index, &server->address[i], server);
	for (i = 0; i < server->port_count; i++) {
		port = &server->port[i];
		bitmap_set(index->port, port->first,
			   port->last - port->first + 1);
	}
	return ret;
}

static bool name_taken(const struct edgesec_modbus_rules *rules,
		       const char *name)
{
	u32 i;

	for (i = 0; i < rules->count; i++)
		if (!strcmp(rules->server[i]->name, name))
			return true;
	return false;
}

static int make_room(struct edgesec_modbus_rules *rules)
{
	void *grown = edgesec_modbus_grow(rules->server, rules->count,
					  sizeof(*rules->server));

	if (!grown)
		return -ENOMEM;
	rules->server = grown;
	if (!rules->index)
		rules->index = kvzalloc(sizeof(*rules->index),
					GFP_KERNEL_ACCOUNT);
	return rules->index ? 0 : -ENOMEM;
}

static int begin_to_see(struct edgesec_modbus_rules *rules,
			const struct edgesec_modbus_server *server)
{
	if (server->learns && !rules->seen)
		rules->seen = edgesec_modbus_seen_alloc();
	return server->learns && !rules->seen ? -ENOMEM : 0;
}

/**
 * edgesec_modbus_rules_add - Add a server behind those already there
 * @rules: Not yet published.
 * @server: Owned by @rules from now on, unless this fails.
 *
 * After -ENOMEM the rules can only be freed. Context: process.
 *
 * Return: 0, -EINVAL without a port, -EEXIST if the name is taken, -ENOMEM.
 */
int edgesec_modbus_rules_add(struct edgesec_modbus_rules *rules,
			     struct edgesec_modbus_server *server)
{
	int ret;

	if (!server->port_count)
		return -EINVAL;
	if (name_taken(rules, server->name))
		return -EEXIST;
	ret = make_room(rules);
	if (!ret)
		ret = begin_to_see(rules, server);
	if (ret)
		return ret;
	server->index = rules->count;
	ret = index_server(rules->index, server);
	if (ret)
		return ret;
	rules->server[rules->count++] = server;
	rules->judged += server->mode != EDGESEC_MODE_DISABLED;
	rules->enforced += server->mode == EDGESEC_MODE_ENFORCE;
	return 0;
}

/**
 * edgesec_modbus_rules_inherit - Go on with what other rules have seen
 * @rules: Not yet published.
 * @from: Those in force before.
 *
 * Nothing happens unless both learn. Context: process.
 */
void edgesec_modbus_rules_inherit(struct edgesec_modbus_rules *rules,
				  const struct edgesec_modbus_rules *from)
{
	if (!rules->seen || !from->seen)
		return;
	edgesec_modbus_seen_put(rules->seen);
	rules->seen = edgesec_modbus_seen_get(from->seen);
}

/**
 * edgesec_modbus_server_at - The servers one after the other
 * @rules: The rules.
 * @index: Position in the policy file, from 0.
 *
 * Return: The server, or NULL behind the last one.
 */
const struct edgesec_modbus_server *
edgesec_modbus_server_at(const struct edgesec_modbus_rules *rules, u32 index)
{
	return index < rules->count ? rules->server[index] : NULL;
}

/**
 * edgesec_modbus_rules_empty - Is there nothing to judge
 * @rules: The rules.
 *
 * Return: true if no server is judged.
 */
bool edgesec_modbus_rules_empty(const struct edgesec_modbus_rules *rules)
{
	return !rules->judged;
}

/**
 * edgesec_modbus_rules_port - May some server listen on this port
 * @rules: The rules.
 * @port: Host byte order.
 *
 * Context: any.
 *
 * Return: false if certainly none does.
 */
bool edgesec_modbus_rules_port(const struct edgesec_modbus_rules *rules,
			       u16 port)
{
	return rules->index && test_bit(port, rules->index->port);
}

/* The first server in the bucket of @prefix that listens on @port, or any. */
static const struct edgesec_modbus_server *
find_in_bucket(struct edgesec_modbus_index *index,
	       const struct edgesec_modbus_prefix *prefix, u16 port)
{
	const struct place *node;

	for (node = *bucket_of(index, prefix); node; node = node->next)
		if (prefix_equal(&node->prefix, prefix) &&
		    (!port || listens(node->server, port)))
			return node->server;
	return NULL;
}

/**
 * edgesec_modbus_rules_find - Find the server at an address and port
 * @rules: The rules.
 * @family: AF_INET or AF_INET6.
 * @address: Of the server.
 * @port: Host byte order; 0 for any.
 *
 * Context: any; the caller keeps the generation alive.
 *
 * Return: The first server of the policy file that covers both, also if it is
 * disabled; NULL if none does.
 */
const struct edgesec_modbus_server *
edgesec_modbus_rules_find(const struct edgesec_modbus_rules *rules, u8 family,
			  const union nf_inet_addr *address, u16 port)
{
	const struct edgesec_modbus_server *found, *best = NULL;
	struct edgesec_modbus_index *index = rules->index;
	struct edgesec_modbus_prefix prefix;
	u32 i;

	if (!index || (port && !test_bit(port, index->port)))
		return NULL;
	for (i = 0; i < index->level_count; i++) {
		if (index->level[i].family != family)
			continue;
		prefix.family = family;
		prefix.length = index->level[i].length;
		edgesec_modbus_prefix_mask(&prefix.address, address,
					   prefix.length);
		found = find_in_bucket(index, &prefix, port);
		if (found && (!best || found->index < best->index))
			best = found;
	}
	return best;
}
