// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Closing sockets of other processes
 * Copyright (C) 2026 The edgesec authors
 *
 * The kernel closes a socket when it is asked by SOCK_DESTROY, which it knows
 * with CONFIG_INET_DIAG_DESTROY: its owner gets ECONNABORTED. A UDP socket keeps
 * its port, and is cut off from it before.
 */
#include "destroy.h"
#include "deafen.h"
#include "diag.h"
#include "schema.h"
#include "sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* How many peers are made up to find one socket of many that share a port. */
#define PEERS	256

/**
 * struct closing - What is closed
 * @bound: All of its port, in its network namespace and cgroup.
 * @query: What finds it.
 * @fd: What closes it, while another socket finds the next.
 */
struct closing {
	const struct bound *bound;
	struct diag_query query;
	int fd;
};

static bool is_meant(const struct closing *closing,
		     const struct diag_found *found)
{
	return ntohs(found->msg->id.idiag_sport) == closing->bound->port &&
	       found->cgroup == closing->bound->cgroup_id;
}

/*
 * Of those that listen on one port by SO_REUSEPORT the kernel looks at the one
 * that a connection would come to, and closes it if it is the one that is meant.
 * So many connections come to each of them.
 */
static int destroy_listening(const struct closing *closing,
			     struct inet_diag_msg about)
{
	int ret = -ENOENT;

	for (int port = 0; port < PEERS && ret == -ENOENT; port++) {
		about.id.idiag_dport = htons(port);
		ret = diag_destroy(closing->fd, &closing->query, &about);
	}
	return ret;
}

/* One that has gone by itself is as good as closed. */
static int destroy_found(const struct diag_found *found, void *arg)
{
	const struct closing *closing = arg;
	int ret;

	if (!is_meant(closing, found))
		return 0;
	if (found->msg->idiag_state == TCP_LISTEN)
		ret = destroy_listening(closing, *found->msg);
	else
		ret = diag_destroy(closing->fd, &closing->query, found->msg);
	return ret == -ENOENT ? 0 : ret;
}

static int refuse_listening(const struct diag_found *found, void *arg)
{
	return is_meant(arg, found) && found->msg->idiag_state == TCP_LISTEN ?
		       -EBUSY : 0;
}

static int each_of_family(struct closing *closing, int family,
			  int (*each)(const struct diag_found *found, void *arg))
{
	int fd = diag_open(closing->bound->pid), ret;

	if (fd < 0)
		return fd;
	closing->query.family = family;
	ret = diag_each(fd, &closing->query, each, closing);
	close(fd);
	return ret;
}

static int destroy_family(struct closing *closing, int family)
{
	int ret = each_of_family(closing, family, destroy_found);

	return ret ? ret : each_of_family(closing, family, refuse_listening);
}

/* Returns 0 or a negative error. */
static int destroy(const struct bound *bound)
{
	struct closing closing = {
		.bound = bound,
		.query = { .protocol = bound->protocol, .states = ~0u },
		.fd = diag_open(bound->pid),
	};
	int ret;

	if (closing.fd < 0)
		return closing.fd;
	ret = destroy_family(&closing, AF_INET);
	if (!ret)
		ret = destroy_family(&closing, AF_INET6);
	close(closing.fd);
	return ret;
}

static bool destroy_one(const struct bound *bound, bool quiet)
{
	const char *scope = bound->is_host ? "host" : "container";
	const char *name = schema_protocols[bound->protocol];
	bool is_udp = bound->protocol == EDGESEC_PROTOCOL_UDP;
	int error = is_udp ? deafen(bound) : 0;

	if (!error)
		error = -destroy(bound);
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
		    sockets->list[i].cgroup_id == bound->cgroup_id &&
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
	sockets_free(&sockets);
	return left;
}
