/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - How often a client may ask
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_MODBUS_LIMIT_H
#define EDGESEC_MODBUS_LIMIT_H

#include <linux/bits.h>
#include <linux/siphash.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "modbus.h"

#define EDGESEC_MODBUS_RATES	(EDGESEC_MODBUS_RATED_WRITES + 1)
#define EDGESEC_MODBUS_RATE_MAX	1000000
#define EDGESEC_MODBUS_SETS	64	/* a power of two */
#define EDGESEC_MODBUS_WAYS	4

/**
 * struct edgesec_modbus_rate - A rate
 * @count: Requests, in the long run; 0: there is no rate.
 * @seconds: In how long a time.
 * @burst: How many at once after a silence.
 * @interval: Nanoseconds that a request costs.
 * @credit: Nanoseconds that a client may be ahead of its rate.
 */
struct edgesec_modbus_rate {
	u32 count;
	u32 seconds;
	u32 burst;
	u64 interval;
	u64 credit;
};

/**
 * struct edgesec_modbus_account - What one client has used up
 * @net: Cookie of the network namespace where it was judged; 0: nobody's.
 * @family: AF_INET or AF_INET6.
 * @address: Of the client.
 * @paid: For each rate: until when its requests are paid for, in nanoseconds
 *	of ktime_get_ns().
 *
 * All under the lock of the limiter.
 */
struct edgesec_modbus_account {
	u64 net;
	u8 family;
	union nf_inet_addr address;
	u64 paid[EDGESEC_MODBUS_RATES];
};

/**
 * struct edgesec_modbus_limiter - The rates of a grant, and who used them up
 * @rate: Immutable once the grant is added to a server.
 * @lock: Guards @account. Taken with BH off; nests inside that of a flow.
 * @key: Secret for the places in @account.
 * @account: By hash of the client.
 */
struct edgesec_modbus_limiter {
	struct edgesec_modbus_rate rate[EDGESEC_MODBUS_RATES];
	spinlock_t lock;
	siphash_key_t key;
	struct edgesec_modbus_account account[EDGESEC_MODBUS_SETS]
					     [EDGESEC_MODBUS_WAYS];
};

struct edgesec_modbus_limiter *edgesec_modbus_limiter_alloc(void);
void edgesec_modbus_limiter_free(struct edgesec_modbus_limiter *limiter);
int edgesec_modbus_limiter_set(struct edgesec_modbus_limiter *limiter,
			       enum edgesec_modbus_rated rated,
			       const struct edgesec_modbus_rate *rate);
bool edgesec_modbus_limiter_take(struct edgesec_modbus_limiter *limiter,
				 const struct edgesec_modbus_client *client,
				 u8 code, u64 now);

#endif /* EDGESEC_MODBUS_LIMIT_H */
