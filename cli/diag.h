/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Asking the kernel for sockets, in any network namespace
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef DIAG_H
#define DIAG_H

#include "model.h"

#include <linux/inet_diag.h>
#include <sys/types.h>

/**
 * struct diag_query - Which sockets
 * @family: AF_INET or AF_INET6.
 * @protocol: TCP or UDP.
 * @states: A bit for each state (include/net/tcp_states.h).
 */
struct diag_query {
	int family;
	enum edgesec_protocol protocol;
	uint32_t states;
};

/**
 * struct diag_found - One of them
 * @msg: What the kernel says of it.
 * @cgroup: Number of the cgroup that it was made in; 0: not told.
 */
struct diag_found {
	const struct inet_diag_msg *msg;
	uint64_t cgroup;
};

/*
 * Returns a socket that speaks of the network namespace of the process @pid, or
 * a negative error.
 */
int diag_open(pid_t pid);

/*
 * Calls @each for what the query finds, until it returns nonzero. Returns 0, a
 * negative error, or what @each returned; -ENOENT when the kernel has no module
 * for it.
 */
int diag_each(int fd, const struct diag_query *query,
	      int (*each)(const struct diag_found *found, void *arg),
	      void *arg);

/* Closes a socket that was found. Returns 0 or a negative error. */
int diag_destroy(int fd, const struct diag_query *query,
		 const struct inet_diag_msg *found);

#endif /* DIAG_H */
