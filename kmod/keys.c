// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Whose signatures count
 * Copyright (C) 2026 The edgesec authors
 *
 * Keys of the owner are handed over as certificates. Until the first one the keys
 * count that the kernel was built with, as those of who builds kernels of their
 * own; from then on only the owner's. What was enrolled for modules never does
 * (the secondary and the platform keyring): DKMS keeps such a private key on the
 * host.
 *
 * Each key lies in a keyring of its own, so that the one that verifies a
 * signature says whose it is. Nobody but this file can change these keyrings:
 * root may see and read them, but not write, link or search, nor change who may;
 * and KEY_FLAG_KEEP, which keys inherit from their keyring, forbids to revoke,
 * invalidate, unlink or time out whatever the permissions say.
 *
 * A key stays until the module is unloaded.
 */
#include "keys.h"
#include "compat.h"
#include "uapi/edgesec.h"

#include <linux/err.h>
#include <linux/key.h>
#include <linux/string.h>
#include <linux/verification.h>

#define KEYS_MAX	8

/* To possess a keyring is to have it in one's own, which needs KEY_USR_LINK. */
#define MAY_LOOK	(KEY_POS_VIEW | KEY_POS_READ | KEY_POS_SEARCH |	\
			 KEY_USR_VIEW | KEY_USR_READ)

/**
 * struct owner_key - A key of the owner
 * @ring: A keyring with nothing but the key; a reference is held.
 * @name: Subject and identifier, any bytes.
 *
 * Immutable once @key_count is greater than its index.
 */
struct owner_key {
	struct key *ring;
	char name[EDGESEC_SIGNER_MAX + 1];
};

static struct owner_key keys[KEYS_MAX];

/* Written under the lock of the commits, after the key; never gets less. */
static unsigned int key_count;

#ifdef CONFIG_SYSTEM_DATA_VERIFICATION

static struct key *new_ring(void)
{
	return keyring_alloc(".edgesec", GLOBAL_ROOT_UID, GLOBAL_ROOT_GID,
			     current_cred(), MAY_LOOK | KEY_POS_WRITE,
			     KEY_ALLOC_NOT_IN_QUOTA | KEY_ALLOC_SET_KEEP, NULL,
			     NULL);
}

/* Puts a certificate into a keyring and copies what it is called. */
static int fill_ring(struct key *ring, const void *certificate, size_t len,
		     char *name)
{
	key_ref_t ref = key_create_or_update(make_key_ref(ring, true),
					     "asymmetric", NULL, certificate,
					     len, MAY_LOOK,
					     KEY_ALLOC_NOT_IN_QUOTA);

	if (IS_ERR(ref))
		return PTR_ERR(ref);
	strscpy(name, key_ref_to_ptr(ref)->description, EDGESEC_SIGNER_MAX + 1);
	key_ref_put(ref);
	return 0;
}

static int load(struct owner_key *key, const void *certificate, size_t len)
{
	struct key *ring = new_ring();
	int ret;

	if (IS_ERR(ring))
		return PTR_ERR(ring);
	ret = fill_ring(ring, certificate, len, key->name);
	if (ret)
		key_put(ring);
	else
		key->ring = ring;
	return ret;
}

static void unload(struct owner_key *key)
{
	key_put(key->ring);
	key->ring = NULL;
}

/* @ring is NULL for the keys that the kernel was built with. */
static int verify(const void *data, size_t len, const void *signature,
		  size_t signature_len, struct key *ring)
{
	return verify_pkcs7_signature(data, len, signature, signature_len, ring,
				      VERIFYING_UNSPECIFIED_SIGNATURE, NULL,
				      NULL);
}

#else

static int load(struct owner_key *key, const void *certificate, size_t len)
{
	return -EOPNOTSUPP;
}

static void unload(struct owner_key *key)
{
}

static int verify(const void *data, size_t len, const void *signature,
		  size_t signature_len, struct key *ring)
{
	return -EOPNOTSUPP;
}

#endif /* CONFIG_SYSTEM_DATA_VERIFICATION */

static bool is_known(const char *name)
{
	unsigned int i;

	for (i = 0; i < key_count; i++)
		if (!strcmp(keys[i].name, name))
			return true;
	return false;
}

static int explain(int error, struct netlink_ext_ack *extack)
{
	edgesec_compat_explain(extack,
			       error == -EOPNOTSUPP ?
			       "This kernel was built without CONFIG_SYSTEM_DATA_VERIFICATION" :
			       error == -EEXIST ?
			       "A key of this name was added already" :
			       error == -ENOSPC ?
			       "No more keys can be added" :
			       "Not an X.509 certificate in DER with a key that this kernel can use");
	return error;
}

/**
 * edgesec_keys_add - Trust the owner of a certificate
 * @certificate: X.509 in DER. It is not asked who signed it, nor until when it
 *	is valid: clocks of such hosts are not to be trusted.
 * @len: Its length.
 * @extack: Where the reason of a failure goes.
 *
 * Context: Process context, may sleep. Under the lock of the commits.
 *
 * Return: 0; -EEXIST; -ENOSPC; -EOPNOTSUPP; or what the kernel has against it.
 */
int edgesec_keys_add(const void *certificate, size_t len,
		     struct netlink_ext_ack *extack)
{
	struct owner_key *key;
	int ret;

	if (key_count == KEYS_MAX)
		return explain(-ENOSPC, extack);
	key = &keys[key_count];
	ret = load(key, certificate, len);
	if (ret)
		return explain(ret, extack);
	if (is_known(key->name)) {
		unload(key);
		return explain(-EEXIST, extack);
	}
	/* Pairs with the acquire in edgesec_keys_name(). */
	smp_store_release(&key_count, key_count + 1);
	return 0;
}

/**
 * edgesec_keys_name - What a key is called
 * @i: Its number, from 0.
 *
 * Context: Any.
 *
 * Return: Subject and identifier, valid while the module is; NULL behind the
 * last one.
 */
const char *edgesec_keys_name(unsigned int i)
{
	/* Pairs with the release in edgesec_keys_add(). */
	return i < smp_load_acquire(&key_count) ? keys[i].name : NULL;
}

/**
 * edgesec_keys_verify - Whose signature is this?
 * @data: What was signed.
 * @len: Its length.
 * @signature: PKCS#7 in DER without the data.
 * @signature_len: Its length.
 *
 * Context: Process context, may sleep. Under the lock of the commits.
 *
 * Return: What the key is called that it was made with, valid while the module
 * is; or ERR_PTR(): -ENOKEY when it is none that counts; -EOPNOTSUPP; or what
 * the kernel has against the signature.
 */
const char *edgesec_keys_verify(const void *data, size_t len,
				const void *signature, size_t signature_len)
{
	int ret, why = -ENOKEY;
	unsigned int i;

	if (!key_count) {
		ret = verify(data, len, signature, signature_len, NULL);
		return ret ? ERR_PTR(ret) : "built-in";
	}
	for (i = 0; i < key_count; i++) {
		ret = verify(data, len, signature, signature_len,
			     keys[i].ring);
		if (!ret)
			return keys[i].name;
		if (ret != -ENOKEY)
			why = ret;
	}
	return ERR_PTR(why);
}

/**
 * edgesec_keys_teardown - Trust nobody any more
 *
 * Context: Module exit.
 */
void edgesec_keys_teardown(void)
{
	while (key_count)
		unload(&keys[--key_count]);
}
