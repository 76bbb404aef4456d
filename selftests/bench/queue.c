// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench: a program that lets each packet of an NFQUEUE pass
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: queue
 *
 * Returns when queue 0 is bound, and goes on behind. It looks at no packet: what
 * it costs is the way to a program and back.
 */

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct message {
	struct nlmsghdr nlh;
	struct nfgenmsg nfg;
	struct nlattr attr;
	uint8_t value[12];
};

/* Sends a message with one attribute. */
static int tell(int fd, uint16_t type, uint16_t attr, const void *value,
		size_t size)
{
	struct message m = {
		.nlh.nlmsg_len = NLMSG_LENGTH(sizeof(m.nfg)) +
				 NLA_ALIGN(NLA_HDRLEN + size),
		.nlh.nlmsg_type = NFNL_SUBSYS_QUEUE << 8 | type,
		.nlh.nlmsg_flags = NLM_F_REQUEST,
		.nfg.version = NFNETLINK_V0,
		.attr.nla_len = NLA_HDRLEN + size,
		.attr.nla_type = attr,
	};

	memcpy(m.value, value, size);
	return send(fd, &m, m.nlh.nlmsg_len, 0) < 0 ? -1 : 0;
}

static int bind_queue(void)
{
	const struct nfqnl_msg_config_cmd bind_it = {
		.command = NFQNL_CFG_CMD_BIND, .pf = htons(PF_INET),
	};
	const struct nfqnl_msg_config_params whole = {
		.copy_range = htonl(0xffff), .copy_mode = NFQNL_COPY_PACKET,
	};
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);

	if (fd < 0 ||
	    tell(fd, NFQNL_MSG_CONFIG, NFQA_CFG_CMD, &bind_it,
		 sizeof(bind_it)) ||
	    tell(fd, NFQNL_MSG_CONFIG, NFQA_CFG_PARAMS, &whole, sizeof(whole)))
		return -1;
	return fd;
}

/* The identity of a packet is in the first attribute. */
static int let_pass(int fd, const uint8_t *packet, ssize_t len)
{
	const size_t at = NLMSG_LENGTH(sizeof(struct nfgenmsg)) + NLA_HDRLEN;
	struct nfqnl_msg_verdict_hdr verdict = { .verdict = htonl(NF_ACCEPT) };

	if (len < (ssize_t)(at + sizeof(struct nfqnl_msg_packet_hdr)))
		return 0;
	memcpy(&verdict.id, packet + at, sizeof(verdict.id));
	return tell(fd, NFQNL_MSG_VERDICT, NFQA_VERDICT_HDR, &verdict,
		    sizeof(verdict));
}

int main(void)
{
	static uint8_t packet[1 << 16];
	int fd = bind_queue();
	ssize_t len;

	if (fd < 0) {
		perror("queue");
		return 1;
	}
	if (fork())
		return 0;
	while ((len = recv(fd, packet, sizeof(packet), 0)) >= 0)
		if (let_pass(fd, packet, len))
			return 1;
	return 1;
}
