// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - tests of kmod/modbus_limit.c: rates of clients
 * Copyright (C) 2026 The edgesec authors
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "modbus_grant.h"
#include "shim.h"

#define ALL	EDGESEC_MODBUS_RATED_ALL
#define READS	EDGESEC_MODBUS_RATED_READS
#define WRITES	EDGESEC_MODBUS_RATED_WRITES
#define READ	3
#define WRITE	6
#define BOTH	23
#define NEITHER	17
#define MS	1000000ULL
#define START	(1000 * MS)

static struct edgesec_modbus_limiter *limiter;

static int set(u32 rated, u32 count, u32 seconds, u32 burst)
{
	const struct edgesec_modbus_rate rate = {
		.count = count, .seconds = seconds, .burst = burst,
	};

	return edgesec_modbus_limiter_set(limiter, rated, &rate);
}

static void begin(u32 rated, u32 count, u32 seconds, u32 burst)
{
	limiter = edgesec_modbus_limiter_alloc();
	CHECK(limiter && !set(rated, count, seconds, burst));
}

static void end(void)
{
	edgesec_modbus_limiter_free(limiter);
}

static bool take_as(u64 net, u32 from, u8 code, u64 now)
{
	const union nf_inet_addr address = { .ip = htonl(from) };
	const struct edgesec_modbus_client client = { net, AF_INET, &address };

	return edgesec_modbus_limiter_take(limiter, &client, code, now);
}

static bool take(u8 code, u64 now)
{
	return take_as(1, 0x0a000001, code, now);
}

static u32 take_many(u32 times, u64 now)
{
	u32 passed = 0;

	while (times--)
		passed += take(READ, now);
	return passed;
}

static void test_burst_and_rate(void)
{
	begin(ALL, 10, 1, 5);
	CHECK(take_many(20, START) == 5);
	CHECK(take_many(20, START + 99 * MS) == 0);
	CHECK(take_many(20, START + 100 * MS) == 1);
	CHECK(take_many(20, START + 350 * MS) == 2);
	/* However long it is silent, no more than the burst. */
	CHECK(take_many(20, START + 100000 * MS) == 5);
	end();
	begin(ALL, 1, 3600, 1);
	CHECK(take_many(3, START) == 1);
	CHECK(take_many(3, START + 3599999 * MS) == 0);
	CHECK(take_many(3, START + 3600000 * MS) == 1);
	end();
}

static void test_long_run(void)
{
	u32 passed = 0;

	begin(ALL, 7, 1, 1);
	for (u32 ms = 0; ms < 100000; ms++)
		passed += take(READ, START + ms * MS);
	CHECK(passed >= 650 && passed <= 701);
	end();
}

static void test_kinds(void)
{
	begin(WRITES, 1, 1, 2);
	CHECK(!set(READS, 1, 1, 3));
	CHECK(take(WRITE, START) && take(WRITE, START));
	CHECK(!take(WRITE, START) && !take(BOTH, START));
	/* What was denied for its write is not charged as a read. */
	CHECK(take(READ, START) && take(READ, START) && take(READ, START));
	CHECK(!take(READ, START));
	CHECK(take(NEITHER, START) && take(NEITHER, START));
	CHECK(take(BOTH, START + 1000 * MS));
	CHECK(!take(WRITE, START + 1000 * MS));
	CHECK(!take(READ, START + 1000 * MS));
	end();
}

static bool would_take(u32 from, u8 code, u64 now)
{
	const union nf_inet_addr address = { .ip = htonl(from) };
	const struct edgesec_modbus_client client = {
		1, AF_INET, &address, .only_asks = true
	};

	return edgesec_modbus_limiter_take(limiter, &client, code, now);
}

static void test_asking(void)
{
	begin(ALL, 1, 1, 2);
	for (u32 i = 0; i < 9; i++)
		CHECK(would_take(0x0a000001, READ, START));
	CHECK(take_many(9, START) == 2);
	for (u32 i = 0; i < 9; i++)
		CHECK(!would_take(0x0a000001, READ, START));
	CHECK(would_take(0x0a000001, READ, START + 1000 * MS));
	CHECK(take_many(9, START + 1000 * MS) == 1);
	end();
}

static void test_clients(void)
{
	begin(ALL, 1, 1, 1);
	CHECK(take_as(1, 1, READ, START) && !take_as(1, 1, READ, START));
	CHECK(take_as(1, 2, READ, START) && !take_as(1, 2, READ, START));
	/* Judged once more in other namespaces, of which some share a set. */
	for (u64 net = 2; net < 100; net++) {
		CHECK(take_as(net, 1, READ, START));
		CHECK(!take_as(net, 1, READ, START));
	}
	end();
}

/* More clients than there are places: those that are ahead keep theirs. */
static void test_bounded(void)
{
	u32 passed = 0, again = 0;

	begin(ALL, 1, 1, 1);
	for (u32 i = 1; i <= 10000; i++)
		passed += take_as(1, i, READ, START);
	CHECK(passed == EDGESEC_MODBUS_SETS * EDGESEC_MODBUS_WAYS);
	for (u32 i = 1; i <= 10000; i++)
		again += take_as(1, i, READ, START + 999 * MS);
	CHECK(again == 0);
	for (u32 i = 1; i <= 10000; i++)
		again += take_as(1, i, READ, START + 1000 * MS);
	CHECK(again == EDGESEC_MODBUS_SETS * EDGESEC_MODBUS_WAYS);
	/* One after the other there is always room. */
	passed = 0;
	for (u32 i = 1; i <= 10000; i++)
		passed += take_as(1, i, READ, START + (1 + i) * 1000 * MS);
	CHECK(passed == 10000);
	end();
}

static void test_refused(void)
{
	begin(READS, 1000000, 3600, 1000000);
	CHECK(set(READS, 1, 1, 1) == -EEXIST);
	CHECK(set(ALL, 0, 1, 1) == -EINVAL);
	CHECK(set(ALL, 1, 0, 1) == -EINVAL);
	CHECK(set(ALL, 1, 1, 0) == -EINVAL);
	CHECK(set(ALL, 1000001, 1, 1) == -EINVAL);
	CHECK(set(ALL, 1, 3601, 1) == -EINVAL);
	CHECK(set(ALL, 1, 1, 1000001) == -EINVAL);
	CHECK(!set(ALL, 1, 3600, 1000000));
	CHECK(take(READ, START) && take(READ, START));
	end();
}

/* As a grant holds it: a request that may not pass costs nothing. */
static void test_in_a_grant(void)
{
	static const union nf_inet_addr address = { .ip = 1 };
	const struct edgesec_modbus_client client = { 1, AF_INET, &address };
	const struct edgesec_modbus_rate rate = {
		.count = 1, .seconds = 3600, .burst = 2,
	};
	static const u8 read[] = { 0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1 };
	static const u8 write[] = { 0, 1, 0, 0, 0, 6, 1, 6, 0, 0, 0, 1 };
	struct edgesec_modbus_server *server =
		edgesec_modbus_server_alloc("test");
	struct edgesec_modbus_grant *grant = edgesec_modbus_grant_alloc();

#define JUDGE(what)							\
	edgesec_modbus_request_check(what, sizeof(what), server, &client)
	edgesec_modbus_grant_add_function(grant, 3, EDGESEC_FRAMING_IMPLIED);
	shim_fail_nth(1);
	CHECK(edgesec_modbus_grant_set_rate(grant, ALL, &rate) == -ENOMEM);
	CHECK(!edgesec_modbus_grant_set_rate(grant, ALL, &rate));
	CHECK(!edgesec_modbus_server_add_grant(server, grant));
	for (u32 i = 0; i < 10; i++)
		CHECK(JUDGE(write) == EDGESEC_MODBUS_FUNCTION);
	CHECK(JUDGE(read) == EDGESEC_MODBUS_FINE);
	CHECK(JUDGE(read) == EDGESEC_MODBUS_FINE);
	CHECK(JUDGE(read) == EDGESEC_MODBUS_RATE_LIMIT);
	/* Another grant may let it pass. */
	grant = edgesec_modbus_grant_alloc();
	edgesec_modbus_grant_add_function(grant, 3, EDGESEC_FRAMING_IMPLIED);
	CHECK(!edgesec_modbus_server_add_grant(server, grant));
	CHECK(JUDGE(read) == EDGESEC_MODBUS_FINE);
#undef JUDGE
	edgesec_modbus_server_free(server);
}

static const struct tap_test tests[] = {
	{ "a burst, then the rate", test_burst_and_rate },
	{ "the rate holds in the long run", test_long_run },
	{ "reads and writes have their own rates", test_kinds },
	{ "each client has its own account", test_clients },
	{ "memory is bounded, and nobody gains by it", test_bounded },
	{ "numbers out of range are refused", test_refused },
	{ "a request that may not pass costs nothing", test_in_a_grant },
	{ "who only asks pays nothing", test_asking },
};

int main(void)
{
	return TAP_RUN(tests);
}
