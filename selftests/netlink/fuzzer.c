// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test program: sends the module messages that are wrong, or nearly
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: netlink-fuzzer SEED SECONDS
 *
 * Most messages are trees of attributes that follow the netlink spec but for a
 * few members, so that they get far; some have broken lengths, some are noise.
 * Policies that are put in force on the way are taken out of force at the end.
 * Where the kernel has kcov, a message that reached code for the first time is
 * kept, and half of the messages are kept ones with some bytes changed. Prints
 * how many messages of each command were taken and refused.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <netinet/in.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "feedback.h"
#include "uapi/edgesec.h"

#define MESSAGE_MAX	8192
#define KEPT_MAX	1024
#define COMMANDS	(EDGESEC_CMD_MAX + 2)

/* A kind of attribute, and how to make a value that is usually right. */
enum kind { END, PAD, NUMBER, NUMBER64, NAME, PATH, DIGEST, ADDRESS, FLAG, NEST };

/* @max is the largest number that is right. */
struct member {
	enum kind kind;
	uint32_t max;
	const struct member *nest;
};

/* The attributes of each set in the order of their types, from 1. */
static const struct member range[] = {
	{ NUMBER, 1000 }, { NUMBER, 65535 }, { END }
};

static const struct member units[] = {
	{ NUMBER, 20 }, { NUMBER, 255 }, { END }
};

static const struct member prefix[] = {
	{ ADDRESS }, { NUMBER, 32 }, { END }
};

static const struct member function[] = {
	{ NUMBER, 127 }, { NUMBER, 1 }, { END }
};

static const struct member program[] = {
	{ NUMBER, 3 }, { NUMBER, 3 }, { DIGEST }, { PATH }, { END }
};

static const struct member owned[] = {
	{ NEST, 0, range }, { NEST, 0, program }, { END }
};

static const struct member port[] = {
	{ NUMBER, 3 }, { NUMBER, 6 }, { NEST, 0, range }, { NUMBER, 1 },
	{ NUMBER, 2 }, { NUMBER, 31 }, { NEST, 0, range }, { NEST, 0, range },
	{ NEST, 0, range }, { PATH }, { NEST, 0, owned }, { END }
};

static const struct member values[] = {
	{ NUMBER, 300 }, { NUMBER, 65535 }, { END }
};

static const struct member span[] = {
	{ NUMBER, 1 }, { NUMBER, 4 }, { NUMBER, 60000 }, { NUMBER, 65535 },
	{ NEST, 0, values }, { NUMBER, 1 }, { NUMBER, 2 }, { END }
};

static const struct member granted[] = {
	{ NUMBER, 127 }, { NUMBER, 1 }, { NEST, 0, units }, { END }
};

static const struct member rate[] = {
	{ NUMBER, 2 }, { NUMBER, 1000000 }, { NUMBER, 3600 },
	{ NUMBER, 1000000 }, { END }
};

static const struct member allow[] = {
	{ NEST, 0, prefix }, { NEST, 0, units }, { NEST, 0, granted }, { FLAG },
	{ FLAG }, { NEST, 0, span }, { NUMBER, 2000 }, { NUMBER, 2000 },
	{ NEST, 0, rate }, { END }
};

static const struct member server[] = {
	{ NAME }, { NEST, 0, prefix }, { NEST, 0, range }, { NEST, 0, units },
	{ NEST, 0, prefix }, { NEST, 0, function }, { NUMBER, 2 },
	{ NUMBER, 2 }, { NEST, 0, allow }, { NUMBER, 16 }, { END }
};

static const struct member head[] = {
	{ PAD }, { PAD }, { NAME }, { NUMBER64 }, { NAME },
	{ NUMBER, 2 }, { NUMBER, 2 }, { NUMBER, 2 }, { DIGEST }, { END }
};

static const struct member policy[] = {
	{ PAD }, { NUMBER64 }, { NEST, 0, head }, { NEST, 0, program },
	{ NEST, 0, port }, { NEST, 0, server }, { FLAG }, { END }
};

static struct message {
	unsigned char bytes[MESSAGE_MAX];
	size_t len;
} message, kept[KEPT_MAX];

static unsigned int kept_count;
static int has_feedback;
static int sock, family;
static unsigned long taken[COMMANDS], refused[COMMANDS];

static uint32_t rnd(uint32_t below)
{
	return below ? (uint32_t)random() % below : 0;
}

static void put(const void *bytes, size_t len)
{
	if (message.len + len > MESSAGE_MAX)
		return;
	if (len)
		memcpy(message.bytes + message.len, bytes, len);
	message.len += len;
	while (message.len % NLA_ALIGNTO && message.len < MESSAGE_MAX)
		message.bytes[message.len++] = 0;
}

static void put_attr(int type, const void *bytes, size_t len)
{
	struct nlattr attr = { .nla_len = NLA_HDRLEN + len, .nla_type = type };

	/* One in 500 says a wrong length. */
	if (!rnd(500))
		attr.nla_len = rnd(70000);
	if (message.len + NLA_HDRLEN + len > MESSAGE_MAX)
		return;
	put(&attr, sizeof(attr));
	put(bytes, len);
}

static void put_string(int type, const char *const *strings, size_t count)
{
	/* The first three are right. */
	const char *string = strings[rnd(10) ? rnd(3) : rnd(count)];

	/* Sometimes without the byte that ends it. */
	put_attr(type, string, strlen(string) + (rnd(50) != 0));
}

static void put_noise(int type)
{
	unsigned char bytes[64];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = rnd(256);
	put_attr(type, bytes, rnd(sizeof(bytes)));
}

static void put_set(const struct member *members, int depth);

static void put_nest(int type, const struct member *members, int depth)
{
	size_t start = message.len;
	struct nlattr attr = { .nla_type = type | NLA_F_NESTED };

	if (message.len + NLA_HDRLEN > MESSAGE_MAX)
		return;
	put(&attr, sizeof(attr));
	put_set(members, depth + 1);
	attr.nla_len = message.len - start;
	memcpy(message.bytes + start, &attr, sizeof(attr));
}

static void put_member(int type, const struct member *member, int depth)
{
	static const char *const names[] = {
		"plc", "a", "line-3", "", "two words", "x\n", "0123456789"
		"012345678901234567890123456789012345678901234567890123456789"
	};
	static const char *const paths[] = {
		"/usr/bin/busybox", "/usr", "/", "/tmp", "/none", "relative",
		"/proc/self/exe", "/dev/null", ""
	};
	uint32_t number = rnd(100) ? rnd(member->max + 1) : (uint32_t)random();
	uint64_t wide = rnd(8);
	unsigned char bytes[32] = { 10, 0, 0, 1 };

	switch (member->kind) {
	case NUMBER:
		put_attr(type, &number, sizeof(number));
		break;
	case NUMBER64:
		put_attr(type, &wide, sizeof(wide));
		break;
	case NAME:
		put_string(type, names, sizeof(names) / sizeof(names[0]));
		break;
	case PATH:
		put_string(type, paths, sizeof(paths) / sizeof(paths[0]));
		break;
	case DIGEST:
		put_attr(type, bytes, sizeof(bytes));
		break;
	case ADDRESS:
		put_attr(type, bytes, rnd(30) ? (rnd(2) ? 4 : 16) : rnd(20));
		break;
	case FLAG:
		put_attr(type, NULL, 0);
		break;
	case NEST:
		for (uint32_t n = depth ? rnd(3) + 1 : 1; n; n--)
			put_nest(type, member->nest, depth);
		break;
	case PAD:
		if (!rnd(50))
			put_attr(type, NULL, 0);
		break;
	case END:
		break;
	}
}

/* What makes most messages wrong, since few others go with it, is seldom there. */
static int is_missing(const struct member *members, int type)
{
	if ((members == granted && type == EDGESEC_A_FUNCTION_SUB) ||
	    (members == span && type >= EDGESEC_A_SPAN_VALUE))
		return rnd(10);
	/* Digest and path of a program exclude each other. */
	if ((members == program && type > 2) ||
	    (members == server && type == EDGESEC_A_MODBUS_SERVER_ALLOW) ||
	    (members == allow && type == EDGESEC_A_ALLOW_SPAN))
		return rnd(2);
	return !rnd(40);
}

/* Every member is usually there, rarely twice or with noise in it. */
static void put_set(const struct member *members, int depth)
{
	for (int type = 1; members[type - 1].kind != END; type++) {
		if (is_missing(members, type))
			continue;
		if (!rnd(200))
			put_noise(rnd(12));
		else
			put_member(type, &members[type - 1], depth);
		if (!rnd(200))
			put_member(type, &members[type - 1], depth);
	}
}

static void begin(uint8_t cmd, int flags)
{
	struct nlmsghdr header = { .nlmsg_type = family,
				   .nlmsg_flags = NLM_F_REQUEST | flags };
	struct genlmsghdr genl = { .cmd = cmd,
				   .version = EDGESEC_FAMILY_VERSION };

	message.len = 0;
	put(&header, sizeof(header));
	put(&genl, sizeof(genl));
}

static void fill(uint8_t cmd)
{
	switch (cmd) {
	case EDGESEC_CMD_STAGE_BEGIN:
		put_nest(EDGESEC_A_POLICY_HEAD, head, 0);
		break;
	case EDGESEC_CMD_STAGE_ADD:
		for (uint32_t n = rnd(2) + 1; n; n--) {
			int type = EDGESEC_A_POLICY_PROGRAM + rnd(3);

			put_member(type, &policy[type - 1], 0);
		}
		break;
	case EDGESEC_CMD_STAGE_COMMIT:
		if (!rnd(3))
			put_attr(EDGESEC_A_POLICY_CHECK_ONLY, NULL, 0);
		if (!rnd(3))
			put_attr(EDGESEC_A_POLICY_CONFIRM, &(uint32_t){ rnd(3) },
				 sizeof(uint32_t));
		break;
	case EDGESEC_CMD_STATUS_GET:
		if (!rnd(2))
			put_noise(rnd(8));
		break;
	default:
		if (!rnd(4))
			put_set(policy, 1);
		break;
	}
}

/* Reads what waits; true if the last answer is no error. */
static int drain(void)
{
	static unsigned char answer[1 << 17];
	int good = 1;
	ssize_t len;

	while ((len = recv(sock, answer, sizeof(answer), MSG_DONTWAIT)) > 0) {
		struct nlmsghdr *header = (void *)answer;
		struct nlmsgerr *error = NLMSG_DATA(header);

		if (header->nlmsg_type == NLMSG_ERROR)
			good = !error->error;
	}
	return good;
}

/* A lock that was taken would stay until the machine is booted again. */
static int is_lock(void)
{
	const struct genlmsghdr *genl = (void *)(message.bytes + NLMSG_HDRLEN);

	return message.len >= NLMSG_HDRLEN + sizeof(*genl) &&
	       genl->cmd == EDGESEC_CMD_POLICY_LOCK;
}

static void send_message(uint8_t cmd)
{
	struct nlmsghdr *header = (void *)message.bytes;
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	if (is_lock())
		return;
	header->nlmsg_len = message.len;
	feedback_begin();
	if (sendto(sock, message.bytes, message.len, 0,
		   (struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return;
	if (feedback_end())
		kept[kept_count++ % KEPT_MAX] = message;
	if (drain())
		taken[cmd]++;
	else
		refused[cmd]++;
}

/* The calls that prove hooks; what comes of them does not matter. */
static void prove(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	pid_t pid;

	if (bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0)
		errno = 0;
	close(fd);
	prctl(PR_GET_DUMPABLE);
	pid = fork();
	if (!pid) {
		execl("/proc/self/exe", "netlink-fuzzer", NULL);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

/* Bytes after the headers; lengths and types of attributes are among them. */
static void change_some(void)
{
	size_t head = NLMSG_HDRLEN + GENL_HDRLEN;

	for (uint32_t n = 1 + rnd(4); n && message.len > head; n--) {
		size_t at = head + rnd(message.len - head);

		switch (rnd(4)) {
		case 0:
			message.bytes[at] ^= 1 << rnd(8);
			break;
		case 1:
			message.bytes[at] = rnd(256);
			break;
		case 2:
			message.len = (at + 3) & ~(size_t)3;
			break;
		default:
			put(message.bytes + at, rnd(message.len - at));
			break;
		}
	}
}

static void one_kept(void)
{
	const struct genlmsghdr *genl = (void *)(message.bytes + NLMSG_HDRLEN);

	message = kept[rnd(kept_count < KEPT_MAX ? kept_count : KEPT_MAX)];
	change_some();
	send_message(genl->cmd);
}

static void one_new(void)
{
	/* What stages is asked for more often. */
	static const uint8_t order[] = {
		EDGESEC_CMD_STAGE_BEGIN, EDGESEC_CMD_STAGE_ADD,
		EDGESEC_CMD_STAGE_ADD, EDGESEC_CMD_STAGE_COMMIT,
	};
	uint8_t cmd = rnd(5) ? order[rnd(sizeof(order))] :
			       rnd(EDGESEC_CMD_MAX + 2);
	int dump = (cmd == EDGESEC_CMD_POLICY_GET ||
		    cmd == EDGESEC_CMD_SEEN_GET) && rnd(2) ? NLM_F_DUMP : 0;

	begin(cmd, dump ? dump : NLM_F_ACK);
	if (!rnd(100))
		put_noise(rnd(1 << 16));
	else
		fill(cmd);
	send_message(cmd);
	if (cmd == EDGESEC_CMD_STAGE_COMMIT && !rnd(4))
		prove();
}

static void one(void)
{
	if (has_feedback && kept_count && rnd(2))
		one_kept();
	else
		one_new();
}

static void open_family(void)
{
	struct nl_sock *nl = nl_socket_alloc();
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };

	if (!nl || genl_connect(nl))
		exit(1);
	family = genl_ctrl_resolve(nl, EDGESEC_FAMILY_NAME);
	nl_socket_free(nl);
	sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	if (family < 0 || sock < 0 ||
	    bind(sock, (struct sockaddr *)&any, sizeof(any)) < 0)
		exit(1);
}

int main(int argc, char **argv)
{
	time_t end;

	if (argc < 3)
		return 64;
	srandom(atoi(argv[1]));
	end = time(NULL) + atoi(argv[2]);
	open_family();
	has_feedback = feedback_open();
	while (time(NULL) < end)
		for (int i = 0; i < 50; i++)
			one();
	begin(EDGESEC_CMD_POLICY_DISABLE, NLM_F_ACK);
	send_message(EDGESEC_CMD_POLICY_DISABLE);
	for (int cmd = 0; cmd < COMMANDS; cmd++)
		printf("command %d: %lu taken, %lu refused\n", cmd, taken[cmd],
		       refused[cmd]);
	if (has_feedback)
		printf("reached %u places, kept %u messages\n",
		       feedback_places(), kept_count);
	return 0;
}
