/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - The text of one record: key=value, safe against hostile names
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_RECORD_H
#define EDGESEC_RECORD_H

#include <linux/compiler.h>
#include <linux/types.h>

/*
 * The kernel log cuts a message after 1024 bytes less at most 48 of prefix
 * (kernel/printk/printk.c, LOG_LINE_MAX); "edgesec: " comes before the text.
 */
#define EDGESEC_RECORD_SIZE	960

/* Encoded bytes of one untrusted string. Two of them fit, and all else. */
#define EDGESEC_RECORD_STRING	216

/**
 * struct edgesec_record - A record under construction
 * @sequence: Number of the event.
 * @len: Bytes in @text, without the NUL byte that always follows them.
 * @text: What is complete so far.
 */
struct edgesec_record {
	u64 sequence;
	size_t len;
	char text[EDGESEC_RECORD_SIZE];
};

__printf(2, 3)
void edgesec_record_add(struct edgesec_record *record, const char *fmt, ...);
void edgesec_record_add_string(struct edgesec_record *record, const char *key,
			       const char *string, size_t len);

#endif /* EDGESEC_RECORD_H */
