/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - tests of the table: is an answer right while writers write? */
/* Copyright (C) 2026 The edgesec authors */
#ifndef TABLE_JUDGE_H
#define TABLE_JUDGE_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/barrier.h>

/*
 * Each key has one writer, which keeps its state in two words: @begun is set
 * before an operation on the table, @done after it. A state is
 *
 *	bit 0: the key is in the table; bits 1-31: how often it was removed;
 *	bits 32-63: version, one more with every operation
 *
 * The value in the table carries the index of the key and its version. A reader
 * samples @done, looks up, then samples @begun. The answer is right if the key
 * was in that state at some time in between:
 *
 * - a hit, if the version is none older than was done before, and none newer
 *   than was begun after;
 * - a miss, if the key was absent before, or a removal was begun since.
 *
 * For a map whose keys have one writer each, that is all that linearizability
 * asks for, and it needs no log.
 */
struct judge_key {
	u64 begun;
	u64 done;
};

static inline bool judge_present(u64 state)
{
	return state & 1;
}

static inline u32 judge_removals(u64 state)
{
	return (u32)state >> 1;
}

static inline u32 judge_version(u64 state)
{
	return (u32)(state >> 32);
}

static inline u64 judge_next(u64 state, bool present)
{
	u32 removals = judge_removals(state);

	if (judge_present(state) && !present)
		removals++;
	return ((u64)judge_version(state) + 1) << 32 |
	       (u32)(removals << 1) | present;
}

static inline u32 judge_mark(u32 index)
{
	return (index ^ 0x5bd1e995U) * 0x9e3779b1U;
}

/* The index that a value belongs to; 0xe8b2f51U undoes the multiplication. */
static inline u32 judge_index(u64 val)
{
	return ((u32)(val >> 32) * 0xe8b2f51U) ^ 0x5bd1e995U;
}

static inline u64 judge_value(u32 index, u64 state)
{
	return (u64)judge_mark(index) << 32 | judge_version(state);
}

static inline bool judge_answer(u32 index, u64 done, u64 begun, bool found,
				u64 val)
{
	u32 version = (u32)val;

	if (!found)
		return !judge_present(done) ||
		       judge_removals(done) != judge_removals(begun);
	return (u32)(val >> 32) == judge_mark(index) &&
	       version >= judge_version(done) &&
	       version <= judge_version(begun);
}

/* Writer: before and after the operation that leads to @state. */
static inline void judge_begin(struct judge_key *k, u64 state)
{
	WRITE_ONCE(k->begun, state);
	smp_mb();
}

static inline void judge_end(struct judge_key *k, u64 state)
{
	smp_mb();
	WRITE_ONCE(k->done, state);
}

/* Reader: before and after the lookup. */
static inline u64 judge_before(const struct judge_key *k)
{
	u64 done = READ_ONCE(k->done);

	smp_mb();
	return done;
}

static inline u64 judge_after(const struct judge_key *k)
{
	smp_mb();
	return READ_ONCE(k->begun);
}

#endif /* TABLE_JUDGE_H */
