// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What the signature of a policy covers
 * Copyright (C) 2026 The edgesec authors
 *
 * A policy is signed as the kernel gets it, not as its author wrote it: what is
 * covered are the attributes of the head and the entries, byte by byte, in the
 * order in which they are staged. How they are spread over messages does not
 * matter. One SHA-256 runs over all of them, and over a word between head and
 * entries; each attribute is as long as it says, without padding. It states its
 * length and type, so no two policies have the same bytes here.
 *
 * The manifest is a few lines of text with that digest, which whoever signs can
 * read. It ends a copy, so the stage may go on after a commit that was asked to
 * come again. Its first line is in nothing else that anybody signs.
 */
#include "manifest.h"
#include "compat.h"
#include "policy.h"

#include <crypto/sha2.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <net/netlink.h>

static_assert(SHA256_DIGEST_SIZE == EDGESEC_DIGEST_SIZE);

/* What stands between the head and the entries. It can't be an attribute. */
static const char separator[] = "entries";

/**
 * struct edgesec_manifest - What is covered so far
 * @sha: Of the attributes that came.
 */
struct edgesec_manifest {
	struct edgesec_compat_sha256 sha;
};

static void add(struct edgesec_manifest *manifest, const void *bytes,
		size_t len)
{
	sha256_update(&manifest->sha.state, bytes, len);
}

/**
 * edgesec_manifest_begin - Begin with the head of a policy
 * @policy: A policy that is private to the caller.
 * @head: Its nest, which has been parsed. The digest in it is left out: it
 *	depends on the host, and nothing is decided by it.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int edgesec_manifest_begin(struct edgesec_policy *policy,
			   const struct nlattr *head)
{
	const struct nlattr *attr;
	int rem;

	policy->manifest = kmalloc(sizeof(*policy->manifest),
				   GFP_KERNEL_ACCOUNT);
	if (!policy->manifest)
		return -ENOMEM;
	sha256_init(&policy->manifest->sha.state);
	nla_for_each_nested(attr, head, rem)
		if (nla_type(attr) != EDGESEC_A_HEAD_DIGEST)
			add(policy->manifest, attr, attr->nla_len);
	add(policy->manifest, separator, sizeof(separator));
	return 0;
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
	add(policy->manifest, entry, entry->nla_len);
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
	struct edgesec_manifest copy = *policy->manifest;
	u8 digest[EDGESEC_DIGEST_SIZE];

	sha256_final(&copy.sha.state, digest);
	return scnprintf(text, EDGESEC_MANIFEST_SIZE,
			 "edgesec policy manifest 2\n"
			 "name: %s\n"
			 "version: %llu\n"
			 "signature: %s\n"
			 "entries: %*phN\n",
			 policy->name, policy->version,
			 policy->signature == EDGESEC_SIGNATURE_REQUIRED ?
			 "required" : "optional",
			 EDGESEC_DIGEST_SIZE, digest);
}
