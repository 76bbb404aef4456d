/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Requests to the kernel module, and its answers
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef NL_H
#define NL_H

#include <netlink/attr.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nl_msg;
struct nl_sock;

struct nl {
	struct nl_sock *sock;
	int family;
};

/**
 * struct refusal - Why the kernel refused
 * @error: A positive errno.
 * @text: The kernel's sentence, or that of the errno.
 * @has_offset: The kernel named an attribute.
 * @offset: Where it begins in the request.
 */
struct refusal {
	int error;
	char text[256];
	bool has_offset;
	uint32_t offset;
};

/* Takes the attributes of one reply: @len bytes from @reply on. */
typedef void (*nl_reply_fn)(struct nlattr *reply, int len, void *arg);

/*
 * Opens a socket to the module. Returns EXIT_DONE, or another exit status
 * after having said what is wrong: the module is not loaded, or speaks another
 * version of the ABI.
 */
int nl_open(struct nl *nl);
void nl_shut(struct nl *nl);

/* A request without attributes. The caller frees it with nlmsg_free(). */
struct nl_msg *nl_request(uint8_t cmd, int flags);

/* The same with room for @size bytes in an attribute. */
struct nl_msg *nl_request_with(uint8_t cmd, size_t size);

/*
 * Sends @msg and waits for all that belongs to the answer; @reply, which may be
 * NULL, gets the attributes of each message. Returns 0, or -1 with @refusal.
 */
int nl_ask(struct nl *nl, struct nl_msg *msg, nl_reply_fn reply, void *arg,
	   struct refusal *refusal);

/*
 * The same for a request without attributes, on a socket of its own. Returns an
 * exit status, after having said what is wrong with @what.
 */
int nl_ask_once(const char *what, uint8_t cmd, int flags, nl_reply_fn reply,
		void *arg);

/* Says that @what failed and why, and returns the exit status for it. */
int nl_complain(const char *what, const struct refusal *refusal);
int nl_exit_status(const struct refusal *refusal);

#endif /* NL_H */
