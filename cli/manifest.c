// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What the signature of a policy covers
 * Copyright (C) 2026 The edgesec authors
 *
 * The kernel computes the same from what it is sent; kmod/manifest.c says how
 * and why.
 */
#include "manifest.h"
#include "hex.h"
#include "memory.h"

#include "../kmod/uapi/edgesec.h"

#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <nettle/sha2.h>
#include <stdio.h>

static const uint8_t separator[] = "entries";

static void add_head(struct sha256_ctx *sha, struct nl_msg *begin)
{
	struct nlattr *head = genlmsg_attrdata(nlmsg_data(nlmsg_hdr(begin)), 0);
	struct nlattr *attr;
	int rem;

	nla_for_each_nested(attr, head, rem)
		if (nla_type(attr) != EDGESEC_A_HEAD_DIGEST)
			sha256_update(sha, attr->nla_len, (uint8_t *)attr);
	sha256_update(sha, sizeof(separator), separator);
}

static void add_entries(struct sha256_ctx *sha, struct nl_msg *msg)
{
	struct genlmsghdr *header = nlmsg_data(nlmsg_hdr(msg));
	struct nlattr *attr;
	int rem;

	nla_for_each_attr(attr, genlmsg_attrdata(header, 0),
			  genlmsg_attrlen(header, 0), rem)
		sha256_update(sha, attr->nla_len, (uint8_t *)attr);
}

char *manifest_text(const struct model *model, const struct compiled *compiled)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	char hex[HEX_SIZE(SHA256_DIGEST_SIZE)];
	struct sha256_ctx sha;

	sha256_init(&sha);
	add_head(&sha, compiled->begin);
	for (size_t i = 0; i < compiled->count; i++)
		add_entries(&sha, compiled->list[i].msg);
	sha256_digest(&sha, sizeof(digest), digest);
	hex_write(hex, digest, sizeof(digest));
	return must_printf("edgesec policy manifest 2\nname: %s\nversion: %llu\nsignature: %s\nentries: %s\n",
			   model->name, (unsigned long long)model->version,
			   model->signature == EDGESEC_SIGNATURE_REQUIRED ?
			   "required" : "optional", hex);
}
