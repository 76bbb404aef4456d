// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - tests of kmod/flow*.c: what clients of captures ask, passes
 * Copyright (C) 2026 The edgesec authors
 *
 * EDGESEC_PCAPS names a folder with captures (default: build/pcaps); without it
 * there is nothing to replay. No capture is part of the project.
 *
 * Each connection of a capture begins with a handshake, whether it was captured
 * or not, and bytes that were not captured never were. The server acknowledges
 * each segment. It is asked under a policy that allows every function code of
 * the standard, in strict framing. What is denied has to be listed here; the
 * client then opens another connection and goes on.
 */

#include <arpa/inet.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "pcap.h"
#include "shim.h"
#include "sim.h"

#define MODBUS_PORT	502
#define FILES_MAX	64
#define FLOWS_MAX	1024
#define PIECES_MAX	4096

/* Codes of the standard whose requests have an implied length. */
static const u8 public_codes[] = {
	0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x0b, 0x0c,
	0x0f, 0x10, 0x11, 0x14, 0x15, 0x16, 0x17, 0x18, 0x2b,
};

/**
 * struct denial - What is denied although a client asked it
 * @file: Name of the capture.
 * @reason: As in a record.
 * @count: How many segments.
 * @why: Why that is right.
 */
struct denial {
	const char *file;
	const char *reason;
	unsigned int count;
	const char *why;
};

static const struct denial denials[] = {
	{ "4SICS-GeekLounge-151022-min.pcap", "length", 1,
	  "code 23 with MBAP length 254, its byte count implies 202" },
	{ "fuzz-1011.pcap", "quantity", 1,
	  "output of a fuzzer: more registers than the standard allows" },
	{ "modbus_example.pcap", "length", 2,
	  "codes 20 and 21 with byte count 0, so without any sub-request" },
	{ "modicon_test.pcap", "function", 90,
	  "UMAS, code 90: not public; passes when it is listed, see below" },
};

struct piece {
	u32 seq;
	u32 at;
	u32 len;
};

/**
 * struct stream - The client's side of one connection
 * @segment: Names it.
 * @port: Stands in for the client's port; changes after a denial.
 * @next: Sequence number in the capture behind all that was sent.
 * @end: The same as it was sent.
 * @piece: What was sent, to be found when it is repeated.
 */
struct stream {
	struct pcap_segment segment;
	u16 port;
	u32 next;
	u32 end;
	u32 count;
	struct piece piece[PIECES_MAX];
};

static struct stream *streams[FLOWS_MAX];
static unsigned int stream_count;
static u16 next_port;

static char *files[FILES_MAX];
static int file_count;

/* Of the file at hand. */
static const char *file;
static unsigned int requests, repeated, unlisted;
static unsigned int denied[ARRAY_SIZE(denials)];

static void rules(bool with_umas)
{
	struct edgesec_modbus_server *server;

	edgesec_modbus_rules_free(&sim.rules);
	edgesec_modbus_rules_init(&sim.rules);
	server = edgesec_modbus_server_alloc("public");
	server->mode = EDGESEC_MODE_ENFORCE;
	server->on_deny = EDGESEC_ON_DENY_RESET;
	edgesec_modbus_server_add_ports(server, MODBUS_PORT, MODBUS_PORT);
	for (u32 i = 0; i < ARRAY_SIZE(public_codes); i++)
		edgesec_modbus_server_add_function(server, public_codes[i],
						   EDGESEC_FRAMING_IMPLIED);
	if (with_umas)
		edgesec_modbus_server_add_function(server, 90,
						   EDGESEC_FRAMING_MBAP);
	if (edgesec_modbus_rules_add(&sim.rules, server))
		abort();
	sim.server = server;
}

static void connect_stream(struct stream *stream)
{
	stream->port = next_port++;
	stream->end = 1;
	stream->count = 0;
	sim.segment.sport = htons(stream->port);
	if (!sim_connect())
		abort();
}

static struct stream *find_stream(const struct pcap_segment *s)
{
	struct stream *stream;

	for (unsigned int i = 0; i < stream_count; i++) {
		stream = streams[i];
		if (stream->segment.saddr == s->saddr &&
		    stream->segment.daddr == s->daddr &&
		    stream->segment.sport == s->sport)
			return stream;
	}
	if (stream_count == FLOWS_MAX)
		abort();
	stream = calloc(1, sizeof(*stream));
	if (!stream)
		abort();
	stream->segment = *s;
	stream->next = s->seq;
	streams[stream_count++] = stream;
	connect_stream(stream);
	return stream;
}

static void deny(struct stream *stream, const struct pcap_segment *s)
{
	const char *reason = sim.verdict.reason ?: "stalled";

	connect_stream(stream);
	for (u32 i = 0; i < ARRAY_SIZE(denials); i++) {
		if (!strcmp(denials[i].file, file) &&
		    !strcmp(denials[i].reason, reason)) {
			denied[i]++;
			return;
		}
	}
	unlisted++;
	printf("# %s: frame %u is denied: %s\n", file, s->frame, reason);
}

/* A repetition of what has passed; true if it is one. */
static bool repeat(struct stream *stream, const struct pcap_segment *s)
{
	const struct piece *piece;
	u32 action;

	for (u32 i = stream->count; i; i--) {
		piece = &stream->piece[i - 1];
		if (piece->seq != s->seq || piece->len != s->len)
			continue;
		action = sim_client_bytes(ACK, piece->at, 1, s->data, s->len);
		/* Older than what is remembered: its payload was had. */
		if (action != PASS && action != CUT)
			deny(stream, s);
		repeated++;
		return true;
	}
	return (s32)(s->seq - stream->next) < 0;
}

static void client_data(struct stream *stream, const struct pcap_segment *s)
{
	struct piece *piece;

	sim.segment.sport = htons(stream->port);
	if (repeat(stream, s))
		return;
	stream->next = s->seq + s->len;
	if (sim_client_bytes(ACK, stream->end, 1, s->data, s->len) != PASS) {
		deny(stream, s);
		return;
	}
	requests += sim.verdict.allowed;
	piece = &stream->piece[stream->count++ % PIECES_MAX];
	*piece = (struct piece){ s->seq, stream->end, s->len };
	if (stream->count == PIECES_MAX)
		abort();
	stream->end += s->len;
	sim_server_bytes(ACK, 1, stream->end, NULL, 0);
}

static void take(const struct pcap_segment *s)
{
	if (ntohs(s->dport) == MODBUS_PORT && s->len && !(s->flags & SYN))
		client_data(find_stream(s), s);
}

static void begin(const char *path, bool with_umas)
{
	file = strrchr(path, '/') + 1;
	sim_begin(EDGESEC_MODE_ENFORCE, EDGESEC_ON_DENY_RESET);
	edgesec_flows_destroy(&sim.flows);
	if (edgesec_flows_init(&sim.flows, FLOWS_MAX))
		abort();
	sim.unchecked = true;
	rules(with_umas);
	next_port = 1024;
	requests = repeated = unlisted = 0;
	memset(denied, 0, sizeof(denied));
}

static void end(void)
{
	while (stream_count)
		free(streams[--stream_count]);
	sim_end();
}

/* Is each listed denial there, as often as it says? */
static bool denied_as_listed(void)
{
	bool right = true;

	for (u32 i = 0; i < ARRAY_SIZE(denials); i++) {
		const struct denial *d = &denials[i];

		if (strcmp(d->file, file))
			continue;
		printf("# %s: %u denied, %s: %s\n", file, denied[i], d->reason,
		       d->why);
		right = right && denied[i] == d->count;
	}
	return right;
}

static bool replay(const char *path)
{
	bool right;

	begin(path, false);
	right = !pcap_read(path, take) && !unlisted && denied_as_listed() &&
		stream_count;
	end();
	return right;
}

static bool replay_umas(const char *path)
{
	bool right;

	begin(path, true);
	right = !pcap_read(path, take) && !unlisted && requests == 90;
	end();
	return right;
}

static int find_captures(const char *path, const struct stat *st, int type,
			 struct FTW *ftw)
{
	size_t len = strlen(path);

	if (type == FTW_F && len > 5 && !strcmp(path + len - 5, ".pcap") &&
	    file_count < FILES_MAX)
		files[file_count++] = strdup(path);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int failures, count;

static void tell(bool right, const char *what)
{
	failures += !right;
	printf("%sok %d captures: %s: ", right ? "" : "not ", ++count, file);
	printf(what, requests, repeated);
	printf("\n");
}

int main(void)
{
	const char *folder = getenv("EDGESEC_PCAPS");

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("TAP version 13\n");
	if (!folder || !*folder) {
		printf("1..1\nok 1 requests of captures pass # SKIP EDGESEC_PCAPS names no folder with captures\n");
		return EXIT_SUCCESS;
	}
	nftw(folder, find_captures, 16, FTW_PHYS);
	qsort(files, file_count, sizeof(*files), by_name);
	for (int i = 0; i < file_count; i++) {
		tell(replay(files[i]),
		     "%u requests pass, and %u segments that repeat them");
		if (strcmp(file, "modicon_test.pcap"))
			continue;
		tell(replay_umas(files[i]),
		     "with code 90 %u requests pass, and %u repetitions");
	}
	if (!count) {
		printf("not ok 1 captures: no .pcap in %s\n", folder);
		return EXIT_FAILURE;
	}
	printf("1..%d\n", count);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
