// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Tests of the command's smallest parts
 * Copyright (C) 2026 The edgesec authors
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../tap.h"
#include "entry.h"
#include "hex.h"
#include "quote.h"
#include "sandbox.h"
#include "suggest.h"
#include "when.h"

static void work_counts(void *data)
{
	void *memory = malloc(1 << 20);

	++*(int *)data;
	free(memory);
}

static void work_opens(void *data)
{
	(void)data;
	(void)!open("/etc/passwd", O_RDONLY);
}

static void work_connects(void *data)
{
	(void)data;
	(void)!socket(AF_UNIX, SOCK_STREAM, 0);
}

static void work_writes(void *data)
{
	(void)data;
	(void)!write(STDOUT_FILENO, "", 0);
}

static void work_executes(void *data)
{
	static char *const argv[] = { "true", NULL };

	(void)data;
	execv("/bin/true", argv);
}

static void work_crashes(void *data)
{
	(void)data;
	raise(SIGKILL);
}

static void test_sandbox_computes(void)
{
	int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	CHECK(shared != MAP_FAILED);
	CHECK(!sandbox_run(work_counts, shared));
	CHECK(*shared == 1);
	munmap(shared, 4096);
}

static void test_sandbox_kills(void)
{
	CHECK(sandbox_run(work_opens, NULL) == SIGSYS);
	CHECK(sandbox_run(work_connects, NULL) == SIGSYS);
	CHECK(sandbox_run(work_writes, NULL) == SIGSYS);
	CHECK(sandbox_run(work_executes, NULL) == SIGSYS);
	CHECK(sandbox_run(work_crashes, NULL) > 0);
}

static void work_reads(void *data)
{
	const int *fd = data;
	char byte;

	if (read(*fd, &byte, 1) != 1 || byte != 'x')
		raise(SIGKILL);
}

static void test_sandbox_reads(void)
{
	int pipes[2], other = STDIN_FILENO;

	CHECK(!pipe(pipes));
	CHECK(write(pipes[1], "x", 1) == 1);
	CHECK(!sandbox_read(pipes[0], work_reads, &pipes[0]));
	CHECK(sandbox_read(pipes[0], work_reads, &other) == SIGSYS);
	CHECK(sandbox_read(pipes[0], work_opens, NULL) == SIGSYS);
	CHECK(sandbox_run(work_reads, &pipes[0]) == SIGSYS);
	close(pipes[0]);
	close(pipes[1]);
}

static void test_quote(void)
{
	CHECK(!strcmp(quote("/usr/bin/x y"), "/usr/bin/x y"));
	CHECK(!strcmp(quote("\033[2J\n\xff\\"), "\\x1b[2J\\x0a\\xff\\x5c"));
	CHECK(!strcmp(quote(""), ""));
}

static void test_utf8(void)
{
	CHECK(is_utf8("abc", 3));
	CHECK(is_utf8("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", 9));
	CHECK(!is_utf8("\xc3", 1));
	CHECK(!is_utf8("\xc0\x80", 2));
	CHECK(!is_utf8("\xed\xa0\x80", 3));
	CHECK(!is_utf8("\xf4\x90\x80\x80", 4));
	CHECK(!is_utf8("a\0b", 3));
}

static void test_suggest(void)
{
	static const char *const names[] = { "allow", "mode", "scripts", NULL };
	const char *near = suggest("alow", names);

	CHECK(near && !strcmp(near, "allow"));
	near = suggest("script", names);
	CHECK(near && !strcmp(near, "scripts"));
	CHECK(!suggest("zzzzzz", names));
	CHECK(!suggest("", names));
}

/* 2025-11-30 12:00 UTC */
#define NOON	1764504000ll
#define SECOND	1000000ull

static bool parses(const char *text)
{
	static struct record record;

	return entry_parse(&record, text, strlen(text));
}

static void test_record(void)
{
	static struct record record;
	const char *text = "op=exec seq=7 time=1764504000.250 path=2F78 exe=\"/bin/a=b\" gen=10";

	CHECK(entry_parse(&record, text, strlen(text)));
	CHECK(record.count == 6);
	CHECK(record.usec == NOON * SECOND + 250000);
	CHECK(!strcmp(entry_get(&record, "path"), "/x"));
	CHECK(!strcmp(entry_get(&record, "exe"), "/bin/a=b"));
	CHECK(!strcmp(entry_get(&record, "gen"), "10"));
	CHECK(!entry_get(&record, "uid"));
	CHECK(parses("op=exec seq=7 time=1.000 exe_sha256=0a sha256=b1 fsverity=c2"));
}

static void test_no_record(void)
{
	CHECK(!parses("op=exec time=1.000"));
	CHECK(!parses("seq=1 time=1.000 op=exec"));
	CHECK(!parses("op=exec seq=1 time=1.000 "));
	CHECK(!parses("op=exec  seq=1 time=1.000"));
	CHECK(!parses("op=exec time=1.000 seq="));
	CHECK(!parses("op=exec seq=1 time=1.000 x"));
	CHECK(!parses("op=exec seq=1 time=1.000 X=1"));
	CHECK(!parses("op=exec seq=1 time=1.000 1x=1"));
	CHECK(!parses("op=exec seq=1 time=1.000 x=\x7f"));
	CHECK(!parses(""));
}

static void test_record_time(void)
{
	static const char *const wrong[] = {
		"", " time=", " time=1", " time=1.", " time=1.00",
		" time=1.0000", " time=.000", " time=-1.000", " time=1,000",
		" time=123456789012.000", " time=1.000x", " time=1.0x0",
	};
	char text[64];

	CHECK(parses("op=exec seq=1 time=99999999999.999"));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(text, sizeof(text), "op=exec seq=1%s", wrong[i]);
		CHECK(!parses(text));
	}
}

static bool finds(const char *line)
{
	/* Nothing behind the end is read. */
	char *copy = memcpy(malloc(strlen(line)), line, strlen(line));
	bool found = entry_find(copy, strlen(line), true);

	free(copy);
	return found;
}

static void test_behind_time(void)
{
	CHECK(finds("2025-11-30T12:00:00,000000+00:00 edgesec: op="));
	CHECK(finds("2025-11-30T12:00:00,250000-05:30 edgesec: op="));
	CHECK(!finds("2025-11-30T12:00:00,25000+00:00 edgesec: op="));
	CHECK(!finds("2025-11-30T12:00:00,250000 00:00 edgesec: op="));
	CHECK(!finds("2025-11-30 12:00:00,250000+00:00 edgesec: op="));
	CHECK(!finds("x2025-11-30T12:00:00,250000+00:00 edgesec: op="));
	CHECK(!finds("2025-11-3xT12:00:00,250000+00:00 edgesec: op="));
	CHECK(finds("[    5.1] edgesec: op=") && finds("edgesec: op="));
	CHECK(!finds("edgesec: op") && !finds("edgesec"));
}

static void test_hex(void)
{
	static const char *const wrong[] = {
		"", "00ff7", "00ff7f8", "00ff7f80 ", " 0ff7f80", "00ff7f8g",
		"0x00ff7f", "00ff7f/0", "00ff7f:0", "00ff7f@0", "00ff7f`0",
		"00f\xc6" "7f80",
	};
	const uint8_t bytes[] = { 0x00, 0xff, 0x7f, 0x80 };
	uint8_t read[sizeof(bytes)];
	char text[HEX_SIZE(sizeof(bytes))];

	hex_write(text, bytes, sizeof(bytes));
	CHECK(!strcmp(text, "00ff7f80"));
	CHECK(hex_read("00fF7F80", read, sizeof(read)));
	CHECK(!memcmp(read, bytes, sizeof(read)));
	CHECK(hex_read("", read, 0));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CHECK(!hex_read(wrong[i], read, sizeof(read)));
}

static uint64_t when(const char *text)
{
	uint64_t usec = 0;

	if (!when_read(text, NOON * SECOND + 999999, &usec))
		return 0;
	return usec / SECOND;
}

static void test_when(void)
{
	CHECK(!setenv("TZ", "UTC", 1));
	CHECK(when("now") == NOON);
	CHECK(when("today") == NOON - 12 * 3600);
	CHECK(when("yesterday") == NOON - 36 * 3600);
	CHECK(when("-2h") == NOON - 7200 && when("-90s") == NOON - 90);
	CHECK(when("-15m") == NOON - 900 && when("-3d") == NOON - 3 * 86400);
	CHECK(when("@1764496800") == 1764496800);
	CHECK(when("2025-11-30") == NOON - 12 * 3600);
	CHECK(when("2025-11-30 12:00") == NOON);
	CHECK(when("2025-11-30T12:00:01") == NOON + 1);
	CHECK(when("11:59") == NOON - 60 && when("12:00:30") == NOON + 30);
	CHECK(when("2024-02-29") == 1709164800);
	/* Days and times are those of the host. */
	CHECK(!setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1));
	CHECK(when("2025-11-30 13:00") == NOON);
	CHECK(when("2025-03-30 03:00") == 1743296400);
	CHECK(!when("2025-03-30 02:30"));
	CHECK(!setenv("TZ", "UTC", 1));
}

static void test_no_moment(void)
{
	static const char *const wrong[] = {
		"", " ", "noon", "today ", "-", "-2", "-h", "-2w", "-2hh",
		"--2h", "-+2h", "- 2h", "-99999999999h", "@", "@-1", "@1.5",
		"@253402300800", "@99999999999999999999", "1764496800",
		"2025-11", "2025-11-30 ", "2025-11-30 12", "2025-11-30 12:0",
		"2025-11-30 12:00:0", "2025-11-30 12:00:00.5",
		"2025-11-30 12:00Z", "2025-11-31", "2025-02-29", "2025-13-01",
		"2025-00-10", "2025-1-01", "25-11-30", "1969-12-31",
		"2025-11-30 24:00", "2025-11-30 12:60", "12:60", "12",
		"2025-11-30  12:00", "2025-11-30\n",
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK(!when(wrong[i]));
}

int main(void)
{
	static const struct tap_test tests[] = {
		{ "a digest is its digits, and nothing else is", test_hex },
		{ "the sandbox lets a child compute", test_sandbox_computes },
		{ "the sandbox kills a child that wants more",
		  test_sandbox_kills },
		{ "the sandbox lets a child read what it is given",
		  test_sandbox_reads },
		{ "quoting leaves printable characters only", test_quote },
		{ "UTF-8 is told from other bytes", test_utf8 },
		{ "near words are suggested, others not", test_suggest },
		{ "a record is taken apart", test_record },
		{ "what is no record is refused", test_no_record },
		{ "moments are read", test_when },
		{ "what is no moment is refused", test_no_moment },
		{ "the time of a record is seconds and three digits",
		  test_record_time },
		{ "a message is found behind a time, and nothing else",
		  test_behind_time },
	};

	return tap_run(tests, sizeof(tests) / sizeof(tests[0]));
}
