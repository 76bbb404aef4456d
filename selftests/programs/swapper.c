// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test program: exchanges two policies again and again
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: swapper SWAPS [PAUSE-IN-MICROSECONDS]
 *
 * Odd generations list /tmp/odd as starter of scripts, UDP port 1001 and
 * Modbus function 3; even ones list /tmp/even, 1002 and 4. Both refuse
 * everything else. So the generation that a denial was recorded with tells
 * what may have been denied. Prints the generation that is in force at the
 * end.
 */
#include <errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "uapi/edgesec.h"

static struct nl_sock *sock;
static int family;
static unsigned long long generation;
static int acknowledged;

static struct nl_msg *new_message(int command)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, 0, 0, family, 0, 0, command, EDGESEC_FAMILY_VERSION);
	return msg;
}

static int on_reply(struct nl_msg *msg, void *arg)
{
	struct nlattr *tb[EDGESEC_A_POLICY_MAX + 1];

	(void)arg;
	genlmsg_parse(nlmsg_hdr(msg), 0, tb, EDGESEC_A_POLICY_MAX, NULL);
	if (tb[EDGESEC_A_POLICY_GENERATION])
		generation = nla_get_u64(tb[EDGESEC_A_POLICY_GENERATION]);
	return NL_OK;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
	acknowledged = 1;
	return NL_STOP;
}

/* 0 or a negative libnl error. A reply comes before its acknowledgement. */
static int ask(struct nl_msg *msg)
{
	int ret = nl_send_auto(sock, msg);

	nlmsg_free(msg);
	acknowledged = 0;
	while (ret >= 0 && !acknowledged)
		ret = nl_recvmsgs_default(sock);
	return ret < 0 ? ret : 0;
}

static void put_program(struct nl_msg *msg, int identify, const char *path)
{
	struct nlattr *nest = nla_nest_start(msg, EDGESEC_A_POLICY_PROGRAM);

	nla_put_u32(msg, EDGESEC_A_PROGRAM_IDENTIFY, identify);
	nla_put_u32(msg, EDGESEC_A_PROGRAM_ROLE, EDGESEC_ROLE_START_SCRIPTS);
	if (path)
		nla_put_string(msg, EDGESEC_A_PROGRAM_PATH, path);
	nla_nest_end(msg, nest);
}

static void put_pair(struct nl_msg *msg, int type, int first, int second)
{
	struct nlattr *nest = nla_nest_start(msg, type);

	nla_put_u32(msg, 1, first);
	nla_put_u32(msg, 2, second);
	nla_nest_end(msg, nest);
}

static void put_port(struct nl_msg *msg, int port)
{
	struct nlattr *nest = nla_nest_start(msg, EDGESEC_A_POLICY_PORT);

	nla_put_u32(msg, EDGESEC_A_PORT_SCOPE, EDGESEC_SCOPE_HOST);
	nla_put_u32(msg, EDGESEC_A_PORT_PROTOCOL, EDGESEC_PROTOCOL_UDP);
	put_pair(msg, EDGESEC_A_PORT_BIND, port, port);
	nla_put_u32(msg, EDGESEC_A_PORT_DEFAULT, EDGESEC_VERDICT_DENY);
	nla_put_u32(msg, EDGESEC_A_PORT_MODE, EDGESEC_MODE_ENFORCE);
	nla_nest_end(msg, nest);
}

static void put_server(struct nl_msg *msg, int function)
{
	struct nlattr *nest =
		nla_nest_start(msg, EDGESEC_A_POLICY_MODBUS_SERVER);

	nla_put_string(msg, EDGESEC_A_MODBUS_SERVER_NAME, "plc");
	put_pair(msg, EDGESEC_A_MODBUS_SERVER_PORT, 502, 502);
	put_pair(msg, EDGESEC_A_MODBUS_SERVER_FUNCTION, function,
		 EDGESEC_FRAMING_IMPLIED);
	nla_put_u32(msg, EDGESEC_A_MODBUS_SERVER_ON_DENY,
		    EDGESEC_ON_DENY_RESET);
	nla_put_u32(msg, EDGESEC_A_MODBUS_SERVER_MODE, EDGESEC_MODE_ENFORCE);
	nla_nest_end(msg, nest);
}

static int stage(int odd)
{
	struct nl_msg *msg = new_message(EDGESEC_CMD_STAGE_BEGIN);
	struct nlattr *nest = nla_nest_start(msg, EDGESEC_A_POLICY_HEAD);
	int ret;

	nla_put_string(msg, EDGESEC_A_HEAD_NAME, odd ? "odd" : "even");
	nla_put_u32(msg, EDGESEC_A_HEAD_SCRIPT_MODE, EDGESEC_MODE_ENFORCE);
	nla_nest_end(msg, nest);
	ret = ask(msg);
	if (ret)
		return ret;

	msg = new_message(EDGESEC_CMD_STAGE_ADD);
	put_program(msg, EDGESEC_IDENTIFY_PATH, odd ? "/tmp/odd" : "/tmp/even");
	put_program(msg, EDGESEC_IDENTIFY_KERNEL, NULL);
	put_port(msg, odd ? 1001 : 1002);
	put_server(msg, odd ? 3 : 4);
	return ask(msg);
}

/* The calls that prove the hooks. */
static void prove(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	bind(fd, (struct sockaddr *)&any, sizeof(any));
	close(fd);
	prctl(PR_GET_DUMPABLE);
	if (!fork()) {
		execl("/proc/self/exe", "swapper", NULL);
		_exit(1);
	}
	wait(NULL);
}

static int commit(void)
{
	int tries, ret = -NLE_AGAIN;

	for (tries = 0; tries < 4 && ret == -NLE_AGAIN; tries++) {
		if (tries)
			prove();
		ret = ask(new_message(EDGESEC_CMD_STAGE_COMMIT));
	}
	return ret;
}

int main(int argc, char **argv)
{
	int swaps, ret = 0;

	if (argc < 2)
		return 64;
	sock = nl_socket_alloc();
	if (!sock || genl_connect(sock))
		return 1;
	family = genl_ctrl_resolve(sock, EDGESEC_FAMILY_NAME);
	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_reply, NULL);
	nl_socket_modify_cb(sock, NL_CB_ACK, NL_CB_CUSTOM, on_ack, NULL);
	for (swaps = 1; swaps <= atoi(argv[1]) && !ret; swaps++) {
		ret = stage(swaps % 2);
		if (!ret)
			ret = commit();
		if (argc > 2)
			usleep(atoi(argv[2]));
	}
	printf("%llu\n", generation);
	if (ret)
		fprintf(stderr, "swap %d: %s\n", swaps - 1, nl_geterror(ret));
	return ret != 0;
}
