/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What fills in Modbus attributes shares
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_FILL_IMPL_H
#define EDGESEC_FILL_IMPL_H

#include <linux/types.h>

#include "uapi/edgesec.h"

struct edgesec_modbus_grant;
struct edgesec_modbus_prefix;
struct edgesec_modbus_rate;
struct sk_buff;

/* fill_modbus.c */
int edgesec_fill_pair(struct sk_buff *skb, int type, u32 first, u32 second);
int edgesec_fill_bits(struct sk_buff *skb, int type, const unsigned long *bits,
		      unsigned int size);
int edgesec_fill_prefixes(struct sk_buff *skb, int type,
			  const struct edgesec_modbus_prefix *prefix,
			  u32 count);

/* fill_grant.c */
int edgesec_fill_rate(struct sk_buff *skb, int type, u32 rated,
		      const struct edgesec_modbus_rate *rate);
int edgesec_fill_grant(struct sk_buff *skb,
		       const struct edgesec_modbus_grant *grant);

#endif /* EDGESEC_FILL_IMPL_H */
