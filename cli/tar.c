// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The files of a tar archive, by name and digest
 * Copyright (C) 2026 The edgesec authors
 *
 * dpkg unpacks the old format, ustar, and GNU's long names; so does this, and
 * what else there may be is a mistake. Two readers who disagree on where a file
 * begins would see different files, so nothing is guessed: checksums must
 * match, numbers must be octal, names must end, and the archive must end with
 * zeros.
 */
#include "tar.h"
#include "magic.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

#define BLOCK	512

/* Offsets and lengths of the fields of a header. */
enum {
	NAME = 0, NAME_LEN = 100,
	MODE = 100, MODE_LEN = 8,
	SIZE = 124, SIZE_LEN = 12,
	SUM = 148, SUM_LEN = 8,
	TYPE = 156,
	TARGET = 157, TARGET_LEN = 100,
	MAGIC = 257, VERSION = 263,
	PREFIX = 345, PREFIX_LEN = 155,
};

/**
 * struct tar - An archive that is read
 * @head: The header under way.
 * @size: Bytes of content that follow it.
 * @long_name: GNU's name for the next file; empty when there is none.
 * @long_target: The same for what it links to.
 */
struct tar {
	const struct tar_reader *reader;
	unsigned char head[BLOCK];
	uint64_t size;
	char long_name[TAR_NAME_MAX + 1];
	char long_target[TAR_NAME_MAX + 1];
};

static const char truncated[] = "the archive is cut off";

/* Returns false when there are no more bytes. */
static bool read_block(struct tar *tar, unsigned char *block)
{
	size_t have = 0;
	ssize_t len;

	while (have < BLOCK) {
		len = tar->reader->read(tar->reader->arg, block + have,
					BLOCK - have);
		if (len <= 0)
			return false;
		have += len;
	}
	return true;
}

static bool is_zero(const unsigned char *block)
{
	for (size_t i = 0; i < BLOCK; i++)
		if (block[i])
			return false;
	return true;
}

/* Octal digits after spaces, ended by a space, a NUL byte or the field. */
static bool read_number(const unsigned char *field, size_t len,
			uint64_t *number)
{
	size_t i = 0, begin;

	while (i < len && field[i] == ' ')
		i++;
	*number = 0;
	for (begin = i; i < len && field[i] >= '0' && field[i] <= '7'; i++)
		*number = *number * 8 + (field[i] - '0');
	return i > begin && (i == len || field[i] == ' ' || !field[i]);
}

/* The sum of all bytes, those of the sum itself taken for spaces. */
static bool sum_is_right(const unsigned char *head)
{
	uint64_t wanted, sum = 0;

	for (size_t i = 0; i < BLOCK; i++)
		sum += i >= SUM && i < SUM + SUM_LEN ? ' ' : head[i];
	return read_number(head + SUM, SUM_LEN, &wanted) && sum == wanted;
}

/* Only ustar has a prefix; in GNU's format other things are there. */
static bool has_prefix(const unsigned char *head)
{
	return !memcmp(head + MAGIC, "ustar\00000", 8) && head[PREFIX];
}

static void read_name(const struct tar *tar, char *name)
{
	const char *head = (const char *)tar->head;

	if (*tar->long_name)
		strcpy(name, tar->long_name);
	else if (has_prefix(tar->head))
		snprintf(name, TAR_NAME_MAX + 1, "%.*s/%.*s", PREFIX_LEN,
			 head + PREFIX, NAME_LEN, head + NAME);
	else
		snprintf(name, TAR_NAME_MAX + 1, "%.*s", NAME_LEN, head + NAME);
}

static void read_target(const struct tar *tar, char *target)
{
	if (*tar->long_target)
		strcpy(target, tar->long_target);
	else
		snprintf(target, TAR_NAME_MAX + 1, "%.*s", TARGET_LEN,
			 (const char *)tar->head + TARGET);
}

/* GNU's long names are the content of entries of their own. */
static const char *read_long(struct tar *tar, char *into)
{
	unsigned char block[BLOCK];
	size_t have = 0;

	if (*into)
		return "two long names for one file";
	if (tar->size < 2 || tar->size > TAR_NAME_MAX + 1)
		return "a name is too long, or empty";
	while (have < tar->size) {
		size_t part = tar->size - have < BLOCK ? tar->size - have :
							 BLOCK;

		if (!read_block(tar, block))
			return truncated;
		memcpy(into + have, block, part);
		have += part;
	}
	if (memchr(into, 0, have) != into + have - 1)
		return "a long name does not end where it says";
	return NULL;
}

static const char *read_content(struct tar *tar, struct tar_file *file)
{
	unsigned char block[BLOCK];
	struct sha256_ctx sha;

	sha256_init(&sha);
	for (uint64_t left = tar->size, part; left; left -= part) {
		part = left < BLOCK ? left : BLOCK;
		if (!read_block(tar, block))
			return truncated;
		if (left == tar->size)
			file->elf = is_elf(block, part);
		sha256_update(&sha, part, block);
	}
	sha256_digest(&sha, sizeof(file->digest), file->digest);
	return NULL;
}

static const char *read_file(struct tar *tar)
{
	char name[TAR_NAME_MAX + 1], target[TAR_NAME_MAX + 1];
	struct tar_file file = { .name = name };
	const char *mistake;
	uint64_t mode;

	read_name(tar, name);
	if (!*name)
		return "a file has no name";
	/* So the old format says folder. */
	if (name[strlen(name) - 1] == '/')
		return tar->size ? "a folder has content" : NULL;
	if (!read_number(tar->head + MODE, MODE_LEN, &mode))
		return "a mode is no number";
	file.executable = mode & 0111;
	if (tar->head[TYPE] == '1') {
		read_target(tar, target);
		file.target = target;
	} else {
		mistake = read_content(tar, &file);
		if (mistake)
			return mistake;
	}
	tar->reader->file(tar->reader->arg, &file);
	return NULL;
}

static const char *read_entry(struct tar *tar)
{
	const char *mistake = NULL;
	char type = tar->head[TYPE];

	switch (type) {
	case 'L':
		return read_long(tar, tar->long_name);
	case 'K':
		return read_long(tar, tar->long_target);
	case '\0':
	case '0':
		mistake = read_file(tar);
		break;
	case '1':
		mistake = tar->size ? "a link has content" : read_file(tar);
		break;
	case '2': case '3': case '4': case '5': case '6':
		if (tar->size)
			mistake = "a link, device or folder has content";
		break;
	default:
		return "an entry is of a kind that dpkg does not unpack";
	}
	*tar->long_name = '\0';
	*tar->long_target = '\0';
	return mistake;
}

static const char *check_head(struct tar *tar)
{
	if (!sum_is_right(tar->head))
		return "a checksum is wrong";
	if (!read_number(tar->head + SIZE, SIZE_LEN, &tar->size))
		return "a size is no number";
	return NULL;
}

static const char *read_end(struct tar *tar)
{
	unsigned char block[BLOCK];

	if (*tar->long_name || *tar->long_target)
		return "a long name belongs to no file";
	while (read_block(tar, block))
		if (!is_zero(block))
			return "there is something after the end";
	return NULL;
}

const char *tar_read(const struct tar_reader *reader)
{
	static struct tar tar;
	const char *mistake;

	tar = (struct tar){ .reader = reader };
	for (;;) {
		if (!read_block(&tar, tar.head))
			return truncated;
		if (is_zero(tar.head))
			return read_end(&tar);
		mistake = check_head(&tar);
		if (!mistake)
			mistake = read_entry(&tar);
		if (mistake)
			return mistake;
	}
}
