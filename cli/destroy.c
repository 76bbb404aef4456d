// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Closing sockets of other processes
 * Copyright (C) 2026 The edgesec authors
 *
 * The kernel closes a socket when it is asked by SOCK_DESTROY, which it knows
 * with CONFIG_INET_DIAG_DESTROY: its owner gets ECONNABORTED. The request goes
 * through a netlink socket of the namespace that the socket is in, so a child
 * enters it. A UDP socket keeps its port, and is cut off from it before.
 */
#include "destroy.h"
#include "deafen.h"
#include "schema.h"
#include "sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANSWER_SIZE	(32 << 10)

struct request {
	struct nlmsghdr header;
	struct inet_diag_req_v2 body;
};

/* A socket on which @request is under way, or a negative error. */
static int ask(const struct request *request)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	int error;

	if (fd < 0)
		return -errno;
	if (send(fd, request, sizeof(*request), 0) >= 0)
		return fd;
	error = errno;
	close(fd);
	return -error;
}

static struct request new_request(const struct bound *bound, int family,
				  uint16_t type, uint16_t flags)
{
	bool is_udp = bound->protocol == EDGESEC_PROTOCOL_UDP;
	struct request request = {
		.header = { sizeof(request), type, NLM_F_REQUEST | flags },
		.body = { .sdiag_family = family,
			  .sdiag_protocol = is_udp ? IPPROTO_UDP : IPPROTO_TCP,
			  .idiag_states = ~0u },
	};

	return request;
}

static int read_acknowledgement(int fd)
{
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		char rest[256];
	} answer;
	ssize_t len = recv(fd, &answer, sizeof(answer), 0);

	if (len < (ssize_t)NLMSG_LENGTH(sizeof(answer.error.error)) ||
	    answer.header.nlmsg_type != NLMSG_ERROR)
		return -EIO;
	return answer.error.error;
}

/* One that has gone by itself is as good as closed. */
static int destroy(const struct bound *bound, const struct inet_diag_msg *found)
{
	struct request request = new_request(bound, found->idiag_family,
					     SOCK_DESTROY, NLM_F_ACK);
	int fd, ret;

	request.body.id = found->id;
	fd = ask(&request);
	if (fd < 0)
		return fd;
	ret = read_acknowledgement(fd);
	close(fd);
	return ret == -ENOENT ? 0 : ret;
}

/* Returns 1 at the end of a dump, 0 before it, or a negative error. */
static int take(const struct bound *bound, const struct nlmsghdr *header)
{
	const struct inet_diag_msg *found = NLMSG_DATA(header);
	const struct nlmsgerr *error = NLMSG_DATA(header);

	if (header->nlmsg_type == NLMSG_DONE)
		return 1;
	if (header->nlmsg_type == NLMSG_ERROR)
		return error->error ? error->error : 1;
	if (header->nlmsg_len < NLMSG_LENGTH(sizeof(*found)) ||
	    ntohs(found->id.idiag_sport) != bound->port)
		return 0;
	return destroy(bound, found);
}

static int read_dump(int fd, const struct bound *bound)
{
	static char answer[ANSWER_SIZE];
	int ret = 0;

	while (!ret) {
		const struct nlmsghdr *header = (const void *)answer;
		ssize_t len = recv(fd, answer, sizeof(answer), 0);

		if (len < 0)
			return -errno;
		for (; !ret && NLMSG_OK(header, len);
		     header = NLMSG_NEXT(header, len))
			ret = take(bound, header);
	}
	return ret < 0 ? ret : 0;
}

static int destroy_family(const struct bound *bound, int family)
{
	struct request request = new_request(bound, family, SOCK_DIAG_BY_FAMILY,
					     NLM_F_DUMP);
	int fd = ask(&request), ret;

	if (fd < 0)
		return fd;
	ret = read_dump(fd, bound);
	close(fd);
	return ret;
}

static int destroy_there(const struct bound *bound)
{
	char path[64];
	int fd, ret;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)bound->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		return -errno;
	ret = destroy_family(bound, AF_INET);
	return ret ? ret : destroy_family(bound, AF_INET6);
}

/* Returns a positive errno, or 0. */
static int destroy_in_child(const struct bound *bound)
{
	pid_t pid = fork();
	int status = 0;

	if (!pid)
		_exit(-destroy_there(bound) & 0xff);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
}

static bool destroy_one(const struct bound *bound, bool quiet)
{
	const char *scope = bound->is_host ? "host" : "container";
	const char *name = schema_protocols[bound->protocol];
	bool is_udp = bound->protocol == EDGESEC_PROTOCOL_UDP;
	int error = is_udp ? deafen(bound) : 0;

	if (!error)
		error = destroy_in_child(bound);
	if (error == EOPNOTSUPP || error == ENOENT)
		fprintf(stderr,
			"edgesec: %s port %u (%s) stays open: this kernel can't close it (CONFIG_INET_DIAG_DESTROY, %s_diag)\n",
			name, bound->port, scope, name);
	else if (error)
		fprintf(stderr, "edgesec: %s port %u (%s) stays open: %s\n",
			name, bound->port, scope, strerror(error));
	else if (!quiet && is_udp)
		printf("cut off %s port %u (%s): its process keeps the port, and gets nothing more\n",
		       name, bound->port, scope);
	else if (!quiet)
		printf("closed %s port %u (%s)\n", name, bound->port, scope);
	return !error;
}

/* A port that is bound and listened on is one thing to close. */
static bool was_before(const struct sockets *sockets, size_t index)
{
	const struct bound *bound = &sockets->list[index];

	for (size_t i = 0; i < index; i++)
		if (sockets->list[i].netns == bound->netns &&
		    sockets->list[i].protocol == bound->protocol &&
		    sockets->list[i].port == bound->port)
			return true;
	return false;
}

/* A UDP socket does not listen, so no rule denies that it does. */
static bool wants_closing(const struct model *model, struct bound bound)
{
	const struct port_rule *rule;

	for (int i = DIRECTION_BIND; i <= DIRECTION_LISTEN; i++) {
		bound.direction = i;
		rule = ports_denial(&model->ports, &bound);
		if (rule && rule->close)
			return true;
	}
	return false;
}

static bool closes(const struct model *model)
{
	for (size_t i = 0; i < model->ports.count; i++)
		if (model->ports.list[i].close)
			return true;
	return false;
}

unsigned int destroy_denied(const struct model *model, bool quiet)
{
	struct sockets sockets = {};
	unsigned int left = 0;

	if (!closes(model))
		return 0;
	fflush(stdout);
	sockets_read(&sockets);
	for (size_t i = 0; i < sockets.count; i++)
		if (!was_before(&sockets, i) &&
		    wants_closing(model, sockets.list[i]))
			left += !destroy_one(&sockets.list[i], quiet);
	free(sockets.list);
	return left;
}
