// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Sets of addresses
 * Copyright (C) 2026 The edgesec authors
 */

#include "modbus_impl.h"

#include <linux/errno.h>
#include <linux/socket.h>
#include <linux/string.h>

static u32 address_bits(u8 family)
{
	return family == AF_INET ? 32 : 128;
}

/**
 * edgesec_modbus_prefix_mask - Copy the bits of an address that count
 * @to: The first @length bits of @from; the others are 0.
 * @from: Address in network order, as long as @length demands.
 * @length: At most 128.
 */
void edgesec_modbus_prefix_mask(union nf_inet_addr *to, const void *from,
				u32 length)
{
	u32 bytes = length / 8;

	memset(to, 0, sizeof(*to));
	memcpy(to, from, bytes);
	if (length % 8)
		((u8 *)to)[bytes] = ((const u8 *)from)[bytes] &
				    (u8)(0xff << (8 - length % 8));
}

/**
 * edgesec_modbus_prefix_add - Add a prefix to an array of them
 * @array: May move.
 * @count: Its length.
 * @prefix: Copied; bits beyond its length are ignored.
 *
 * Return: 0, -EAFNOSUPPORT, -EINVAL if the length exceeds the address, -ENOMEM.
 */
int edgesec_modbus_prefix_add(struct edgesec_modbus_prefix **array, u32 *count,
			      const struct edgesec_modbus_prefix *prefix)
{
	struct edgesec_modbus_prefix *grown;

	if (prefix->family != AF_INET && prefix->family != AF_INET6)
		return -EAFNOSUPPORT;
	if (prefix->length > address_bits(prefix->family))
		return -EINVAL;
	grown = edgesec_modbus_grow(*array, *count, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	*array = grown;
	grown += (*count)++;
	grown->family = prefix->family;
	grown->length = prefix->length;
	edgesec_modbus_prefix_mask(&grown->address, &prefix->address,
				   prefix->length);
	return 0;
}

static bool covers(const struct edgesec_modbus_prefix *prefix,
		   const struct edgesec_modbus_client *client)
{
	union nf_inet_addr masked;

	if (prefix->family != client->family)
		return false;
	edgesec_modbus_prefix_mask(&masked, client->address, prefix->length);
	return !memcmp(&masked, &prefix->address, sizeof(masked));
}

/**
 * edgesec_modbus_prefixes_cover - Is an address in a set
 * @array: The set.
 * @count: Its length.
 * @client: The address.
 *
 * Context: any.
 *
 * Return: true if a prefix covers it, and if there is none.
 */
bool edgesec_modbus_prefixes_cover(const struct edgesec_modbus_prefix *array,
				   u32 count,
				   const struct edgesec_modbus_client *client)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (covers(&array[i], client))
			return true;
	return !count;
}
