// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - monitor: what happens, as it happens
 * Copyright (C) 2026 The edgesec authors
 *
 * Each event has a number, without gaps. Those of several processors may
 * overtake each other, so a number that is missing is lost only when it is
 * still missing a moment later.
 */
#include "entry.h"
#include "nl.h"
#include "output.h"
#include "render.h"

#include "../kmod/uapi/edgesec.h"

#include <linux/netlink.h>
#include <inttypes.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/socket.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#ifndef SOL_NETLINK
#define SOL_NETLINK	270
#endif

/* How long an event may be late, in milliseconds. */
#define LATE	1000

/* A listener that stops for a moment should not lose much. */
#define BUFFER	(4 << 20)

/**
 * struct monitor - What is listened to
 * @cli: What was said before the verb.
 * @nl: Requests.
 * @events: Where events arrive.
 * @first: Number before the first event that counts.
 * @last: The highest number so far.
 * @seen: How many have come.
 * @missed: How many were missing when it was last looked.
 * @told: How many lost ones were told.
 */
struct monitor {
	struct cli cli;
	struct nl nl;
	struct nl_sock *events;
	uint64_t first;
	uint64_t last;
	uint64_t seen;
	uint64_t missed;
	uint64_t told;
};

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

static void print_record(const struct monitor *monitor, const char *text,
			 size_t len)
{
	struct record entry;

	if (entry_parse(&entry, text, len))
		render_line(&entry, monitor->cli.json);
}

static void count(struct monitor *monitor, uint64_t sequence)
{
	if (sequence <= monitor->first)
		return;
	monitor->seen++;
	if (sequence > monitor->last)
		monitor->last = sequence;
}

static int on_event(struct nl_msg *msg, void *arg)
{
	struct nlattr *tb[EDGESEC_A_EVENT_MAX + 1];
	struct monitor *monitor = arg;

	if (genlmsg_parse(nlmsg_hdr(msg), 0, tb, EDGESEC_A_EVENT_MAX, NULL) ||
	    !tb[EDGESEC_A_EVENT_SEQUENCE] || !tb[EDGESEC_A_EVENT_RECORD])
		return NL_SKIP;
	count(monitor, nla_get_u64(tb[EDGESEC_A_EVENT_SEQUENCE]));
	print_record(monitor, nla_get_string(tb[EDGESEC_A_EVENT_RECORD]),
		     strnlen(nla_get_string(tb[EDGESEC_A_EVENT_RECORD]),
			     nla_len(tb[EDGESEC_A_EVENT_RECORD])));
	return NL_OK;
}

/* What an answer of status-get says that has to do with events. */
struct state {
	uint64_t sequence;
	uint64_t generation;
};

static void take_state(struct nlattr *attrs, int len, void *arg)
{
	struct nlattr *tb[EDGESEC_A_STATUS_MAX + 1];
	struct nlattr *head[EDGESEC_A_HEAD_MAX + 1];
	struct state *state = arg;

	if (nla_parse(tb, EDGESEC_A_STATUS_MAX, attrs, len, NULL))
		return;
	if (tb[EDGESEC_A_STATUS_SEQUENCE])
		state->sequence = nla_get_u64(tb[EDGESEC_A_STATUS_SEQUENCE]);
	if (tb[EDGESEC_A_STATUS_HEAD] &&
	    !nla_parse_nested(head, EDGESEC_A_HEAD_MAX,
			      tb[EDGESEC_A_STATUS_HEAD], NULL) &&
	    head[EDGESEC_A_HEAD_GENERATION])
		state->generation =
			nla_get_u64(head[EDGESEC_A_HEAD_GENERATION]);
}

static int ask_state(struct monitor *monitor, struct state *state)
{
	struct nl_msg *msg = nl_request(EDGESEC_CMD_STATUS_GET, 0);
	struct refusal refusal;
	int ret;

	*state = (struct state){};
	ret = nl_ask(&monitor->nl, msg, take_state, state, &refusal);
	nlmsg_free(msg);
	return ret ? nl_complain("monitor", &refusal) : EXIT_DONE;
}

/* What was lost may have been a change of policy, so that is asked anew. */
static int tell_lost(struct monitor *monitor, uint64_t lost)
{
	struct state state;
	int ret = ask_state(monitor, &state);

	if (ret)
		return ret;
	monitor->told += lost;
	if (monitor->cli.json)
		render_json_line(json_pack("{s:s, s:I, s:I}", "op", "missed",
					   "count", (json_int_t)lost, "gen",
					   (json_int_t)state.generation));
	else
		printf("%" PRIu64 " events were missed; generation %" PRIu64 " is in force\n",
		       lost, state.generation);
	return EXIT_DONE;
}

static uint64_t missing(const struct monitor *monitor)
{
	return monitor->last - monitor->first - monitor->seen;
}

/* What was missing a moment ago and is now. */
static int look_for_lost(struct monitor *monitor)
{
	uint64_t now = missing(monitor);
	uint64_t lost = now < monitor->missed ? now : monitor->missed;

	monitor->missed = now;
	return lost > monitor->told ? tell_lost(monitor, lost - monitor->told) :
				      EXIT_DONE;
}

/* The end of a flood may be what was lost: no later event would tell. */
static int look_for_end(struct monitor *monitor)
{
	struct state state;
	int ret = ask_state(monitor, &state);

	if (!ret && state.sequence > monitor->last)
		monitor->last = state.sequence;
	return ret;
}

static int receive(struct monitor *monitor)
{
	int ret = nl_recvmsgs_default(monitor->events);

	/* ENOBUFS: the kernel had to leave some out. The numbers tell which. */
	if (ret >= 0 || ret == -NLE_NOMEM || ret == -NLE_AGAIN ||
	    ret == -NLE_INTR)
		return EXIT_DONE;
	fprintf(stderr, "edgesec: monitor: %s\n", nl_geterror(ret));
	return EXIT_NO_KERNEL;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static int watch(struct monitor *monitor)
{
	struct pollfd fd = { nl_socket_get_fd(monitor->events), POLLIN, 0 };
	int64_t next = now_ms() + LATE;
	int ret = EXIT_DONE;

	while (!ret && !interrupted) {
		if (poll(&fd, 1, LATE) > 0)
			ret = receive(monitor);
		if (now_ms() < next)
			continue;
		if (!ret)
			ret = look_for_end(monitor);
		if (!ret)
			ret = look_for_lost(monitor);
		if (fflush(stdout))
			break;
		next = now_ms() + LATE;
	}
	return ret;
}

/* Takes what is still queued. What is missing then does not come any more. */
static int settle(struct monitor *monitor)
{
	int ret = look_for_end(monitor);
	uint64_t before;

	do {
		before = monitor->seen;
		if (!ret)
			ret = receive(monitor);
	} while (!ret && monitor->seen != before);
	if (!ret && missing(monitor) > monitor->told)
		ret = tell_lost(monitor, missing(monitor) - monitor->told);
	return ret;
}

/* The module shall count what finds no room here. */
static void report_losses(struct nl_sock *sock)
{
	int one = 1;

	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_BROADCAST_ERROR,
		   &one, sizeof(one));
}

static int listen_to(struct monitor *monitor)
{
	int group, ret;

	group = genl_ctrl_resolve_grp(monitor->nl.sock, EDGESEC_FAMILY_NAME,
				      EDGESEC_MCGRP_EVENTS);
	nl_socket_disable_seq_check(monitor->events);
	nl_socket_modify_cb(monitor->events, NL_CB_VALID, NL_CB_CUSTOM,
			    on_event, monitor);
	ret = group < 0 ? group : genl_connect(monitor->events);
	if (!ret)
		ret = nl_socket_set_buffer_size(monitor->events, BUFFER, 0);
	if (!ret)
		ret = nl_socket_set_nonblocking(monitor->events);
	if (!ret)
		report_losses(monitor->events);
	if (!ret)
		ret = nl_socket_add_membership(monitor->events, group);
	if (!ret)
		return EXIT_DONE;
	fprintf(stderr, "edgesec: monitor: %s\n",
		ret == -NLE_PERM ? "CAP_SYS_ADMIN is needed to listen" :
				   nl_geterror(ret));
	return ret == -NLE_PERM ? EXIT_NO_PERMISSION : EXIT_NO_KERNEL;
}

static int run(struct monitor *monitor)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct state state;
	int ret = listen_to(monitor);

	/* What happens from here on is queued, and counts. */
	if (!ret)
		ret = ask_state(monitor, &state);
	if (ret)
		return ret;
	monitor->first = state.sequence;
	monitor->last = state.sequence;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	ret = watch(monitor);
	if (!ret)
		ret = settle(monitor);
	if (!monitor->cli.quiet)
		fprintf(stderr, "edgesec: monitor: %" PRIu64 " events, %" PRIu64 " missed\n",
			monitor->seen, monitor->told);
	return ret;
}

int cmd_monitor(const struct cli *cli, int argc, char **argv)
{
	struct monitor monitor = { .cli = *cli };
	int ret;

	if (!output_options(&monitor.cli, argc, argv, 0))
		return usage("monitor [--json]");
	ret = nl_open(&monitor.nl);
	if (ret)
		return ret;
	monitor.events = nl_socket_alloc();
	ret = monitor.events ? run(&monitor) : EXIT_REFUSED;
	nl_socket_free(monitor.events);
	nl_shut(&monitor.nl);
	return ret;
}
