/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Modbus/TCP requests and the servers that may receive them
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_MODBUS_H
#define EDGESEC_MODBUS_H

#include <linux/bitmap.h>
#include <linux/netfilter.h>
#include <linux/types.h>

#include "uapi/edgesec.h"

/* The MBAP header, and with it the function code. */
#define EDGESEC_MODBUS_HEADER	7
#define EDGESEC_MODBUS_PEEK	8
#define EDGESEC_MODBUS_EXCEPTION	9	/* bytes of an exception response */
/* All that a record tells of a request stands in as many bytes. */
#define EDGESEC_MODBUS_DETAIL	19
/* 260 by the standard; UMAS uses one byte more and is framed by MBAP. */
#define EDGESEC_MODBUS_ADU_MAX	261

#define EDGESEC_MODBUS_UNITS	256
#define EDGESEC_MODBUS_CODES	128

/**
 * enum edgesec_modbus_fault - What is wrong with a request
 * @EDGESEC_MODBUS_FINE: Nothing.
 * @EDGESEC_MODBUS_ALIGNMENT: It does not end in the segment that begins it.
 * @EDGESEC_MODBUS_PROTOCOL_ID: The protocol identifier is not 0.
 * @EDGESEC_MODBUS_MBAP_LENGTH: The MBAP length is out of range.
 * @EDGESEC_MODBUS_LENGTH: The MBAP length is not the one that function code
 *	and byte count imply.
 * @EDGESEC_MODBUS_CLIENT: The client is not listed.
 * @EDGESEC_MODBUS_UNIT: The unit identifier is not listed.
 * @EDGESEC_MODBUS_FUNCTION: The function code is not listed, or is none.
 * @EDGESEC_MODBUS_SUB_FUNCTION: Not listed, reserved, or an MEI type without
 *	an implied length.
 * @EDGESEC_MODBUS_QUANTITY: Outside the limits of the standard.
 * @EDGESEC_MODBUS_BYTE_COUNT: Not the one that the quantity implies.
 * @EDGESEC_MODBUS_ADDRESS: Address plus quantity beyond 65536.
 * @EDGESEC_MODBUS_VALUE: A value the standard does not define.
 * @EDGESEC_MODBUS_FILE_RECORD: Sub-requests of a file access do not add up.
 * @EDGESEC_MODBUS_READ_RANGE: Some of what it reads is not listed.
 * @EDGESEC_MODBUS_WRITE_RANGE: Some of what it writes is not listed.
 * @EDGESEC_MODBUS_QUANTITY_LIMIT: More at once than the policy allows.
 * @EDGESEC_MODBUS_VALUE_LIMIT: A value that the policy does not allow, or a
 *	mask that could make one.
 * @EDGESEC_MODBUS_IN_FLIGHT: Too many of its connection wait for an answer.
 * @EDGESEC_MODBUS_RATE_LIMIT: More often than the policy allows.
 */
enum edgesec_modbus_fault {
	EDGESEC_MODBUS_FINE,
	EDGESEC_MODBUS_ALIGNMENT,
	EDGESEC_MODBUS_PROTOCOL_ID,
	EDGESEC_MODBUS_MBAP_LENGTH,
	EDGESEC_MODBUS_LENGTH,
	EDGESEC_MODBUS_CLIENT,
	EDGESEC_MODBUS_UNIT,
	EDGESEC_MODBUS_FUNCTION,
	EDGESEC_MODBUS_SUB_FUNCTION,
	EDGESEC_MODBUS_QUANTITY,
	EDGESEC_MODBUS_BYTE_COUNT,
	EDGESEC_MODBUS_ADDRESS,
	EDGESEC_MODBUS_VALUE,
	EDGESEC_MODBUS_FILE_RECORD,
	EDGESEC_MODBUS_READ_RANGE,
	EDGESEC_MODBUS_WRITE_RANGE,
	EDGESEC_MODBUS_QUANTITY_LIMIT,
	EDGESEC_MODBUS_VALUE_LIMIT,
	EDGESEC_MODBUS_IN_FLIGHT,
	EDGESEC_MODBUS_RATE_LIMIT,
	EDGESEC_MODBUS_FAULTS
};

/**
 * struct edgesec_modbus_request - What identifies a request in a record
 * @transaction: Transaction identifier, host byte order.
 * @unit: Unit identifier.
 * @function: Function code.
 */
struct edgesec_modbus_request {
	u16 transaction;
	u8 unit;
	u8 function;
};

/**
 * struct edgesec_modbus_detail - What a request asks for, for a record
 * @has_read: The next two are valid.
 * @read_first: First address that it reads.
 * @read_quantity: How many it reads.
 * @has_write: The next two are valid.
 * @write_first: First address that it writes.
 * @write_quantity: How many it writes.
 * @has_value: @value is valid.
 * @value: What it writes first; of a coil 0 or 1, of a mask the bits it sets.
 * @has_mask: @mask is valid.
 * @mask: Of a mask write the bits that stay.
 * @has_sub: @sub is valid.
 * @sub: Sub-function.
 */
struct edgesec_modbus_detail {
	bool has_read;
	u16 read_first;
	u16 read_quantity;
	bool has_write;
	u16 write_first;
	u16 write_quantity;
	bool has_value;
	u16 value;
	bool has_mask;
	u16 mask;
	bool has_sub;
	u16 sub;
};

/**
 * struct edgesec_modbus_prefix - A set of addresses
 * @family: AF_INET or AF_INET6.
 * @length: Leading bits that count.
 * @address: The other bits are 0.
 */
struct edgesec_modbus_prefix {
	u8 family;
	u8 length;
	union nf_inet_addr address;
};

/**
 * struct edgesec_modbus_client - Who sends a request, as far as rules ask
 * @net: Cookie of the network namespace where it is judged.
 * @family: AF_INET or AF_INET6.
 * @address: Unused bytes are 0.
 * @only_asks: Nothing is charged to it.
 */
struct edgesec_modbus_client {
	u64 net;
	u8 family;
	const union nf_inet_addr *address;
	bool only_asks;
};

struct edgesec_modbus_grant;
struct edgesec_modbus_limiter;
struct edgesec_modbus_seen;

struct edgesec_modbus_ports {
	u16 first;
	u16 last;
};

/**
 * struct edgesec_modbus_server - Who may ask what of one server
 * @name: From the policy file; names the rule in records.
 * @mode: What a denial leads to.
 * @learns: Requests that it would deny are remembered, not recorded; only in
 *	audit mode.
 * @on_deny: What the client of a denied request sees.
 * @index: Position in the policy file, from 0; set when it is added.
 * @address_count: Length of @address; 0 means everywhere.
 * @address: Where the server is.
 * @port_count: Length of @port; at least 1 once it is added.
 * @port: TCP ports it listens on.
 * @client_count: Length of @client; 0 means everybody.
 * @client: Who may send requests.
 * @units_limited: @unit counts; otherwise every unit may be addressed.
 * @unit: Unit identifiers that may be addressed.
 * @in_flight: How many requests of a connection may wait for an answer; 0: as
 *	many as can be remembered.
 * @segments: How requests may stand in the client's segments.
 * @responses: What becomes of answers that no request waits for.
 * @exceptions: How many exception responses each client may be sent; NULL: as
 *	many as it likes. Owned.
 * @has_functions: @implied and @mbap count.
 * @implied: Function codes that pass with the length that they imply.
 * @mbap: Function codes that pass with the length of the MBAP header.
 * @grant_count: Length of @grant.
 * @grant: What passes besides; owned.
 *
 * Built by one writer with the edgesec_modbus_server_*() functions, immutable
 * once edgesec_modbus_rules_add() has taken it.
 */
struct edgesec_modbus_server {
	char name[EDGESEC_NAME_MAX + 1];
	enum edgesec_mode mode;
	bool learns;
	enum edgesec_on_deny on_deny;
	u32 index;
	u32 address_count;
	struct edgesec_modbus_prefix *address;
	u32 port_count;
	struct edgesec_modbus_ports *port;
	u32 client_count;
	struct edgesec_modbus_prefix *client;
	bool units_limited;
	DECLARE_BITMAP(unit, EDGESEC_MODBUS_UNITS);
	u32 in_flight;
	enum edgesec_segments segments;
	enum edgesec_responses responses;
	struct edgesec_modbus_limiter *exceptions;
	bool has_functions;
	DECLARE_BITMAP(implied, EDGESEC_MODBUS_CODES);
	DECLARE_BITMAP(mbap, EDGESEC_MODBUS_CODES);
	u32 grant_count;
	struct edgesec_modbus_grant **grant;
};

struct edgesec_modbus_index;

/**
 * struct edgesec_modbus_rules - All servers of one generation
 * @serial: Counts what has come into force since the module was loaded.
 * @trusted: A connection whose data was last judged by rules with a lower serial
 *	may have sent data since that no rules have judged.
 * @count: Length of @server.
 * @server: In the order of the policy file; owns them.
 * @judged: How many of them are not disabled.
 * @enforced: How many of them enforce.
 * @index: From address and port to server; NULL while @count is 0.
 * @seen: Where those that learn remember requests; NULL where none does.
 *
 * Private to one writer until its generation is published, immutable after;
 * but @serial and @trusted are written each time it comes into force.
 */
struct edgesec_modbus_rules {
	u32 serial;
	u32 trusted;
	u32 count;
	struct edgesec_modbus_server **server;
	u32 judged;
	u32 enforced;
	struct edgesec_modbus_index *index;
	struct edgesec_modbus_seen *seen;
};

/* modbus.c */
const char *edgesec_modbus_fault_name(enum edgesec_modbus_fault fault,
				      bool reset_instead);
u8 edgesec_modbus_fault_exception(enum edgesec_modbus_fault fault);
bool edgesec_modbus_code_implies_length(u8 code);
enum edgesec_modbus_fault edgesec_modbus_request_frame(const u8 *head,
						       u32 avail, u32 *size);
void edgesec_modbus_request_parse(const u8 *adu,
				  struct edgesec_modbus_request *request);
void edgesec_modbus_exception_build(const struct edgesec_modbus_request *request,
				    u8 code, u8 *adu);
enum edgesec_modbus_fault
edgesec_modbus_request_check(const u8 *adu, u32 size,
			     const struct edgesec_modbus_server *server,
			     const struct edgesec_modbus_client *client);

/* modbus_parts.c */
const char *edgesec_modbus_function_name(u8 code);
void edgesec_modbus_request_detail(const u8 *adu, u32 avail,
				   struct edgesec_modbus_detail *detail);

/* modbus_rules.c */
struct edgesec_modbus_server *edgesec_modbus_server_alloc(const char *name);
void edgesec_modbus_server_free(struct edgesec_modbus_server *server);
int edgesec_modbus_server_add_address(struct edgesec_modbus_server *server,
				      const struct edgesec_modbus_prefix *prefix);
int edgesec_modbus_server_add_client(struct edgesec_modbus_server *server,
				     const struct edgesec_modbus_prefix *prefix);
int edgesec_modbus_server_add_ports(struct edgesec_modbus_server *server,
				    u32 first, u32 last);
int edgesec_modbus_server_add_units(struct edgesec_modbus_server *server,
				    u32 first, u32 last);
int edgesec_modbus_server_add_function(struct edgesec_modbus_server *server,
				       u32 code, enum edgesec_framing framing);
bool edgesec_modbus_server_admits(const struct edgesec_modbus_server *server,
				  const struct edgesec_modbus_client *client);

int edgesec_modbus_rules_init(struct edgesec_modbus_rules *rules);
bool edgesec_modbus_rules_follow(struct edgesec_modbus_rules *rules,
				 const struct edgesec_modbus_rules *before);
void edgesec_modbus_rules_free(struct edgesec_modbus_rules *rules);
int edgesec_modbus_rules_add(struct edgesec_modbus_rules *rules,
			     struct edgesec_modbus_server *server);
void edgesec_modbus_rules_inherit(struct edgesec_modbus_rules *rules,
				  const struct edgesec_modbus_rules *from);
const struct edgesec_modbus_server *
edgesec_modbus_server_at(const struct edgesec_modbus_rules *rules, u32 index);
bool edgesec_modbus_rules_empty(const struct edgesec_modbus_rules *rules);
bool edgesec_modbus_rules_port(const struct edgesec_modbus_rules *rules,
			       u16 port);
const struct edgesec_modbus_server *
edgesec_modbus_rules_find(const struct edgesec_modbus_rules *rules, u8 family,
			  const union nf_inet_addr *address, u16 port);

#endif /* EDGESEC_MODBUS_H */
