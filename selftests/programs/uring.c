// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test helper: socket calls by io_uring instead of system calls
 * Copyright (C) 2026 The edgesec authors
 */
#include "uring.h"

#include <errno.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* IORING_OP_BIND and IORING_OP_LISTEN are new in Linux 6.11. */
#define OP_BIND		56
#define OP_LISTEN	57

static void *map(int ring, size_t size, off_t offset)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_POPULATE, ring, offset);
}

/* A ring for one call: its only entry is the first of everything. */
static int run(int ring, const struct io_uring_params *params,
	       const struct io_uring_sqe *sqe)
{
	char *sq = map(ring, params->sq_off.array + sizeof(uint32_t),
		       IORING_OFF_SQ_RING);
	char *cq = map(ring, params->cq_off.cqes +
			     params->cq_entries * sizeof(struct io_uring_cqe),
		       IORING_OFF_CQ_RING);
	struct io_uring_sqe *sqes = map(ring, sizeof(*sqes), IORING_OFF_SQES);

	if (sq == MAP_FAILED || cq == MAP_FAILED || sqes == MAP_FAILED)
		return -errno;
	*sqes = *sqe;
	*(uint32_t *)(sq + params->sq_off.array) = 0;
	__atomic_store_n((uint32_t *)(sq + params->sq_off.tail), 1,
			 __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS,
		    NULL, 0) < 0)
		return -errno;
	return ((struct io_uring_cqe *)(cq + params->cq_off.cqes))->res;
}

static int call(const struct io_uring_sqe *sqe)
{
	struct io_uring_params params = {};
	int ring = syscall(SYS_io_uring_setup, 1, &params);
	int result;

	if (ring < 0)
		return -1;
	result = run(ring, &params, sqe);
	close(ring);
	if (result >= 0)
		return result;
	errno = -result;
	return -1;
}

int uring_bind(int fd, const struct sockaddr *address, socklen_t len)
{
	const struct io_uring_sqe sqe = { .opcode = OP_BIND, .fd = fd,
					  .addr = (uintptr_t)address,
					  .off = len };

	return call(&sqe);
}

int uring_listen(int fd, int backlog)
{
	const struct io_uring_sqe sqe = { .opcode = OP_LISTEN, .fd = fd,
					  .len = backlog };

	return call(&sqe);
}

int uring_connect(int fd, const struct sockaddr *address, socklen_t len)
{
	const struct io_uring_sqe sqe = { .opcode = IORING_OP_CONNECT,
					  .fd = fd,
					  .addr = (uintptr_t)address,
					  .off = len };

	return call(&sqe);
}

ssize_t uring_sendmsg(int fd, const struct msghdr *msg, int flags)
{
	const struct io_uring_sqe sqe = { .opcode = IORING_OP_SENDMSG,
					  .fd = fd, .len = 1,
					  .addr = (uintptr_t)msg,
					  .msg_flags = flags };

	return call(&sqe);
}
