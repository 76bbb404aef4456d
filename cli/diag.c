// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Asking the kernel for sockets, in any network namespace
 * Copyright (C) 2026 The edgesec authors
 *
 * A netlink socket belongs to the namespace that it was made in. So this process
 * is in the other one only as long as that takes.
 */
#include "diag.h"
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define ANSWER_SIZE	(32 << 10)

struct request {
	struct nlmsghdr header;
	struct inet_diag_req_v2 body;
};

static int new_socket(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);

	return fd < 0 ? -errno : fd;
}

static bool is_same(int one, int other)
{
	struct stat a, b;

	return !fstat(one, &a) && !fstat(other, &b) && a.st_ino == b.st_ino;
}

/* Who is not back home would ask, and tell, of another one ever after. */
static int new_socket_there(int home, int there)
{
	int fd;

	if (is_same(home, there))
		return new_socket();
	if (setns(there, CLONE_NEWNET))
		return -errno;
	fd = new_socket();
	if (setns(home, CLONE_NEWNET)) {
		perror("edgesec: network namespace");
		exit(EXIT_REFUSED);
	}
	return fd;
}

int diag_open(pid_t pid)
{
	int home, there, ret;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)pid);
	home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (home < 0)
		return -errno;
	there = open(path, O_RDONLY | O_CLOEXEC);
	ret = there < 0 ? -errno : new_socket_there(home, there);
	if (there >= 0)
		close(there);
	close(home);
	return ret;
}

static int ask(int fd, const struct diag_query *query, uint16_t type,
	       uint16_t flags, const struct inet_diag_msg *about)
{
	bool is_udp = query->protocol == EDGESEC_PROTOCOL_UDP;
	struct request request = {
		.header = { sizeof(request), type, NLM_F_REQUEST | flags },
		.body = { .sdiag_family = query->family,
			  .sdiag_protocol = is_udp ? IPPROTO_UDP : IPPROTO_TCP,
			  .idiag_states = query->states },
	};

	if (about)
		request.body.id = about->id;
	return send(fd, &request, sizeof(request), 0) < 0 ? -errno : 0;
}

static uint64_t read_cgroup(const struct nlmsghdr *header)
{
	const struct inet_diag_msg *msg = NLMSG_DATA(header);
	const struct rtattr *attr = (const void *)(msg + 1);
	int len = header->nlmsg_len - NLMSG_LENGTH(sizeof(*msg));
	uint64_t cgroup = 0;

	for (; RTA_OK(attr, len); attr = RTA_NEXT(attr, len))
		if (attr->rta_type == INET_DIAG_CGROUP_ID &&
		    RTA_PAYLOAD(attr) == sizeof(cgroup))
			memcpy(&cgroup, RTA_DATA(attr), sizeof(cgroup));
	return cgroup;
}

/* Takes one part of a dump; *@done at its end. */
static int take(const struct nlmsghdr *header, bool *done,
		int (*each)(const struct diag_found *found, void *arg),
		void *arg)
{
	const struct nlmsgerr *error = NLMSG_DATA(header);
	struct diag_found found = { .msg = NLMSG_DATA(header) };

	if (header->nlmsg_type == NLMSG_DONE ||
	    header->nlmsg_type == NLMSG_ERROR) {
		*done = true;
		return header->nlmsg_type == NLMSG_ERROR ? error->error : 0;
	}
	if (header->nlmsg_len < NLMSG_LENGTH(sizeof(*found.msg)))
		return 0;
	found.cgroup = read_cgroup(header);
	return each(&found, arg);
}

int diag_each(int fd, const struct diag_query *query,
	      int (*each)(const struct diag_found *found, void *arg), void *arg)
{
	static char answer[ANSWER_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	int ret = ask(fd, query, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, NULL);
	bool done = false;

	while (!ret && !done) {
		const struct nlmsghdr *header = (const void *)answer;
		ssize_t len = recv(fd, answer, sizeof(answer), 0);

		if (len < 0)
			return -errno;
		for (; !ret && !done && NLMSG_OK(header, len);
		     header = NLMSG_NEXT(header, len))
			ret = take(header, &done, each, arg);
	}
	return ret;
}

int diag_destroy(int fd, const struct diag_query *query,
		 const struct inet_diag_msg *found)
{
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		char rest[256];
	} answer;
	int ret = ask(fd, query, SOCK_DESTROY, NLM_F_ACK, found);
	ssize_t len;

	if (ret)
		return ret;
	len = recv(fd, &answer, sizeof(answer), 0);
	if (len < (ssize_t)NLMSG_LENGTH(sizeof(answer.error.error)) ||
	    answer.header.nlmsg_type != NLMSG_ERROR)
		return -EIO;
	return answer.error.error;
}
