// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Tests of record.c: no name forges a field or breaks a line
 * Copyright (C) 2026 The edgesec authors
 */
#include "../tap.h"

#include <ctype.h>
#include <linux/string.h>

#include "record.h"

/* Of a kernel for 64 bits (include/linux/threads.h). */
#define PID_MAX	4194304

static struct edgesec_record record;

static const char *add(const char *string, size_t len)
{
	memset(&record, 0, sizeof(record));
	edgesec_record_add_string(&record, "path", string, len);
	return record.text;
}

static void plain_string_is_quoted(void)
{
	CHECK(!strcmp(add("/bin/sh", 7), " path=\"/bin/sh\""));
	CHECK(record.len == strlen(record.text));
}

static void space_quote_and_control_bytes_become_hex(void)
{
	CHECK(!strcmp(add("a b", 3), " path=612062"));
	CHECK(!strcmp(add("a\"b", 3), " path=612262"));
	CHECK(!strcmp(add("a\nb", 3), " path=610A62"));
	CHECK(!strcmp(add("\x1b[2J", 4), " path=1B5B324A"));
	CHECK(!strcmp(add("\x7f", 1), " path=7F"));
}

static void bytes_above_ascii_become_hex(void)
{
	CHECK(!strcmp(add("\xc3\xa9", 2), " path=C3A9"));
	CHECK(!strcmp(add("\xff", 1), " path=FF"));
}

static void forged_fields_stay_inside_the_value(void)
{
	static const char name[] = "x\" verdict=allow res=1\nedgesec: op=exec";

	CHECK(!strpbrk(add(name, sizeof(name) - 1) + 1, " \n\""));
}

static void every_single_byte_survives_the_round(void)
{
	const char *value;
	int byte;
	char c;

	for (byte = 0; byte < 256; byte++) {
		c = byte;
		value = add(&c, 1) + strlen(" path=");
		if (*value == '"')
			CHECK(value[1] == c && value[2] == '"' && !value[3]);
		else
			CHECK(strtol(value, NULL, 16) == byte && !value[2]);
	}
}

static void long_string_keeps_its_end_and_says_what_is_cut(void)
{
	char path[4096];

	memset(path, 'a', sizeof(path));
	path[sizeof(path) - 1] = 'z';
	add(path, sizeof(path));
	CHECK(strstr(record.text, "az\" path_cut=3880"));
	CHECK(record.len < EDGESEC_RECORD_SIZE);

	path[0] = ' ';
	path[sizeof(path) - 2] = ' ';
	add(path, sizeof(path));
	CHECK(strstr(record.text, "61207A path_cut=3988"));
}

static void field_that_does_not_fit_is_left_out_whole(void)
{
	size_t before;
	int i;

	memset(&record, 0, sizeof(record));
	for (i = 0; i < 200; i++) {
		before = record.len;
		edgesec_record_add(&record, " number=%d", 1000000 + i);
		edgesec_record_add_string(&record, "key", "0123456789", 10);
		CHECK(record.len < EDGESEC_RECORD_SIZE);
		CHECK(record.len == strlen(record.text));
	}
	CHECK(before == record.len);
	CHECK(record.text[record.len - 1] == '"' ||
	      isdigit(record.text[record.len - 1]));
}

/* The most that a record can hold: two files with digests, and a process. */
static void two_long_hostile_names_and_the_rest_fit(void)
{
	char name[4096], hex[65];

	memset(hex, 'f', sizeof(hex));
	memset(name, '\n', sizeof(name));
	memset(&record, 0, sizeof(record));
	edgesec_record_add(&record,
			   "op=script seq=%lld time=%lld.999 verdict=deny mode=enforce gen=%llu rule=executables.scripts reason=starter-not-listed uid=%u pid=%d auid=%u ses=%u",
			   -1LL, 9999999999LL, -1ULL, -1, PID_MAX, -1, -1);
	edgesec_record_add_string(&record, "comm", name, 15);
	edgesec_record_add_string(&record, "exe", name, sizeof(name));
	edgesec_record_add(&record, " exe_fsverity=%.64s", hex);
	edgesec_record_add_string(&record, "path", name, sizeof(name));
	edgesec_record_add(&record, " dev=%02x:%02x ino=%lu", 4095, 1048575,
			   -1UL);
	edgesec_record_add(&record, " fsverity=%.64s", hex);
	edgesec_record_add(&record, " target=%d", PID_MAX);
	edgesec_record_add_string(&record, "target_comm", name, 15);
	edgesec_record_add(&record, " res=%d", 0);
	CHECK(strstr(record.text, " path=0A"));
	CHECK(strstr(record.text, " target=4194304 target_comm=0A"));
	CHECK(strstr(record.text, " res=0"));
}

static const struct tap_test tests[] = {
#define TEST(name) { #name, name }
	TEST(plain_string_is_quoted),
	TEST(space_quote_and_control_bytes_become_hex),
	TEST(bytes_above_ascii_become_hex),
	TEST(forged_fields_stay_inside_the_value),
	TEST(every_single_byte_survives_the_round),
	TEST(long_string_keeps_its_end_and_says_what_is_cut),
	TEST(field_that_does_not_fit_is_left_out_whole),
	TEST(two_long_hostile_names_and_the_rest_fit),
};

int main(void)
{
	return TAP_RUN(tests);
}
