#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - can the tests of the table fail? Each fault put in must be found
# Copyright (C) 2026 The edgesec authors
#
# usage: mutants.sh [DIRECTORY]
#
# A mutant is a copy of the sources with one line changed by sed. It is found
# when some test program fails, crashes or does not end.

set -u
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$here/../../build/table-mutants}
count=0
missed=0

# Everything the Makefile needs, in the places where it looks for it.
fresh() {
	rm -rf "$work"
	mkdir -p "$work/kmod" "$work/selftests"
	cp "$here"/../../kmod/table*.[ch] "$work/kmod"
	cp -r "$here" "$here/../shim" "$here/../tap.h" "$work/selftests"
}

found() {
	for t in $1; do
		make -s -C "$work/selftests/table" BUILD="$work/b" \
			"$work/b/$t" >/dev/null 2>&1 || return 0
		timeout 60 "$work/b/$t" >/dev/null 2>&1 || return 0
	done
	return 1
}

# mutant "what is wrong" "test ..." file sed-script
mutant() {
	count=$((count + 1))
	fresh
	cp "$work/kmod/$3" "$work/before"
	sed -i "$4" "$work/kmod/$3"
	if cmp -s "$work/before" "$work/kmod/$3"; then
		echo "not ok $count $1 # the sed script changes nothing"
		missed=$((missed + 1))
	elif found "$2"; then
		echo "ok $count found: $1"
	else
		echo "not ok $count missed: $1"
		missed=$((missed + 1))
	fi
}

threads="interleave_test thread_pause_test thread_asan_test"
single="table_test property_test weak_hash_test fault_test interleave_test"

echo "TAP version 13"
fresh
if found "$single $threads"; then
	echo "Bail out! the tests fail without a fault"
	exit 1
fi
mutant "a removal does not change the version" "$threads" \
	table.c 's/ + TABLE_VERSION_ONE);/);/'
mutant "the reader does not look at the version again" "$threads" \
	table_impl.h 's/return (READ_ONCE(line->meta) ^ meta) >> .*/return false;/'
mutant "the live bit comes before the pair" "$threads" \
	table.c '/^static void line_fill/,/^}/s/^	smp_wmb();/	WRITE_ONCE(line->meta, line->meta | BIT_ULL(slot));\n	for (volatile int i = 0; i < 50; i++);/'
mutant "the mark moves before the copy is made" "$threads" \
	table_rehash.c '/^static void pass_unit/,/^}/s/^	for (; bucket/	smp_store_release(\&map->mark, (unit + 1) << (32 - unit_bits(map, next)));\n	for (; bucket/'
mutant "replacing is removing and inserting" "$threads" \
	table.c 's/^		smp_store_release(&spot.line->slot\[spot.slot\].val, val);/	{ line_clear(spot.line, spot.slot); line_fill(spot.line, spot.slot, key, val); }/'
mutant "memory is freed without a grace period" "$single $threads" \
	table_memory.c 's/queue_rcu_work(edgesec_table_wq, &reaper->work)/queue_work(edgesec_table_wq, \&reaper->work.work)/'
mutant "the reader ignores the mark" "$single" \
	table.c 's/if (unlikely(hash < smp_load_acquire(&map->mark)))/if (0)/'
mutant "the reader keeps the old hash in a map with another seed" "$single" \
	table.c '/^static noinline bool lookup_beyond/,/^}/s/if (is_reseed(map, next))/if (0)/'
mutant "the writer keeps the old hash in a map with another seed" "$single" \
	table.c '/^writer_home/,/^}/s/if (is_reseed(map, next))/if (0)/'
mutant "a reseed begins before all chunks are there" "$single" \
	table_rehash.c 's/return is_reseed(map, next) ? next->chunks - 1 :/return/'
mutant "a reseed foresees lines for one bucket only" "$single" \
	table_rehash.c '/^static unsigned int lines_for/,/^}/s/if (reseed)/if (0)/'
mutant "a reseed comes although the last one was just now" "$single" \
	table_rehash.c 's/t->next_reseed = jiffies + RESEED_INTERVAL;/t->next_reseed = jiffies;/'
mutant "long chains ask for nothing" "$single" \
	table.c 's/^		edgesec_table_reseed_want(t);//'
mutant "drain visits what the mark has passed" "$single" \
	table.c 's/drain_map(map, map->mark >> (32 - map->bits), fn);/drain_map(map, 0, fn);/'
mutant "a walk goes on in another order" "$single" \
	table_walk.c 's/return map->epoch == epoch ? map : NULL;/return map;/;s/while (map->epoch == epoch \&\& hash/while (hash/'
mutant "the writer ignores the mark" "$single" \
	table.c 's/if (\*hash >= map->mark)/if (1)/'
mutant "the mark stands in the middle of a bucket when it shrinks" "$single" \
	table_rehash.c 's/return min(map->bits, next->bits);/return map->bits;/'
mutant "the reader takes what was removed" "$single" \
	table.c 's/if (unlikely(!(meta >> slot & 1)))/if (slot == TABLE_SLOTS)/'
mutant "what was removed hides the key that came back" "$single" \
	table.c '/^line_find(/,/^}/s/if (slot == TABLE_SLOTS)/if (1)/'
mutant "a free slot ends the search for the key" "$single" \
	table.c 's/^	for (; line; line = line_next(t, line)) {/	for (; line \&\& !spot->room; line = line_next(t, line)) {/'
mutant "the stock of lines is not checked before a unit" "$single" \
	table_rehash.c 's/if (t->spares < lines)/if (0)/'
mutant "one overflow line too few is foreseen" "$single" \
	table_rehash.c 's/return live ? (live - 1) \/ TABLE_SLOTS : 0;/return live ? (live - 1) \/ (TABLE_SLOTS + 1) : 0;/'
mutant "the chunk is not checked before a unit" "$single" \
	table_rehash.c 's/if (chunk_for(map, next, unit) >= next->filled)/if (0)/'
mutant "a rehash moves too much at a time" "$single" \
	table_rehash.c 's/UNITS_PER_WRITE	4/UNITS_PER_WRITE	5/'
mutant "it never shrinks" "$single" \
	table_rehash.c 's/t->entries \* 2 < n/0/'
mutant "it is never packed" "$single" \
	table_rehash.c 's/return is_ragged.*/return 0;/'
mutant "it is packed all the time" "$single" \
	table_rehash.c 's/n \/ 4 + 8 \&\& t->removed > n/0/'
mutant "growth ignores the byte limit" "$single" \
	table_rehash.c 's/!too_large(t, map->bits + 1)/1/'
mutant "lines ignore the byte limit" "$single" \
	table.c 's/!edgesec_table_line_fits(t)/0/'
mutant "the entry limit is one too high" "$single" \
	table.c 's/t->entries >= t->limits.max_entries/t->entries > t->limits.max_entries/'
mutant "bytes of freed chunks are not counted" "$single" \
	table_memory.c 's/	WRITE_ONCE(t->bytes, t->bytes - bytes);/	(void)bytes;/'
mutant "overflow lines leak with their chunk" "$single" \
	table_memory.c 's/^		kmem_cache_free(line_cache, line);/		(void)line;/'
mutant "a chunk is freed one too early" "$single $threads" \
	table_memory.c 's/reaper->chunks = map->dead;/reaper->chunks = map->dead + !!map->mark;/'
mutant "destroy does not wait for the reaper" "$single" \
	table.c 's/^	edgesec_table_reaper_flush(t);//'
mutant "destroy forgets the next map" "$single" \
	table.c 's/^	if (next)$/	if (0)/'
mutant "no memory for a line is told as success" "$single" \
	table.c 's/^			return -ENOMEM;/			return 0;/'
mutant "the worker gives up when it gets no memory" "$single" \
	table_rehash.c 's/^	if (delay)$/	if (0)/'
mutant "the worker does not finish an idle rehash" "$single" \
	table_rehash.c 's/more = map_next(t, table_map(t)) ||/more =/'
mutant "an atomic writer allocates as if it could sleep" "$single" \
	table.c 's/provide(t, &needs, gfp);/provide(t, \&needs, GFP_KERNEL);/'
mutant "a hard interrupt may write" "$single" \
	table.c 's/WARN_ON_ONCE(in_hardirq() || in_nmi())/0/'
mutant "who comes after destroy may write" "$single" \
	table.c 's/WARN_ON_ONCE(t->closed)/0/'
mutant "the walk skips keys of equal position" "$single" \
	table_walk.c 's/at = (struct place){ s.pos, s.key, true };/at = (struct place){ .pos = s.pos + 1 };/'
mutant "the walk forgets the key that was refused" "$single" \
	table_walk.c 's/cursor->pos = s.pos;/cursor->pos = s.pos + 1;/'
mutant "the walk repeats the key before" "$single" \
	table_walk.c 's/cursor->pos = s.pos;/cursor->pos = at.pos;/'
mutant "the walk keeps what a removal has spoilt" "$threads" \
	table_walk.c 's/if (!line_changed(line, meta))/if (1)/'
echo "1..$count"
rm -rf "$work"
[ "$missed" -eq 0 ]
