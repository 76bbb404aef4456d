// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Where what the kernel may refuse stands in the policy file
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: places_test POLICY, in which the line of each part ends in a comment
 * with its kind, in the order of the messages. The kernel would name a part by
 * the offset of its attribute.
 */
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>

#include "../tap.h"
#include "cli.h"
#include "load.h"

static const char *policy;

/* A nest, and the kinds of the attributes in it. */
struct kind {
	int type;
	const char *name;
	const struct kind *members;
};

static const struct kind head_members[] = {
	{ EDGESEC_A_HEAD_NAME, "name", NULL },
	{ EDGESEC_A_HEAD_VERSION, "version", NULL },
	{ EDGESEC_A_HEAD_PROFILE, "profile", NULL },
	{ EDGESEC_A_HEAD_MODE, "mode", NULL },
	{ EDGESEC_A_HEAD_SIGNATURE, "signature", NULL },
	{ EDGESEC_A_HEAD_OVERRIDE_MAX, "override", NULL },
	{ EDGESEC_A_HEAD_ON_LOSS, "on-loss", NULL },
	{ EDGESEC_A_HEAD_WARN_AT, "warn-at", NULL },
	{ EDGESEC_A_HEAD_UNTRACKED, "untracked", NULL },
	{ EDGESEC_A_HEAD_EXEC_MODE, "executables", NULL },
	{ EDGESEC_A_HEAD_SCRIPT_MODE, "scripts", NULL },
	{ EDGESEC_A_HEAD_LIBRARY_MODE, "libraries", NULL },
	{ EDGESEC_A_HEAD_MEMORY_MODE, "nowhere", NULL },
	{}
};

static const struct kind begin[] = {
	{ EDGESEC_A_POLICY_HEAD, NULL, head_members },
	{}
};

static const struct kind owned_members[] = {
	{ EDGESEC_A_PORT_PROGRAM_PROGRAM, "owner", NULL },
	{}
};

static const struct kind port_members[] = {
	{ EDGESEC_A_PORT_MODE, "rule", NULL },
	{ EDGESEC_A_PORT_BIND, "rule", NULL },
	{ EDGESEC_A_PORT_PROGRAM, "rule", owned_members },
	{}
};

static const struct kind allow_members[] = {
	{ EDGESEC_A_ALLOW_FROM, "allow", NULL },
	{ EDGESEC_A_ALLOW_LIMIT_READS, "allow", NULL },
	{ EDGESEC_A_ALLOW_SPAN, "span", NULL },
	{ EDGESEC_A_ALLOW_LIMIT_WRITES, "allow", NULL },
	{ EDGESEC_A_ALLOW_RATE, "allow", NULL },
	{}
};

static const struct kind server_members[] = {
	{ EDGESEC_A_MODBUS_SERVER_NAME, "server", NULL },
	{ EDGESEC_A_MODBUS_SERVER_ALLOW, "allow", allow_members },
	{ EDGESEC_A_MODBUS_SERVER_IN_FLIGHT, "server", NULL },
	{ EDGESEC_A_MODBUS_SERVER_SEGMENTS, "server", NULL },
	{ EDGESEC_A_MODBUS_SERVER_MODE, "server", NULL },
	{}
};

static const struct kind entries[] = {
	{ EDGESEC_A_POLICY_PROGRAM, "program", NULL },
	{ EDGESEC_A_POLICY_PORT, "rule", port_members },
	{ EDGESEC_A_POLICY_MODBUS_SERVER, "server", server_members },
	{}
};

/* Does the line of @place end in "# NAME"? What is nowhere has no line. */
static int is_at(const char *text, struct place place, const char *name)
{
	char comment[64];
	const char *end;

	if (!place.line)
		return !strcmp(name, "nowhere");
	for (unsigned int line = 1; line < place.line; line++)
		text = strchr(text, '\n') + 1;
	end = strchr(text, '\n');
	snprintf(comment, sizeof(comment), "# %s\n", name);
	return end - text + 1 > (long)strlen(comment) &&
	       !memcmp(end + 1 - strlen(comment), comment, strlen(comment));
}

/* A message, and how much of it was looked at. */
struct look {
	const char *text;
	const struct nlmsghdr *header;
	const struct marks *marks;
	int seen;
	int wrong;
};

static void look_at(struct look *look, struct nlattr *attr,
		    const struct kind *kind)
{
	uint32_t offset = (char *)attr - (char *)look->header;
	struct place place = compiled_place(look->marks, offset);

	look->seen++;
	if (is_at(look->text, place, kind->name))
		return;
	printf("# %s: offset %u is in line %u\n", kind->name, offset,
	       place.line);
	look->wrong++;
}

static void look_into(struct look *look, struct nlattr *first, int len,
		      const struct kind *kinds)
{
	const struct kind *kind;
	struct nlattr *attr;
	int rem;

	nla_for_each_attr(attr, first, len, rem) {
		for (kind = kinds; kind->type; kind++)
			if (kind->type == nla_type(attr))
				break;
		if (kind->name)
			look_at(look, attr, kind);
		if (kind->members)
			look_into(look, nla_data(attr), nla_len(attr),
				  kind->members);
	}
}

static void look_through(struct look *look, struct nl_msg *msg,
			 const struct marks *marks, const struct kind *kinds)
{
	struct genlmsghdr *header = nlmsg_data(nlmsg_hdr(msg));

	look->header = nlmsg_hdr(msg);
	look->marks = marks;
	look_into(look, genlmsg_attrdata(header, 0),
		  genlmsg_attrlen(header, 0), kinds);
}

static int load(struct load *load)
{
	CHECK_OR(load_text(load, policy) == EXIT_DONE, 0);
	compile(&load->model, &load->erecs, &load->compiled);
	CHECK_OR(!load->erecs.errors && load->compiled.count, 0);
	return 1;
}

static void test_head(void)
{
	struct look look = {};
	struct load all;

	if (load(&all)) {
		look.text = all.text;
		look_through(&look, all.compiled.begin, &all.compiled.head,
			     begin);
	}
	load_free(&all);
	CHECK(look.seen == 13);
	CHECK(!look.wrong);
}

static void test_entries(void)
{
	struct look look = {};
	struct load all;

	if (load(&all)) {
		look.text = all.text;
		for (size_t i = 0; i < all.compiled.count; i++)
			look_through(&look, all.compiled.list[i].msg,
				     &all.compiled.list[i].marks, entries);
	}
	load_free(&all);
	CHECK(look.seen == 37);
	CHECK(!look.wrong);
}

int main(int argc, char **argv)
{
	static const struct tap_test tests[] = {
		{ "each key of the head is found by its offset", test_head },
		{ "each entry and its parts are found by their offset",
		  test_entries },
	};

	if (argc != 2)
		return EXIT_USAGE;
	policy = argv[1];
	return TAP_RUN(tests);
}
