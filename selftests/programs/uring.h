/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Test helper: socket calls by io_uring instead of system calls
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef URING_H
#define URING_H

#include <sys/socket.h>

/* As their namesakes; -1 with ENOSYS or EINVAL where the kernel has none. */
int uring_bind(int fd, const struct sockaddr *address, socklen_t len);
int uring_listen(int fd, int backlog);
int uring_connect(int fd, const struct sockaddr *address, socklen_t len);
ssize_t uring_sendmsg(int fd, const struct msghdr *msg, int flags);

#endif /* URING_H */
