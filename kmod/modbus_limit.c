// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - How often a client may ask
 * Copyright (C) 2026 The edgesec authors
 *
 * A token bucket, kept as a time: each request moves the time until which a
 * client has paid on by the price of a request, and passes if that time is not
 * more than the credit ahead of now. That takes no division and no timer, and
 * a bucket that is full again is one whose time has passed: it says nothing any
 * more. So accounts need not be freed. Whoever comes takes the place of an
 * account that says nothing, and memory is bounded by the number of clients
 * that are ahead at the same moment, not by that of all clients.
 *
 * Accounts belong to a client, not to its connections: opening another one
 * gains nothing. A packet that is judged in several namespaces on its way has
 * an account in each. When all places of a set are taken by clients that are
 * ahead, another client waits: it is denied, as if it had used up its own. The
 * place of a client depends on a secret, so nobody can choose whose set to
 * fill.
 */

#include "modbus_impl.h"
#include "modbus_limit.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/string.h>

#define NSEC	1000000000ULL

/**
 * edgesec_modbus_limiter_alloc - Begin the rates of a grant
 *
 * Context: process.
 *
 * Return: Without any rate, owned by the caller, or NULL without memory.
 */
struct edgesec_modbus_limiter *edgesec_modbus_limiter_alloc(void)
{
	struct edgesec_modbus_limiter *limiter;

	limiter = kvzalloc(sizeof(*limiter), GFP_KERNEL_ACCOUNT);
	if (!limiter)
		return NULL;
	spin_lock_init(&limiter->lock);
	get_random_bytes(&limiter->key, sizeof(limiter->key));
	return limiter;
}

/**
 * edgesec_modbus_limiter_free - Free rates that no packet is held against
 * @limiter: May be NULL.
 */
void edgesec_modbus_limiter_free(struct edgesec_modbus_limiter *limiter)
{
	kvfree(limiter);
}

/**
 * edgesec_modbus_limiter_set - Set a rate
 * @limiter: Not yet in use.
 * @rated: Which requests it counts.
 * @rate: Count, seconds and burst.
 *
 * Return: 0, -EINVAL if a number is out of range, -EEXIST if there is one.
 */
int edgesec_modbus_limiter_set(struct edgesec_modbus_limiter *limiter,
			       enum edgesec_modbus_rated rated,
			       const struct edgesec_modbus_rate *rate)
{
	struct edgesec_modbus_rate *to = &limiter->rate[rated];

	if (!rate->count || rate->count > EDGESEC_MODBUS_RATE_MAX ||
	    !rate->burst || rate->burst > EDGESEC_MODBUS_RATE_MAX ||
	    !rate->seconds || rate->seconds > 3600)
		return -EINVAL;
	if (to->count)
		return -EEXIST;
	*to = *rate;
	to->interval = div_u64(NSEC * rate->seconds, rate->count);
	to->credit = (rate->burst - 1) * to->interval;
	return 0;
}

static bool says_nothing(const struct edgesec_modbus_account *account, u64 now)
{
	u32 i;

	for (i = 0; i < EDGESEC_MODBUS_RATES; i++)
		if (account->paid[i] > now)
			return false;
	return true;
}

static bool is_of(const struct edgesec_modbus_account *account,
		  const struct edgesec_modbus_client *client)
{
	return account->net == client->net &&
	       account->family == client->family &&
	       !memcmp(&account->address, client->address,
		       sizeof(account->address));
}

static u32 set_of(const struct edgesec_modbus_limiter *limiter,
		  const struct edgesec_modbus_client *client)
{
	u64 hash = siphash(client->address, sizeof(*client->address),
			   &limiter->key);

	return siphash_3u64(hash, client->net, client->family, &limiter->key) %
	       EDGESEC_MODBUS_SETS;
}

/* The account of @client, perhaps a new one; NULL if it has to wait. */
static struct edgesec_modbus_account *
find_account(struct edgesec_modbus_limiter *limiter,
	     const struct edgesec_modbus_client *client, u64 now)
{
	struct edgesec_modbus_account *account, *found = NULL;
	u32 i;

	account = limiter->account[set_of(limiter, client)];
	for (i = 0; i < EDGESEC_MODBUS_WAYS; i++, account++) {
		if (is_of(account, client))
			return account;
		if (!found && says_nothing(account, now))
			found = account;
	}
	if (!found)
		return NULL;
	memset(found, 0, sizeof(*found));
	found->net = client->net;
	found->family = client->family;
	found->address = *client->address;
	return found;
}

/* Is this request one that the rate counts? */
static bool counts(enum edgesec_modbus_rated rated, u8 code)
{
	switch (rated) {
	case EDGESEC_MODBUS_RATED_READS:
		return edgesec_modbus_code_is(code, EDGESEC_MODBUS_ACCESS_READ);
	case EDGESEC_MODBUS_RATED_WRITES:
		return edgesec_modbus_code_is(code,
					      EDGESEC_MODBUS_ACCESS_WRITE);
	default:
		return true;
	}
}

/*
 * What is denied by one rate is not charged to another, and nothing is charged
 * to who @only_asks.
 */
static bool pay(const struct edgesec_modbus_limiter *limiter,
		struct edgesec_modbus_account *account, u8 code, u64 now,
		bool only_asks)
{
	u64 paid[EDGESEC_MODBUS_RATES];
	const struct edgesec_modbus_rate *rate;
	u32 i;

	for (i = 0; i < EDGESEC_MODBUS_RATES; i++) {
		rate = &limiter->rate[i];
		paid[i] = account->paid[i];
		if (!rate->count || !counts(i, code))
			continue;
		paid[i] = max(paid[i], now);
		if (paid[i] - now > rate->credit)
			return false;
		paid[i] += rate->interval;
	}
	if (!only_asks)
		memcpy(account->paid, paid, sizeof(paid));
	return true;
}

/**
 * edgesec_modbus_limiter_take - Charge a request to the account of a client
 * @limiter: The rates.
 * @client: Who asks.
 * @code: Function code of the request.
 * @now: Nanoseconds of ktime_get_ns().
 *
 * Context: any but hard interrupt.
 *
 * Return: false if it comes too early.
 */
bool edgesec_modbus_limiter_take(struct edgesec_modbus_limiter *limiter,
				 const struct edgesec_modbus_client *client,
				 u8 code, u64 now)
{
	struct edgesec_modbus_account *account;
	bool passes;

	spin_lock_bh(&limiter->lock);
	account = find_account(limiter, client, now);
	passes = account && pay(limiter, account, code, now,
				client->only_asks);
	spin_unlock_bh(&limiter->lock);
	return passes;
}
