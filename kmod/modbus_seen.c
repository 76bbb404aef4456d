// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Kinds of Modbus requests that were seen where a policy learns
 * Copyright (C) 2026 The edgesec authors
 *
 * Polling repeats a few requests for ever. So each kind is kept once, with how
 * often it came, and whoever learns asks for all kinds at the end: the log does
 * not fill, and what comes once among millions is there. All memory is taken
 * before the first request; what finds no room is counted.
 *
 * What was seen outlives a change of policy, as long as the next one learns too:
 * learning puts a longer policy in force whenever it has seen a new program.
 */

#include "modbus_seen.h"
#include "modbus_impl.h"

#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/random.h>
#include <linux/string.h>

#define BUCKETS	(2 * EDGESEC_MODBUS_SEEN_MAX)	/* a power of two */

/**
 * struct edgesec_modbus_seen - All kinds that were seen
 * @refs: Each generation of the policy that learns has one.
 * @key: Secret for the places in @bucket.
 * @lock: Guards what follows. Taken with BH off; nests inside that of a flow.
 * @count: Kinds in @sight; they never go.
 * @missed: Requests that are not among them.
 * @bucket: Index in @sight plus 1, by hash of the kind; 0: empty.
 * @sight: In the order in which they came.
 */
struct edgesec_modbus_seen {
	refcount_t refs;
	siphash_key_t key;
	spinlock_t lock;
	u32 count;
	u64 missed;
	u32 bucket[BUCKETS];
	struct edgesec_modbus_sight sight[EDGESEC_MODBUS_SEEN_MAX];
};

/**
 * edgesec_modbus_seen_alloc - Begin to see
 *
 * Context: Process context, may sleep.
 *
 * Return: Nothing seen, with one reference, or NULL without memory.
 */
struct edgesec_modbus_seen *edgesec_modbus_seen_alloc(void)
{
	struct edgesec_modbus_seen *seen;

	static_assert(sizeof(struct edgesec_modbus_kind) == 52);
	seen = kvzalloc(sizeof(*seen), GFP_KERNEL_ACCOUNT);
	if (!seen)
		return NULL;
	refcount_set(&seen->refs, 1);
	get_random_bytes(&seen->key, sizeof(seen->key));
	spin_lock_init(&seen->lock);
	return seen;
}

/**
 * edgesec_modbus_seen_get - Keep what was seen
 * @seen: The caller has a reference, or knows who has one.
 *
 * Return: @seen.
 */
struct edgesec_modbus_seen *
edgesec_modbus_seen_get(struct edgesec_modbus_seen *seen)
{
	refcount_inc(&seen->refs);
	return seen;
}

/**
 * edgesec_modbus_seen_put - Keep it no longer
 * @seen: May be NULL. With the last reference nobody sees any more.
 *
 * Context: Process context, may sleep.
 */
void edgesec_modbus_seen_put(struct edgesec_modbus_seen *seen)
{
	if (seen && refcount_dec_and_test(&seen->refs))
		kvfree(seen);
}

static u32 *bucket_of(struct edgesec_modbus_seen *seen,
		      const struct edgesec_modbus_kind *kind)
{
	return &seen->bucket[siphash(kind, sizeof(*kind), &seen->key) %
			     BUCKETS];
}

static struct edgesec_modbus_sight *find(struct edgesec_modbus_seen *seen,
					 const struct edgesec_modbus_kind *kind)
{
	struct edgesec_modbus_sight *sight;
	u32 i;

	lockdep_assert_held(&seen->lock);
	for (i = *bucket_of(seen, kind); i; i = sight->next) {
		sight = &seen->sight[i - 1];
		if (!memcmp(&sight->kind, kind, sizeof(*kind)))
			return sight;
	}
	return NULL;
}

static struct edgesec_modbus_sight *add(struct edgesec_modbus_seen *seen,
					const struct edgesec_modbus_kind *kind)
{
	struct edgesec_modbus_sight *sight;
	u32 *bucket = bucket_of(seen, kind);

	lockdep_assert_held(&seen->lock);
	if (seen->count == EDGESEC_MODBUS_SEEN_MAX)
		return NULL;
	sight = &seen->sight[seen->count++];
	sight->kind = *kind;
	sight->least = U16_MAX;
	sight->next = *bucket;
	*bucket = seen->count;
	return sight;
}

/* @least and @most: of the values that were written, or U16_MAX and 0. */
static void note(struct edgesec_modbus_seen *seen,
		 const struct edgesec_modbus_kind *kind, u16 least, u16 most)
{
	struct edgesec_modbus_sight *sight;

	spin_lock_bh(&seen->lock);
	sight = find(seen, kind);
	if (!sight)
		sight = add(seen, kind);
	if (!sight) {
		seen->missed++;
	} else {
		if (sight->count < U32_MAX)
			sight->count++;
		sight->least = min(sight->least, least);
		sight->most = max(sight->most, most);
	}
	spin_unlock_bh(&seen->lock);
}

/* Each sub-request is about one file. */
static void note_files(struct edgesec_modbus_seen *seen,
		       struct edgesec_modbus_kind *kind, const u8 *pdu, u32 len)
{
	bool write = pdu[0] == 0x15;
	u32 at;

	for (at = 2; at < len;
	     at += 7 + (write ? 2 * be16(pdu + at + 5) : 0)) {
		kind->read_first = write ? 0 : be16(pdu + at + 1);
		kind->read_quantity = !write;
		kind->write_first = write ? be16(pdu + at + 1) : 0;
		kind->write_quantity = write;
		note(seen, kind, U16_MAX, 0);
	}
}

/* The least and the greatest of what is written to registers. */
static void find_values(const u8 *pdu, u16 *least, u16 *most)
{
	const struct edgesec_modbus_part *part;
	u32 quantity, i;

	for (part = edgesec_modbus_parts(pdu[0]); part->address; part++) {
		if (part->form != FORM_REGISTERS)
			continue;
		quantity = part->quantity ? be16(pdu + part->quantity) : 1;
		for (i = 0; i < quantity; i++) {
			*least = min(*least, be16(pdu + part->data + 2 * i));
			*most = max(*most, be16(pdu + part->data + 2 * i));
		}
	}
}

/**
 * edgesec_modbus_seen_request - Remember what a request asks for
 * @seen: Where.
 * @from: A kind that says who asks whom; the rest is filled in here.
 * @adu: The request; it is one of the standard.
 * @size: Its length.
 *
 * Context: Process or softirq context.
 */
void edgesec_modbus_seen_request(struct edgesec_modbus_seen *seen,
				 const struct edgesec_modbus_kind *from,
				 const u8 *adu, u32 size)
{
	const u8 *pdu = adu + EDGESEC_MODBUS_HEADER;
	struct edgesec_modbus_kind kind = *from;
	struct edgesec_modbus_detail detail;
	u16 least = U16_MAX, most = 0;

	kind.unit = adu[6];
	kind.function = pdu[0];
	if (kind.function == 0x14 || kind.function == 0x15) {
		note_files(seen, &kind, pdu, size - EDGESEC_MODBUS_HEADER);
		return;
	}
	edgesec_modbus_request_detail(adu, size, &detail);
	kind.has_sub = detail.has_sub;
	kind.sub = detail.sub;
	kind.read_first = detail.read_first;
	kind.read_quantity = detail.read_quantity;
	kind.write_first = detail.write_first;
	kind.write_quantity = detail.write_quantity;
	find_values(pdu, &least, &most);
	note(seen, &kind, least, most);
}

/**
 * edgesec_modbus_seen_fault - Remember what the standard does not allow
 * @seen: Where.
 * @kind: All of it, with its fault.
 *
 * Context: Process or softirq context.
 */
void edgesec_modbus_seen_fault(struct edgesec_modbus_seen *seen,
			       const struct edgesec_modbus_kind *kind)
{
	note(seen, kind, U16_MAX, 0);
}

/**
 * edgesec_modbus_seen_miss - Count a segment in which requests were not seen
 * @seen: Where.
 *
 * Context: Process or softirq context.
 */
void edgesec_modbus_seen_miss(struct edgesec_modbus_seen *seen)
{
	spin_lock_bh(&seen->lock);
	seen->missed++;
	spin_unlock_bh(&seen->lock);
}

/**
 * edgesec_modbus_seen_at - The kinds one after the other
 * @seen: All of them.
 * @index: From 0.
 * @sight: Filled.
 *
 * Context: Process or softirq context.
 *
 * Return: false behind the last one.
 */
bool edgesec_modbus_seen_at(struct edgesec_modbus_seen *seen, u32 index,
			    struct edgesec_modbus_sight *sight)
{
	bool exists;

	spin_lock_bh(&seen->lock);
	exists = index < seen->count;
	if (exists)
		*sight = seen->sight[index];
	spin_unlock_bh(&seen->lock);
	return exists;
}

/**
 * edgesec_modbus_seen_missed - How much was not seen
 * @seen: All kinds.
 *
 * Context: Process or softirq context.
 *
 * Return: Requests that no kind had room for, and segments that could not be
 * read as requests.
 */
u64 edgesec_modbus_seen_missed(struct edgesec_modbus_seen *seen)
{
	u64 missed;

	spin_lock_bh(&seen->lock);
	missed = seen->missed;
	spin_unlock_bh(&seen->lock);
	return missed;
}
