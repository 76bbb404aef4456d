/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Test policies, staged and committed without the command
 * Copyright (C) 2026 The edgesec authors
 *
 * Odd policies list /tmp/odd as starter of scripts, UDP port 1001 and Modbus
 * function 3; even ones list /tmp/even, 1002 and 4. Both refuse everything
 * else. Each function returns 0 or a negative libnl error.
 */
#ifndef SELFTESTS_STAGE_H
#define SELFTESTS_STAGE_H

#include <stddef.h>
#include <stdio.h>

/* Generation that the last reply named. */
extern unsigned long long stage_generation;

/* What the last status said: is an override under way, and how many keys? */
extern int stage_overridden;
extern unsigned int stage_keys;

/* Called before and after each request, if set. */
extern void (*stage_before)(void);
extern void (*stage_after)(void);

int stage_open(void);
int stage_begin(int odd);
int stage_add(int odd);

/**
 * struct stage_program - What a list of programs names
 * @role: Bits of enum edgesec_role.
 * @directory: Everything below it, or NULL.
 * @digest: SHA-256, where @directory is NULL.
 */
struct stage_program {
	unsigned int role;
	const char *directory;
	const unsigned char *digest;
};

/* Policies of other kinds: attributes of modes to enforce, ended by 0. */
int stage_begin_rules(const char *name, const int *modes);
int stage_add_programs(const struct stage_program *list, int count);

/*
 * Policies that an owner signs: odd ones that can be overridden. Those of an odd
 * version must be followed by a signed one.
 */
int stage_begin_owned(unsigned int version);

/* What such a signature covers. */
void stage_print_manifest(unsigned int version, FILE *out);

int stage_commit(void);
int stage_commit_signed(const void *signature, size_t len);

/* It has to be confirmed, within a minute. */
int stage_commit_on_trial(void);
int stage_confirm(void);
int stage_rollback(void);
int stage_disable(void);
int stage_status(void);
int stage_add_key(const void *certificate, size_t len);
int stage_override(unsigned int seconds);
int stage_override_stop(void);

/* Asks which generation is in force, 0 for none. */
int stage_in_force(void);

/*
 * The calls that prove hooks. The program is executed again, as @name, with
 * "--proof" as first argument, and must end at once then.
 */
void stage_prove(const char *name);

/* stage_commit(), and proofs as often as it asks for them. */
int stage_commit_proved(const char *name);

#endif /* SELFTESTS_STAGE_H */
