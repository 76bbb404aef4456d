// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What the signature of a policy covers
 * Copyright (C) 2026 The edgesec authors
 *
 * A policy is signed as the kernel gets it, not as its author wrote it: what is
 * covered are the attributes of the head and the entries, byte by byte, in the
 * order in which they are staged. How they are spread over messages does not
 * matter. Each is linked to all before it,
 *
 *	link(n) = SHA-256(link(n - 1) SHA-256(attribute n)),
 *
 * so a stage holds no more than one digest between two messages, and may go on
 * after a commit that was asked to come again. An attribute states its length
 * and type, so no two policies have the same links.
 *
 * The manifest is a few lines of text with the last link, which whoever signs
 * can read. Its first line is in nothing else that anybody signs.
 */
#include "manifest.h"
#include "policy.h"

#include <crypto/sha2.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <net/netlink.h>

static_assert(SHA256_DIGEST_SIZE == EDGESEC_DIGEST_SIZE);

/* What stands between the head and the entries. It can't be an attribute. */
static const char separator[] = "entries";

static void add_link(u8 *digest, const void *bytes, size_t len)
{
	u8 both[2 * EDGESEC_DIGEST_SIZE];

	memcpy(both, digest, EDGESEC_DIGEST_SIZE);
	sha256(bytes, len, both + EDGESEC_DIGEST_SIZE);
	sha256(both, sizeof(both), digest);
}

/**
 * edgesec_manifest_begin - Begin with the head of a policy
 * @policy: A policy that is private to the caller.
 * @head: Its nest, which has been parsed. The digest in it is left out: it
 *	depends on the host, and nothing is decided by it.
 *
 * Context: Process context.
 */
void edgesec_manifest_begin(struct edgesec_policy *policy,
			    const struct nlattr *head)
{
	const struct nlattr *attr;
	int rem;

	memset(policy->manifest, 0, sizeof(policy->manifest));
	nla_for_each_nested(attr, head, rem)
		if (nla_type(attr) != EDGESEC_A_HEAD_DIGEST)
			add_link(policy->manifest, attr, attr->nla_len);
	add_link(policy->manifest, separator, sizeof(separator));
}

/**
 * edgesec_manifest_add - Go on with an entry of a policy
 * @policy: A policy that is private to the caller.
 * @entry: Its attribute.
 *
 * Context: Process context.
 */
void edgesec_manifest_add(struct edgesec_policy *policy,
			  const struct nlattr *entry)
{
	add_link(policy->manifest, entry, entry->nla_len);
}

/**
 * edgesec_manifest_print - The manifest of a policy that is complete
 * @policy: The policy.
 * @text: Where it goes; EDGESEC_MANIFEST_SIZE bytes.
 *
 * Names hold neither spaces nor ends of lines (edgesec_parse_is_name()).
 *
 * Context: Any.
 *
 * Return: Its length.
 */
int edgesec_manifest_print(const struct edgesec_policy *policy, char *text)
{
	return scnprintf(text, EDGESEC_MANIFEST_SIZE,
			 "edgesec policy manifest 1\n"
			 "name: %s\n"
			 "version: %llu\n"
			 "signature: %s\n"
			 "entries: %*phN\n",
			 policy->name, policy->version,
			 policy->signature == EDGESEC_SIGNATURE_REQUIRED ?
			 "required" : "optional",
			 EDGESEC_DIGEST_SIZE, policy->manifest);
}
