/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: allocation flags */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_GFP_H
#define SHIM_LINUX_GFP_H

#include <linux/types.h>

#define __GFP_ZERO		0x0001U
#define __GFP_NOWARN		0x0002U
#define __GFP_DIRECT_RECLAIM	0x0004U
#define __GFP_KSWAPD_RECLAIM	0x0008U
#define __GFP_HIGH		0x0010U
#define __GFP_ACCOUNT		0x0020U
#define __GFP_NORETRY		0x0040U
#define __GFP_RETRY_MAYFAIL	0x0080U
#define __GFP_NOFAIL		0x0100U
#define GFP_KERNEL		(__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)
#define GFP_KERNEL_ACCOUNT	(GFP_KERNEL | __GFP_ACCOUNT)
#define GFP_ATOMIC		(__GFP_HIGH | __GFP_KSWAPD_RECLAIM)
#define GFP_NOWAIT		__GFP_KSWAPD_RECLAIM

static inline bool gfpflags_allow_blocking(gfp_t gfp)
{
	return gfp & __GFP_DIRECT_RECLAIM;
}

#endif /* SHIM_LINUX_GFP_H */
