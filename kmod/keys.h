/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Whose signatures count
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_KEYS_H
#define EDGESEC_KEYS_H

#include <linux/types.h>

struct netlink_ext_ack;

int edgesec_keys_add(const void *certificate, size_t len,
		     struct netlink_ext_ack *extack);
const char *edgesec_keys_name(unsigned int i);
const char *edgesec_keys_verify(const void *data, size_t len,
				const void *signature, size_t signature_len);
void edgesec_keys_teardown(void);

#endif /* EDGESEC_KEYS_H */
