#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Makes disks as a cut of the power leaves them
# Copyright (C) 2026 The edgesec authors
"""usage: cuts.py BASE LOG CUTS SEED OUT

BASE is a disk. LOG is what QEMU's blklogwrites wrote: each write to it, in order,
and each flush. The power is cut between two of them. What was written before the last
flush is on the disk then; of what came after it, any part may be: none, all, or
some by chance. OUT gets a block of lines "cut PLACE BYTES OLDER NEWER", then the
disks. OLDER and NEWER are the numbers of the policies that may be in force.

The format of the log is that of the device mapper's log-writes
(Documentation/admin-guide/device-mapper/log-writes.rst).
"""

import random
import re
import struct
import sys

SECTOR = 512
MAGIC = 0x6A736677736872
FLUSH, DISCARD = 1, 4
HEADER = 65536
KINDS = 4


def read_log(name):
    """Yields (is it a flush, place, data) for each entry."""
    with open(name, "rb") as log:
        magic, _, entries, size = struct.unpack("<QQQI", log.read(28))
        if magic != MAGIC or size != SECTOR:
            sys.exit(f"cuts.py: {name} is no log of writes")
        log.seek(size)
        for _ in range(entries):
            sector, sectors, flags, _ = struct.unpack("<4Q", log.read(32))
            log.seek(size - 32, 1)
            if flags & DISCARD:
                yield False, sector * size, bytes(sectors * size)
                continue
            yield bool(flags & FLUSH), sector * size, log.read(sectors * size)


def mark_of(place, data, disk_bytes):
    """What the guest says it does, or None."""
    if place != disk_bytes - 4096:
        return None
    found = re.match(rb"edgesec (begun|done) (\d+)\n", data)
    return found and (found[1].decode(), int(found[2]))


def choose(entries, disk_bytes, count):
    """Half of the cuts follow an answer at once, the others come at any time."""
    done = [i + 1 for i, entry in enumerate(entries)
            if (mark_of(*entry[1:], disk_bytes) or "x")[0] == "done"]
    first = done[0]
    answered = random.sample(done, min(count // 2, len(done)))
    return sorted(answered + random.sample(range(first, len(entries)),
                                           count - len(answered)))


def cut(base, entries, at, kind):
    """Returns (disk, older, newer) for a cut before entry `at`."""
    flushed = max((i for i in range(at) if entries[i][0]), default=0)
    disk = bytearray(base)
    older = newer = 0
    for i in range(at):
        _, place, data = entries[i]
        mark = mark_of(place, data, len(base))
        if mark:
            newer = mark[1]
            older = newer if mark[0] == "done" else older
        kept = (True, False, random.random() < 0.5, random.random() < 0.9)[kind]
        if i <= flushed or kept:
            disk[place:place + len(data)] = data
    return disk, older, newer


def main():
    base, log, count, seed, out = sys.argv[1:]
    with open(base, "rb") as disk:
        base = disk.read()
    random.seed(int(seed))
    entries = list(read_log(log))
    lines = []
    with open(out, "wb") as disks:
        for n, at in enumerate(choose(entries, len(base), int(count))):
            disk, older, newer = cut(base, entries, at, n % KINDS)
            place = HEADER + n * len(base)
            disks.seek(place)
            disks.write(disk)
            lines.append(f"cut {place} {len(base)} {older} {newer}\n")
        disks.seek(0)
        disks.write("".join(lines).encode())
    flushes = sum(entry[0] for entry in entries)
    print(f"# {len(entries) - flushes} writes, {flushes} flushes, "
          f"{len(lines)} cuts (seed {seed})")


main()
