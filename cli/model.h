/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - A policy file, understood
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef MODEL_H
#define MODEL_H

#include "erec.h"
#include "modbus_names.h"

#include "../kmod/uapi/edgesec.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Not a role of the kernel's: a program that ports belong to. */
#define ROLE_OWNER	(1u << 31)

/* How to recognise programs, where an entry says nothing of its own. */
struct identity {
	enum edgesec_identify identify;
	bool ignore_absent;
};

/**
 * struct program - A program of a list
 * @place: Where the file says so.
 * @identify: How it is recognised.
 * @directory: @path is a directory; with identify digest or fsverity it is
 *	replaced by its files before the policy is compiled.
 * @package: @path is the name of a package, which is replaced by its files.
 * @role: Bits of enum edgesec_role; of many files each gets those that it is
 *	fit for. ROLE_OWNER for one that ports belong to.
 * @owner: Number of &struct owned; 0 unless ports belong to it.
 * @path: Absolute; empty for the kernel and for a bare digest. Owned.
 * @has_digest: @digest is known.
 * @ignore_absent: A @path that does not exist is no mistake.
 * @digest: SHA-256 of its content; with identify fsverity its fs-verity digest.
 */
struct program {
	struct place place;
	enum edgesec_identify identify;
	bool directory;
	bool package;
	unsigned int role;
	unsigned int owner;
	char *path;
	bool has_digest;
	bool ignore_absent;
	uint8_t digest[EDGESEC_DIGEST_SIZE];
};

struct programs {
	struct program *list;
	size_t count;
};

/* The rules on programs and code. */
enum rule {
	RULE_RUN,
	RULE_SCRIPTS,
	RULE_LIBRARIES,
	RULE_MEMORY,
	RULE_INTERPRETED,
	RULE_MODULES,
	RULE_TRACING,
	RULE_COUNT
};

/* Keys that the kernel is told of at the beginning, and where they stand. */
enum head_key {
	HEAD_NAME,
	HEAD_VERSION,
	HEAD_PROFILE,
	HEAD_SIGNATURE,
	HEAD_OVERRIDE,
	HEAD_MODE,
	HEAD_ON_LOSS,
	HEAD_WARN_AT,
	HEAD_UNTRACKED,
	HEAD_RULE,
	HEAD_COUNT = HEAD_RULE + RULE_COUNT
};

/* From @first to @last, both included. */
struct range {
	uint32_t first;
	uint32_t last;
};

struct ranges {
	struct range *list;
	size_t count;
};

/* What is done with ports, in the order of the bits of enum edgesec_direction. */
enum direction {
	DIRECTION_BIND,
	DIRECTION_LISTEN,
	DIRECTION_CONNECT,
	DIRECTION_SEND,
	DIRECTION_COUNT
};

/**
 * struct scope - Whose sockets
 * @path: Of a mounted network namespace, or of a cgroup; else NULL. Points into
 *	the tree.
 */
struct scope {
	enum edgesec_scope kind;
	const char *path;
};

/**
 * struct owned - Ports that only some programs may use
 * @number: In &struct program.owner of those programs; from 1.
 */
struct owned {
	struct ranges ports;
	unsigned int number;
};

struct owned_list {
	struct owned *list;
	size_t count;
};

/**
 * struct port_rule - What a scope may do with the ports of a protocol
 * @directions: Bits of enum edgesec_direction, what it judges.
 * @ports: What it allows, by direction.
 * @owned: What of that it allows to some programs only.
 * @identity: Of those that state none.
 * @verdict: On other ports.
 * @close: What it denies and is open when it is applied is closed.
 */
struct port_rule {
	struct place place;
	struct scope scope;
	enum edgesec_protocol protocol;
	unsigned int directions;
	struct ranges ports[DIRECTION_COUNT];
	struct owned_list owned;
	struct identity identity;
	enum edgesec_verdict verdict;
	enum edgesec_mode mode;
	bool close;
};

struct port_rules {
	struct port_rule *list;
	size_t count;
};

/* @bytes: 4 or 16, the length of @address in network order; @length in bits. */
struct prefix {
	uint8_t address[16];
	unsigned int bytes;
	unsigned int length;
};

struct prefixes {
	struct prefix *list;
	size_t count;
};

#define ACCESS_COUNT	(EDGESEC_MODBUS_ACCESS_WRITE + 1)
#define TABLE_COUNT	(EDGESEC_MODBUS_TABLE_FILES + 1)

/**
 * struct span - Data of one table that may be read or written
 * @place: Where the file says so.
 * @range: Its addresses.
 * @values: What may be written there, ascending without overlaps; none means
 *	every value.
 * @zeros: Bits that must be 0 in it.
 * @ones: Bits that must be 1 in it.
 */
struct span {
	struct place place;
	struct range range;
	struct ranges values;
	uint32_t zeros;
	uint32_t ones;
};

struct spans {
	struct span *list;
	size_t count;
};

/**
 * struct limits - What may be read, or written
 * @limited: Only what @table lists.
 * @quantity: How much at once; 0: as much as the standard allows.
 */
struct limits {
	bool limited;
	uint32_t quantity;
	struct spans table[TABLE_COUNT];
};

#define RATED_COUNT	(EDGESEC_MODBUS_RATED_WRITES + 1)

/* The kernel takes no more for a server. */
#define GRANTS_MAX	256

/**
 * struct rate - How often each client may ask
 * @count: Requests, in the long run; 0: as often as it likes.
 * @seconds: In how long a time.
 * @burst: How many at once after a silence.
 */
struct rate {
	uint32_t count;
	uint32_t seconds;
	uint32_t burst;
};

/**
 * struct grant - What some clients may ask of a server
 * @place: Where the file says so.
 * @from: The clients; none means everybody.
 * @units: Unit identifiers; none means all.
 * @allowed: By function code.
 * @framing: By function code; only of what is allowed.
 * @subs: By function code; none means all sub-functions.
 * @limits: By enum edgesec_modbus_access.
 * @rates: By enum edgesec_modbus_rated.
 */
struct grant {
	struct place place;
	struct prefixes from;
	struct ranges units;
	bool allowed[FUNCTION_MAX + 1];
	enum edgesec_framing framing[FUNCTION_MAX + 1];
	struct ranges subs[FUNCTION_MAX + 1];
	struct limits limits[ACCESS_COUNT];
	struct rate rates[RATED_COUNT];
};

struct grants {
	struct grant *list;
	size_t count;
};

/**
 * struct modbus_server - Which requests a server gets
 * @in_flight: How many of a connection may wait for an answer; 0: as many as
 *	the kernel can remember.
 * @exceptions: How many exception responses each client may be sent; without a
 *	count as many as it likes.
 * @learns: What it would deny is remembered by the kernel. No policy file says
 *	so; with @mode audit only.
 */
struct modbus_server {
	struct place place;
	const char *name;
	struct prefixes address;
	struct ranges port;
	struct ranges units;
	struct prefixes clients;
	struct grants allow;
	uint32_t in_flight;
	enum edgesec_segments segments;
	enum edgesec_responses responses;
	struct rate exceptions;
	enum edgesec_on_deny on_deny;
	enum edgesec_mode mode;
	bool learns;
};

struct modbus_servers {
	struct modbus_server *list;
	size_t count;
};

/**
 * struct model - A policy file, understood
 * @name: Points into the tree it was read from, as @profile and names of
 *	servers do.
 * @profile: May be NULL.
 * @signature: May only a signed one follow?
 * @override_max: How many seconds it may be overridden at once; 0 for never.
 * @override_of: What of it; bits of enum edgesec_section.
 * @owners: The last number of a &struct owned.
 * @on_loss: What happens when a record is lost.
 * @warn_at: Percent of what a class of records may write; 0: no warning.
 * @untracked: What becomes of files where the kernel is not told of changes.
 * @head: Where its keys stand, by enum head_key, and from HEAD_RULE on by enum
 *	rule; nowhere unless the file has them.
 * @rule_mode: Of each rule on programs and code; disabled where the file says
 *	nothing of it.
 */
struct model {
	const char *name;
	const char *profile;
	uint64_t version;
	enum edgesec_signature signature;
	uint32_t override_max;
	unsigned int override_of;
	enum edgesec_mode mode;
	enum edgesec_on_loss on_loss;
	uint32_t warn_at;
	enum edgesec_untracked untracked;
	struct place head[HEAD_COUNT];
	enum edgesec_mode rule_mode[RULE_COUNT];
	struct programs programs;
	struct port_rules ports;
	unsigned int owners;
	struct modbus_servers servers;
};

/* Function codes are all that the grant is about. */
bool grant_is_plain(const struct grant *grant);
void grant_free(struct grant *grant);

/* Adds a copy of @from; its name stays where it is. */
struct modbus_server *model_add_server(struct model *model,
				       const struct modbus_server *from);

/* Adds copies of all entries of @from; names stay where they are. */
void model_add(struct model *model, const struct model *from);
void model_free(struct model *model);

#endif /* MODEL_H */
