/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - requests and answers that tests of connections send
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SELFTESTS_MODBUS_REQUESTS_H
#define SELFTESTS_MODBUS_REQUESTS_H

/* Requests: 12, 12 and 15 bytes that pass; 8 that do not. */
#define READ	"0001 0000 0006 01 03 0000 0001 "
#define READ2	"0002 0000 0006 01 03 0000 0002 "
#define WRITE	"0003 0000 0009 01 10 0000 0001 02 abcd "
#define REPORT	"0004 0000 0002 01 11 "
/* Answers. */
#define ANSWER	"0001 0000 0005 01 03 02 1234 "
#define ANSWER2	"0002 0000 0007 01 03 04 1234 5678 "

#define ENFORCE	EDGESEC_MODE_ENFORCE
#define AUDIT	EDGESEC_MODE_AUDIT

#define BEGIN(mode, on_deny)						\
	sim_begin(EDGESEC_MODE_##mode, EDGESEC_ON_DENY_##on_deny)

#endif /* SELFTESTS_MODBUS_REQUESTS_H */
