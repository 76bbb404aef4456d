// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Requests to the kernel module, and its answers
 * Copyright (C) 2026 The edgesec authors
 */
#include "nl.h"
#include "cli.h"
#include "quote.h"

#include "../kmod/uapi/edgesec.h"

#include <errno.h>
#include <linux/netlink.h>
#include <netlink/errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/socket.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_SIZE	(64 << 10)

#ifndef SOL_NETLINK
#define SOL_NETLINK	270
#endif

/* One question under way. */
struct question {
	nl_reply_fn reply;
	void *arg;
	struct refusal *refusal;
	bool pending;
	bool refused;
};

static void *no_memory(void)
{
	fputs("edgesec: no memory\n", stderr);
	exit(EXIT_REFUSED);
}

/* Extended acknowledgements; the kernel need not repeat requests in them. */
static void ask_for_reasons(struct nl_sock *sock)
{
	int fd = nl_socket_get_fd(sock), one = 1;

	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
}

static struct nl_msg *new_request(struct nl_msg *msg, uint8_t cmd, int flags)
{
	if (!msg || !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, 0, 0,
				 NLM_F_REQUEST | NLM_F_ACK | flags, cmd,
				 EDGESEC_FAMILY_VERSION))
		no_memory();
	return msg;
}

struct nl_msg *nl_request(uint8_t cmd, int flags)
{
	return new_request(nlmsg_alloc(), cmd, flags);
}

/* Attributes of other kinds take less than what is left of a page. */
struct nl_msg *nl_request_with(uint8_t cmd, size_t size)
{
	return new_request(nlmsg_alloc_size(size + 1024), cmd, 0);
}

static void note_error(struct refusal *refusal, int error)
{
	*refusal = (struct refusal){ .error = error };
	snprintf(refusal->text, sizeof(refusal->text), "%s", strerror(error));
}

/* What the kernel says besides the number. */
static void note_reason(struct refusal *refusal, struct nlattr *attrs, int len)
{
	static struct nla_policy policy[NLMSGERR_ATTR_MAX + 1] = {
		[NLMSGERR_ATTR_MSG] = { .type = NLA_STRING },
		[NLMSGERR_ATTR_OFFS] = { .type = NLA_U32 },
	};
	struct nlattr *tb[NLMSGERR_ATTR_MAX + 1];

	if (len <= 0 || nla_parse(tb, NLMSGERR_ATTR_MAX, attrs, len, policy))
		return;
	if (tb[NLMSGERR_ATTR_MSG])
		nla_strlcpy(refusal->text, tb[NLMSGERR_ATTR_MSG],
			    sizeof(refusal->text));
	if (tb[NLMSGERR_ATTR_OFFS]) {
		refusal->has_offset = true;
		refusal->offset = nla_get_u32(tb[NLMSGERR_ATTR_OFFS]);
	}
}

static int on_error(struct sockaddr_nl *who, struct nlmsgerr *err, void *arg)
{
	struct nlmsghdr *header = (void *)((char *)err - NLMSG_HDRLEN);
	struct question *question = arg;
	size_t skip = sizeof(*err);

	(void)who;
	if (!(header->nlmsg_flags & NLM_F_CAPPED))
		skip += NLMSG_ALIGN(err->msg.nlmsg_len) -
			NLMSG_ALIGN(sizeof(err->msg));
	question->pending = false;
	question->refused = true;
	note_error(question->refusal, -err->error);
	if ((header->nlmsg_flags & NLM_F_ACK_TLVS) &&
	    header->nlmsg_len > NLMSG_HDRLEN + skip)
		note_reason(question->refusal, (void *)((char *)err + skip),
			    header->nlmsg_len - NLMSG_HDRLEN - skip);
	return NL_STOP;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	struct question *question = arg;

	(void)msg;
	question->pending = false;
	return NL_STOP;
}

/* A dump ends with an error number of its own. */
static int on_finish(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *header = nlmsg_hdr(msg);
	struct question *question = arg;
	int error = 0;

	if (nlmsg_datalen(header) >= (int)sizeof(error))
		memcpy(&error, nlmsg_data(header), sizeof(error));
	question->pending = false;
	if (error < 0) {
		question->refused = true;
		note_error(question->refusal, -error);
		note_reason(question->refusal,
			    (void *)((char *)nlmsg_data(header) +
				     NLMSG_ALIGN(sizeof(error))),
			    nlmsg_datalen(header) -
			    (int)NLMSG_ALIGN(sizeof(error)));
	}
	return NL_STOP;
}

static int on_valid(struct nl_msg *msg, void *arg)
{
	struct genlmsghdr *header = genlmsg_hdr(nlmsg_hdr(msg));
	struct question *question = arg;

	if (question->reply)
		question->reply(genlmsg_attrdata(header, 0),
				genlmsg_attrlen(header, 0), question->arg);
	return NL_OK;
}

static int lost_connection(struct question *question, int error)
{
	note_error(question->refusal, EIO);
	snprintf(question->refusal->text, sizeof(question->refusal->text),
		 "netlink: %s", nl_geterror(error));
	return -1;
}

static int receive_all(struct nl *nl, struct question *question)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_CUSTOM);
	int ret = 0;

	if (!cb)
		no_memory();
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, question);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, question);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, question);
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, question);
	while (ret >= 0 && question->pending)
		ret = nl_recvmsgs(nl->sock, cb);
	nl_cb_put(cb);
	return ret < 0 && !question->refused ? lost_connection(question, ret) :
					       0;
}

int nl_ask(struct nl *nl, struct nl_msg *msg, nl_reply_fn reply, void *arg,
	   struct refusal *refusal)
{
	struct question question = { reply, arg, refusal, .pending = true };
	int ret;

	nlmsg_hdr(msg)->nlmsg_type = nl->family;
	nlmsg_hdr(msg)->nlmsg_seq = NL_AUTO_SEQ;
	ret = nl_send_auto(nl->sock, msg);
	if (ret < 0)
		return lost_connection(&question, ret);
	if (receive_all(nl, &question) || question.refused)
		return -1;
	return 0;
}

int nl_exit_status(const struct refusal *refusal)
{
	switch (refusal->error) {
	case EPERM:
	case EACCES:
		return EXIT_NO_PERMISSION;
	case EBUSY:
	case ESTALE:
		return EXIT_BUSY;
	case EPROTO:
	case ENODEV:
		return EXIT_NO_KERNEL;
	default:
		return EXIT_REFUSED;
	}
}

int nl_complain(const char *what, const struct refusal *refusal)
{
	fprintf(stderr, "edgesec: %s: %s\n", what, quote(refusal->text));
	return nl_exit_status(refusal);
}

static int not_loaded(void)
{
	fputs("edgesec: the kernel module is not loaded; load it with: modprobe edgesec\n",
	      stderr);
	if (access("/sys/kernel/tracing", F_OK) &&
	    access("/sys/kernel/debug", F_OK))
		fputs("edgesec: this kernel seems to have no ftrace, which the module needs\n",
		      stderr);
	return EXIT_NO_KERNEL;
}

/* Asks for the status in the words of this ABI. */
static int check_abi(struct nl *nl)
{
	struct nl_msg *msg = nl_request(EDGESEC_CMD_STATUS_GET, 0);
	struct refusal refusal;
	int ret;

	if (nla_put_u32(msg, EDGESEC_A_STATUS_ABI, EDGESEC_ABI_VERSION))
		no_memory();
	ret = nl_ask(nl, msg, NULL, NULL, &refusal);
	nlmsg_free(msg);
	if (!ret)
		return EXIT_DONE;
	if (refusal.error == EPROTO) {
		fprintf(stderr,
			"edgesec: the module speaks another version of the ABI than this command (%d); install module and command of one release\n",
			EDGESEC_ABI_VERSION);
		return EXIT_NO_KERNEL;
	}
	return nl_complain("status", &refusal);
}

int nl_open(struct nl *nl)
{
	int status;

	nl->sock = nl_socket_alloc();
	if (!nl->sock)
		no_memory();
	if (genl_connect(nl->sock)) {
		perror("edgesec: netlink");
		nl_shut(nl);
		return EXIT_NO_KERNEL;
	}
	ask_for_reasons(nl->sock);
	nl_socket_set_msg_buf_size(nl->sock, BUFFER_SIZE);
	nl->family = genl_ctrl_resolve(nl->sock, EDGESEC_FAMILY_NAME);
	status = nl->family < 0 ? not_loaded() : check_abi(nl);
	if (status)
		nl_shut(nl);
	return status;
}

void nl_shut(struct nl *nl)
{
	nl_socket_free(nl->sock);
	nl->sock = NULL;
}

int nl_ask_once(const char *what, uint8_t cmd, int flags, nl_reply_fn reply,
		void *arg)
{
	struct refusal refusal;
	struct nl_msg *msg;
	struct nl nl;
	int ret = nl_open(&nl);

	if (ret)
		return ret;
	msg = nl_request(cmd, flags);
	if (nl_ask(&nl, msg, reply, arg, &refusal))
		ret = nl_complain(what, &refusal);
	nlmsg_free(msg);
	nl_shut(&nl);
	return ret;
}
