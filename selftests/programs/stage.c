// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test policies, staged and committed without the command
 * Copyright (C) 2026 The edgesec authors
 */
#include "stage.h"

#include <netinet/in.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <nettle/sha2.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "uapi/edgesec.h"

unsigned long long stage_generation;
int stage_overridden;
unsigned int stage_keys;
void (*stage_before)(void);
void (*stage_after)(void);

static struct nl_sock *sock;
static int family;
static int acknowledged;

static struct nl_msg *new_message(int command)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, 0, 0, family, 0, 0, command, EDGESEC_FAMILY_VERSION);
	return msg;
}

static void take_status(struct nl_msg *msg)
{
	struct genlmsghdr *header = nlmsg_data(nlmsg_hdr(msg));
	struct nlattr *attr;
	int rem;

	stage_overridden = 0;
	stage_keys = 0;
	nla_for_each_attr(attr, genlmsg_attrdata(header, 0),
			  genlmsg_attrlen(header, 0), rem) {
		stage_overridden |= nla_type(attr) == EDGESEC_A_STATUS_OVERRIDE;
		stage_keys += nla_type(attr) == EDGESEC_A_STATUS_KEY;
	}
}

static int on_reply(struct nl_msg *msg, void *arg)
{
	struct nlattr *tb[EDGESEC_A_POLICY_MAX + 1];

	(void)arg;
	if (genlmsg_hdr(nlmsg_hdr(msg))->cmd == EDGESEC_CMD_STATUS_GET) {
		take_status(msg);
		return NL_OK;
	}
	genlmsg_parse(nlmsg_hdr(msg), 0, tb, EDGESEC_A_POLICY_MAX, NULL);
	if (tb[EDGESEC_A_POLICY_GENERATION])
		stage_generation = nla_get_u64(tb[EDGESEC_A_POLICY_GENERATION]);
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
	int ret;

	if (stage_before)
		stage_before();
	ret = nl_send_auto(sock, msg);
	if (stage_after)
		stage_after();
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

int stage_open(void)
{
	sock = nl_socket_alloc();
	if (!sock || genl_connect(sock))
		return -1;
	family = genl_ctrl_resolve(sock, EDGESEC_FAMILY_NAME);
	/* A request that could not be sent leaves a gap. */
	nl_socket_disable_seq_check(sock);
	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_reply, NULL);
	nl_socket_modify_cb(sock, NL_CB_ACK, NL_CB_CUSTOM, on_ack, NULL);
	return family < 0 ? family : 0;
}

int stage_begin_rules(const char *name, const int *modes)
{
	struct nl_msg *msg = new_message(EDGESEC_CMD_STAGE_BEGIN);
	struct nlattr *nest = nla_nest_start(msg, EDGESEC_A_POLICY_HEAD);

	nla_put_string(msg, EDGESEC_A_HEAD_NAME, name);
	for (; *modes; modes++)
		nla_put_u32(msg, *modes, EDGESEC_MODE_ENFORCE);
	nla_nest_end(msg, nest);
	return ask(msg);
}

int stage_begin(int odd)
{
	static const int modes[] = { EDGESEC_A_HEAD_SCRIPT_MODE, 0 };

	return stage_begin_rules(odd ? "odd" : "even", modes);
}

static struct nl_msg *new_entries(int odd)
{
	struct nl_msg *msg = new_message(EDGESEC_CMD_STAGE_ADD);

	put_program(msg, EDGESEC_IDENTIFY_PATH, odd ? "/tmp/odd" : "/tmp/even");
	put_program(msg, EDGESEC_IDENTIFY_KERNEL, NULL);
	put_port(msg, odd ? 1001 : 1002);
	put_server(msg, odd ? 3 : 4);
	return msg;
}

int stage_add(int odd)
{
	return ask(new_entries(odd));
}

static struct nl_msg *new_owned_head(unsigned int version)
{
	struct nl_msg *msg = new_message(EDGESEC_CMD_STAGE_BEGIN);
	struct nlattr *nest = nla_nest_start(msg, EDGESEC_A_POLICY_HEAD);

	nla_put_string(msg, EDGESEC_A_HEAD_NAME, "owned");
	nla_put_u64(msg, EDGESEC_A_HEAD_VERSION, version);
	nla_put_u32(msg, EDGESEC_A_HEAD_SCRIPT_MODE, EDGESEC_MODE_ENFORCE);
	nla_put_u32(msg, EDGESEC_A_HEAD_SIGNATURE,
		    version % 2 ? EDGESEC_SIGNATURE_REQUIRED :
				  EDGESEC_SIGNATURE_OPTIONAL);
	nla_put_u32(msg, EDGESEC_A_HEAD_OVERRIDE_MAX, EDGESEC_OVERRIDE_MAX);
	nla_put_u32(msg, EDGESEC_A_HEAD_OVERRIDE_OF, EDGESEC_SECTION_PORTS);
	nla_nest_end(msg, nest);
	return msg;
}

int stage_begin_owned(unsigned int version)
{
	return ask(new_owned_head(version));
}

/* As kmod/manifest.c says. */
static void add_attrs(struct sha256_ctx *sha, struct nlattr *first, int len)
{
	struct nlattr *attr;
	int rem;

	nla_for_each_attr(attr, first, len, rem)
		sha256_update(sha, attr->nla_len, (uint8_t *)attr);
}

void stage_print_manifest(unsigned int version, FILE *out)
{
	struct nl_msg *begin = new_owned_head(version), *add = new_entries(1);
	struct nlattr *head = genlmsg_attrdata(nlmsg_data(nlmsg_hdr(begin)), 0);
	struct genlmsghdr *entries = nlmsg_data(nlmsg_hdr(add));
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;

	sha256_init(&sha);
	add_attrs(&sha, nla_data(head), nla_len(head));
	sha256_update(&sha, sizeof("entries"), (const uint8_t *)"entries");
	add_attrs(&sha, genlmsg_attrdata(entries, 0),
		  genlmsg_attrlen(entries, 0));
	sha256_digest(&sha, sizeof(digest), digest);
	fprintf(out, "edgesec policy manifest 2\nname: owned\nversion: %u\nsignature: %s\nentries: ",
		version, version % 2 ? "required" : "optional");
	for (size_t i = 0; i < sizeof(digest); i++)
		fprintf(out, "%02x", digest[i]);
	fprintf(out, "\n");
	nlmsg_free(begin);
	nlmsg_free(add);
}

static void put_listed(struct nl_msg *msg, const struct stage_program *program)
{
	struct nlattr *nest = nla_nest_start(msg, EDGESEC_A_POLICY_PROGRAM);

	nla_put_u32(msg, EDGESEC_A_PROGRAM_IDENTIFY,
		    program->directory ? EDGESEC_IDENTIFY_DIRECTORY :
					 EDGESEC_IDENTIFY_DIGEST);
	nla_put_u32(msg, EDGESEC_A_PROGRAM_ROLE, program->role);
	if (program->directory)
		nla_put_string(msg, EDGESEC_A_PROGRAM_PATH,
			       program->directory);
	else
		nla_put(msg, EDGESEC_A_PROGRAM_DIGEST, EDGESEC_DIGEST_SIZE,
			program->digest);
	nla_nest_end(msg, nest);
}

int stage_add_programs(const struct stage_program *list, int count)
{
	struct nl_msg *msg = new_message(EDGESEC_CMD_STAGE_ADD);

	for (int i = 0; i < count; i++)
		put_listed(msg, &list[i]);
	return ask(msg);
}

int stage_commit(void)
{
	return ask(new_message(EDGESEC_CMD_STAGE_COMMIT));
}

int stage_commit_signed(const void *signature, size_t len)
{
	struct nl_msg *msg = new_message(EDGESEC_CMD_STAGE_COMMIT);

	nla_put(msg, EDGESEC_A_POLICY_SIGNATURE, len, signature);
	return ask(msg);
}

int stage_commit_on_trial(void)
{
	struct nl_msg *msg = new_message(EDGESEC_CMD_STAGE_COMMIT);

	nla_put_u32(msg, EDGESEC_A_POLICY_CONFIRM, 60);
	return ask(msg);
}

int stage_confirm(void)
{
	return ask(new_message(EDGESEC_CMD_POLICY_CONFIRM));
}

int stage_rollback(void)
{
	return ask(new_message(EDGESEC_CMD_POLICY_ROLLBACK));
}

int stage_disable(void)
{
	return ask(new_message(EDGESEC_CMD_POLICY_DISABLE));
}

int stage_status(void)
{
	return ask(new_message(EDGESEC_CMD_STATUS_GET));
}

int stage_add_key(const void *certificate, size_t len)
{
	struct nl_msg *msg = new_message(EDGESEC_CMD_KEY_ADD);

	nla_put(msg, EDGESEC_A_KEY_CERTIFICATE, len, certificate);
	return ask(msg);
}

int stage_override(unsigned int seconds)
{
	struct nl_msg *msg = new_message(EDGESEC_CMD_OVERRIDE_START);
	struct nlattr *nest = nla_nest_start(msg, EDGESEC_A_POLICY_OVERRIDE);

	nla_put_u32(msg, EDGESEC_A_OVERRIDE_SECONDS, seconds);
	nla_put_string(msg, EDGESEC_A_OVERRIDE_REASON, "a test");
	nla_nest_end(msg, nest);
	return ask(msg);
}

int stage_override_stop(void)
{
	return ask(new_message(EDGESEC_CMD_OVERRIDE_STOP));
}

int stage_in_force(void)
{
	return ask(new_message(EDGESEC_CMD_POLICY_GET));
}

void stage_prove(const char *name)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	bind(fd, (struct sockaddr *)&any, sizeof(any));
	close(fd);
	prctl(PR_GET_DUMPABLE);
	if (!fork()) {
		execl("/proc/self/exe", name, "--proof", NULL);
		_exit(1);
	}
	wait(NULL);
}

int stage_commit_proved(const char *name)
{
	int ret = stage_commit();

	for (int tries = 0; tries < 3 && ret == -NLE_AGAIN; tries++) {
		stage_prove(name);
		ret = stage_commit();
	}
	return ret;
}
