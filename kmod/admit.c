// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Which policy may follow the one in force
 * Copyright (C) 2026 The edgesec authors
 *
 * A policy that says "signature: required" is signed itself, and as long as it is
 * in force nothing follows it but a policy that is signed and not older. So
 * neither root nor who stole root's password gets another one, nor gets an old
 * one again that was good in its time. What ends the requirement is a signed
 * policy that does not have it.
 *
 * With the parameter require_signature of the module the requirement begins when
 * it is loaded. A module that could be loaded again without would forget it, so
 * then it stays.
 */
#include "admit.h"
#include "commit.h"
#include "compat.h"
#include "keys.h"
#include "manifest.h"
#include "policy.h"

#include <linux/err.h>
#include <linux/module.h>
#include <linux/string.h>

static bool require_signature __ro_after_init;
module_param(require_signature, bool, 0444);
MODULE_PARM_DESC(require_signature, "Take signed policies only");

/**
 * edgesec_admit_needs_signature - May only a signed policy follow?
 * @policy: What is in force, or NULL.
 *
 * Context: Any.
 *
 * Return: true if so.
 */
bool edgesec_admit_needs_signature(const struct edgesec_policy *policy)
{
	return policy && (require_signature ||
			  policy->signature == EDGESEC_SIGNATURE_REQUIRED);
}

static const char *why_refused(int error)
{
	switch (error) {
	case -ENOKEY:
		return "The policy is not signed by a key that is trusted here";
	case -EKEYREJECTED:
		return "The signature is not one of this policy";
	case -EOPNOTSUPP:
		return "This kernel was built without CONFIG_SYSTEM_DATA_VERIFICATION";
	case -ENOPKG:
		return "The signature uses an algorithm that this kernel lacks";
	}
	return "Not a PKCS#7 signature in DER, without content";
}

/* Notes who signed, or nobody. */
static int verify_signer(struct edgesec_policy *next,
			   const struct edgesec_commit *how,
			   struct netlink_ext_ack *extack)
{
	char text[EDGESEC_MANIFEST_SIZE];
	const char *signer;
	int len;

	/* A commit that comes again may come without. */
	*next->signer = '\0';
	if (!how->signature)
		return 0;
	len = edgesec_manifest_print(next, text);
	signer = edgesec_keys_verify(text, len, how->signature,
				     how->signature_len);
	if (IS_ERR(signer)) {
		edgesec_compat_explain(extack, why_refused(PTR_ERR(signer)));
		return -EKEYREJECTED;
	}
	strscpy(next->signer, signer, sizeof(next->signer));
	return 0;
}

/**
 * edgesec_admit - May this policy follow?
 * @next: A policy that is private to the caller; who signed it is noted in it.
 * @old: What is in force, or NULL.
 * @how: Has the signature.
 * @extack: Where the reason of a refusal goes.
 *
 * A signature that is not needed must be good all the same.
 *
 * Context: Process context, may sleep. Under the lock of the commits.
 *
 * Return: 0; -EKEYREJECTED.
 */
int edgesec_admit(struct edgesec_policy *next,
		  const struct edgesec_policy *old,
		  const struct edgesec_commit *how,
		  struct netlink_ext_ack *extack)
{
	int ret = verify_signer(next, how, extack);

	if (ret)
		return ret;
	if (!*next->signer && (edgesec_admit_needs_signature(next) ||
			       edgesec_admit_needs_signature(old))) {
		edgesec_compat_explain(extack,
				       "A signature is required, and there is none");
		return -EKEYREJECTED;
	}
	if (edgesec_admit_needs_signature(old) &&
	    next->version < old->version) {
		edgesec_compat_explain(extack,
				       "Where a signature is required, a policy is not followed by one of a lower version");
		return -EKEYREJECTED;
	}
	return 0;
}

/**
 * edgesec_admit_none - May there be no policy any more?
 * @old: What is in force, or NULL.
 * @extack: Where the reason of a refusal goes.
 *
 * Context: Under the lock of the commits.
 *
 * Return: 0; -EKEYREJECTED.
 */
int edgesec_admit_none(const struct edgesec_policy *old,
		       struct netlink_ext_ack *extack)
{
	if (!edgesec_admit_needs_signature(old))
		return 0;
	edgesec_compat_explain(extack,
			       "The policy in force requires a signature: only a signed one may follow");
	return -EKEYREJECTED;
}

/**
 * edgesec_admit_hold_module - Keep the module if a parameter says so
 *
 * Context: The end of module initialisation.
 */
void edgesec_admit_hold_module(void)
{
	if (require_signature)
		__module_get(THIS_MODULE);
}
