/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	kmod/spec/edgesec.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_EDGESEC_H
#define _UAPI_LINUX_EDGESEC_H

#define EDGESEC_FAMILY_NAME	"edgesec"
#define EDGESEC_FAMILY_VERSION	1

#define EDGESEC_ABI_VERSION	1
#define EDGESEC_NAME_MAX	63
#define EDGESEC_PATH_MAX	4095
#define EDGESEC_DIGEST_SIZE	32

/**
 * enum edgesec_mode - What a verdict of deny leads to.
 * @EDGESEC_MODE_DISABLED: The section is not judged.
 * @EDGESEC_MODE_AUDIT: A denial is recorded and the operation goes on.
 * @EDGESEC_MODE_ENFORCE: A denial is recorded and the operation fails.
 */
enum edgesec_mode {
	EDGESEC_MODE_DISABLED,
	EDGESEC_MODE_AUDIT,
	EDGESEC_MODE_ENFORCE,
};

enum edgesec_verdict {
	EDGESEC_VERDICT_ALLOW,
	EDGESEC_VERDICT_DENY,
};

/**
 * enum edgesec_identify - How a program is recognised.
 * @EDGESEC_IDENTIFY_DIGEST: By the SHA-256 of its content.
 * @EDGESEC_IDENTIFY_PATH: By file system and path in it, as resolved when the
 *   stage was filled.
 * @EDGESEC_IDENTIFY_DIRECTORY: Like path, for everything below a directory.
 * @EDGESEC_IDENTIFY_KERNEL: The kernel itself, when it starts a program
 *   (usermode helper).
 * @EDGESEC_IDENTIFY_FSVERITY: By its fs-verity digest, a SHA-256. EOPNOTSUPP
 *   where the kernel does not tell modules such digests.
 */
enum edgesec_identify {
	EDGESEC_IDENTIFY_DIGEST,
	EDGESEC_IDENTIFY_PATH,
	EDGESEC_IDENTIFY_DIRECTORY,
	EDGESEC_IDENTIFY_KERNEL,
	EDGESEC_IDENTIFY_FSVERITY,
};

/**
 * enum edgesec_role - What a listed program may do.
 * @EDGESEC_ROLE_RUN: It may be executed.
 * @EDGESEC_ROLE_START_SCRIPTS: It may execve() a file that starts with "#!",
 *   or an interpreter.
 * @EDGESEC_ROLE_MAP: Its content may be mapped as code, as that of libraries
 *   is.
 * @EDGESEC_ROLE_INTERPRET: An interpreter may read its content as a program.
 * @EDGESEC_ROLE_READ_AS_DATA: An interpreter may read it, by promise not as a
 *   program.
 * @EDGESEC_ROLE_INTERPRETER: It executes what it reads.
 * @EDGESEC_ROLE_MAKE_CODE: It may make memory executable that no listed file
 *   is the content of.
 * @EDGESEC_ROLE_LOAD: The kernel may load it as a module, firmware or kexec
 *   image; with identify kernel: it may load what comes without a file.
 * @EDGESEC_ROLE_TRACE: It may read and write other processes as a debugger
 *   does.
 */
enum edgesec_role {
	EDGESEC_ROLE_RUN = 1,
	EDGESEC_ROLE_START_SCRIPTS = 2,
	EDGESEC_ROLE_MAP = 4,
	EDGESEC_ROLE_INTERPRET = 8,
	EDGESEC_ROLE_READ_AS_DATA = 16,
	EDGESEC_ROLE_INTERPRETER = 32,
	EDGESEC_ROLE_MAKE_CODE = 64,
	EDGESEC_ROLE_LOAD = 128,
	EDGESEC_ROLE_TRACE = 256,
};

/**
 * enum edgesec_scope - Whose sockets a port rule judges.
 * @EDGESEC_SCOPE_HOST: Sockets of the initial network namespace.
 * @EDGESEC_SCOPE_CONTAINER: Sockets of every other network namespace.
 * @EDGESEC_SCOPE_NETNS: Sockets of one network namespace, named by a mount of
 *   it.
 * @EDGESEC_SCOPE_CGROUP: Sockets made in a cgroup (version 2) or below it.
 */
enum edgesec_scope {
	EDGESEC_SCOPE_HOST,
	EDGESEC_SCOPE_CONTAINER,
	EDGESEC_SCOPE_NETNS,
	EDGESEC_SCOPE_CGROUP,
};

/**
 * enum edgesec_protocol
 * @EDGESEC_PROTOCOL_TCP: TCP, and MPTCP, which speaks it.
 * @EDGESEC_PROTOCOL_UDP: UDP, and UDP-Lite.
 * @EDGESEC_PROTOCOL_RAW: Raw sockets of IPv4 and IPv6; they have no ports.
 * @EDGESEC_PROTOCOL_PACKET: AF_PACKET and AF_XDP; they have no ports.
 * @EDGESEC_PROTOCOL_VSOCK: Sockets between virtual machines; ports have 32
 *   bits.
 */
enum edgesec_protocol {
	EDGESEC_PROTOCOL_TCP,
	EDGESEC_PROTOCOL_UDP,
	EDGESEC_PROTOCOL_SCTP,
	EDGESEC_PROTOCOL_DCCP,
	EDGESEC_PROTOCOL_RAW,
	EDGESEC_PROTOCOL_PACKET,
	EDGESEC_PROTOCOL_VSOCK,
};

/**
 * enum edgesec_direction - What is asked of a port.
 * @EDGESEC_DIRECTION_BIND: Take it, by its number.
 * @EDGESEC_DIRECTION_LISTEN: Take connections there.
 * @EDGESEC_DIRECTION_CONNECT: Open a connection to it; MSG_FASTOPEN does.
 * @EDGESEC_DIRECTION_SEND: Send datagrams to it. As a connected socket sends
 *   without naming a port, connecting a datagram socket is asked too.
 * @EDGESEC_DIRECTION_CREATE: Make a socket that has no ports.
 */
enum edgesec_direction {
	EDGESEC_DIRECTION_BIND = 1,
	EDGESEC_DIRECTION_LISTEN = 2,
	EDGESEC_DIRECTION_CONNECT = 4,
	EDGESEC_DIRECTION_SEND = 8,
	EDGESEC_DIRECTION_CREATE = 16,
};

/**
 * enum edgesec_framing - How the length of a Modbus request is checked.
 * @EDGESEC_FRAMING_IMPLIED: The MBAP length must be the one that the function
 *   code implies.
 * @EDGESEC_FRAMING_MBAP: The MBAP length is trusted; for codes whose length
 *   nothing implies.
 */
enum edgesec_framing {
	EDGESEC_FRAMING_IMPLIED,
	EDGESEC_FRAMING_MBAP,
};

/**
 * enum edgesec_on_deny - What the client of a denied Modbus request sees.
 * @EDGESEC_ON_DENY_DROP: Nothing; its TCP repeats the segment until it gives
 *   up.
 * @EDGESEC_ON_DENY_RESET: A reset connection, at both ends.
 * @EDGESEC_ON_DENY_EXCEPTION: A Modbus exception response, then a closed
 *   connection.
 */
enum edgesec_on_deny {
	EDGESEC_ON_DENY_DROP,
	EDGESEC_ON_DENY_RESET,
	EDGESEC_ON_DENY_EXCEPTION,
};

enum {
	EDGESEC_A_PROGRAM_IDENTIFY = 1,
	EDGESEC_A_PROGRAM_ROLE,
	EDGESEC_A_PROGRAM_DIGEST,
	EDGESEC_A_PROGRAM_PATH,

	__EDGESEC_A_PROGRAM_MAX,
	EDGESEC_A_PROGRAM_MAX = (__EDGESEC_A_PROGRAM_MAX - 1)
};

enum {
	EDGESEC_A_PORT_RANGE_FIRST = 1,
	EDGESEC_A_PORT_RANGE_LAST,

	__EDGESEC_A_PORT_RANGE_MAX,
	EDGESEC_A_PORT_RANGE_MAX = (__EDGESEC_A_PORT_RANGE_MAX - 1)
};

enum {
	EDGESEC_A_PORT_PROGRAM_PORT = 1,
	EDGESEC_A_PORT_PROGRAM_PROGRAM,

	__EDGESEC_A_PORT_PROGRAM_MAX,
	EDGESEC_A_PORT_PROGRAM_MAX = (__EDGESEC_A_PORT_PROGRAM_MAX - 1)
};

enum {
	EDGESEC_A_PORT_SCOPE = 1,
	EDGESEC_A_PORT_PROTOCOL,
	EDGESEC_A_PORT_BIND,
	EDGESEC_A_PORT_DEFAULT,
	EDGESEC_A_PORT_MODE,
	EDGESEC_A_PORT_DIRECTIONS,
	EDGESEC_A_PORT_LISTEN,
	EDGESEC_A_PORT_CONNECT,
	EDGESEC_A_PORT_SEND,
	EDGESEC_A_PORT_PATH,
	EDGESEC_A_PORT_PROGRAM,

	__EDGESEC_A_PORT_MAX,
	EDGESEC_A_PORT_MAX = (__EDGESEC_A_PORT_MAX - 1)
};

enum {
	EDGESEC_A_PREFIX_ADDRESS = 1,
	EDGESEC_A_PREFIX_LENGTH,

	__EDGESEC_A_PREFIX_MAX,
	EDGESEC_A_PREFIX_MAX = (__EDGESEC_A_PREFIX_MAX - 1)
};

enum {
	EDGESEC_A_UNIT_RANGE_FIRST = 1,
	EDGESEC_A_UNIT_RANGE_LAST,

	__EDGESEC_A_UNIT_RANGE_MAX,
	EDGESEC_A_UNIT_RANGE_MAX = (__EDGESEC_A_UNIT_RANGE_MAX - 1)
};

enum {
	EDGESEC_A_FUNCTION_CODE = 1,
	EDGESEC_A_FUNCTION_FRAMING,

	__EDGESEC_A_FUNCTION_MAX,
	EDGESEC_A_FUNCTION_MAX = (__EDGESEC_A_FUNCTION_MAX - 1)
};

enum {
	EDGESEC_A_MODBUS_SERVER_NAME = 1,
	EDGESEC_A_MODBUS_SERVER_ADDRESS,
	EDGESEC_A_MODBUS_SERVER_PORT,
	EDGESEC_A_MODBUS_SERVER_UNIT,
	EDGESEC_A_MODBUS_SERVER_CLIENT,
	EDGESEC_A_MODBUS_SERVER_FUNCTION,
	EDGESEC_A_MODBUS_SERVER_ON_DENY,
	EDGESEC_A_MODBUS_SERVER_MODE,

	__EDGESEC_A_MODBUS_SERVER_MAX,
	EDGESEC_A_MODBUS_SERVER_MAX = (__EDGESEC_A_MODBUS_SERVER_MAX - 1)
};

enum {
	EDGESEC_A_COUNTER_PAD = 1,
	EDGESEC_A_COUNTER_NAME,
	EDGESEC_A_COUNTER_VALUE,

	__EDGESEC_A_COUNTER_MAX,
	EDGESEC_A_COUNTER_MAX = (__EDGESEC_A_COUNTER_MAX - 1)
};

enum {
	EDGESEC_A_HOOK_NAME = 1,
	EDGESEC_A_HOOK_ATTACHED,
	EDGESEC_A_HOOK_LIVE,
	EDGESEC_A_HOOK_SYMBOL,

	__EDGESEC_A_HOOK_MAX,
	EDGESEC_A_HOOK_MAX = (__EDGESEC_A_HOOK_MAX - 1)
};

enum {
	EDGESEC_A_TABLE_PAD = 1,
	EDGESEC_A_TABLE_NAME,
	EDGESEC_A_TABLE_ENTRIES,
	EDGESEC_A_TABLE_BUCKETS,
	EDGESEC_A_TABLE_OVERFLOW_LINES,
	EDGESEC_A_TABLE_BYTES,
	EDGESEC_A_TABLE_LONGEST_CHAIN,
	EDGESEC_A_TABLE_REHASH_PERCENT,
	EDGESEC_A_TABLE_REHASHES,
	EDGESEC_A_TABLE_RESEEDS,
	EDGESEC_A_TABLE_LONG_CHAINS,
	EDGESEC_A_TABLE_MAX_ENTRIES,
	EDGESEC_A_TABLE_MAX_BYTES,

	__EDGESEC_A_TABLE_MAX,
	EDGESEC_A_TABLE_MAX = (__EDGESEC_A_TABLE_MAX - 1)
};

enum {
	EDGESEC_A_HEAD_PAD = 1,
	EDGESEC_A_HEAD_GENERATION,
	EDGESEC_A_HEAD_NAME,
	EDGESEC_A_HEAD_VERSION,
	EDGESEC_A_HEAD_PROFILE,
	EDGESEC_A_HEAD_MODE,
	EDGESEC_A_HEAD_EXEC_MODE,
	EDGESEC_A_HEAD_SCRIPT_MODE,
	EDGESEC_A_HEAD_DIGEST,
	EDGESEC_A_HEAD_LIBRARY_MODE,
	EDGESEC_A_HEAD_MEMORY_MODE,
	EDGESEC_A_HEAD_CONTENT_MODE,
	EDGESEC_A_HEAD_LOAD_MODE,
	EDGESEC_A_HEAD_TRACE_MODE,

	__EDGESEC_A_HEAD_MAX,
	EDGESEC_A_HEAD_MAX = (__EDGESEC_A_HEAD_MAX - 1)
};

enum {
	EDGESEC_A_POLICY_PAD = 1,
	EDGESEC_A_POLICY_GENERATION,
	EDGESEC_A_POLICY_HEAD,
	EDGESEC_A_POLICY_PROGRAM,
	EDGESEC_A_POLICY_PORT,
	EDGESEC_A_POLICY_MODBUS_SERVER,
	EDGESEC_A_POLICY_CHECK_ONLY,

	__EDGESEC_A_POLICY_MAX,
	EDGESEC_A_POLICY_MAX = (__EDGESEC_A_POLICY_MAX - 1)
};

enum {
	EDGESEC_A_STATUS_ABI = 1,
	EDGESEC_A_STATUS_MODULE_VERSION,
	EDGESEC_A_STATUS_HEAD,
	EDGESEC_A_STATUS_HOOK,
	EDGESEC_A_STATUS_COUNTER,
	EDGESEC_A_STATUS_TABLE,

	__EDGESEC_A_STATUS_MAX,
	EDGESEC_A_STATUS_MAX = (__EDGESEC_A_STATUS_MAX - 1)
};

enum {
	EDGESEC_CMD_STATUS_GET = 1,
	EDGESEC_CMD_STAGE_BEGIN,
	EDGESEC_CMD_STAGE_ADD,
	EDGESEC_CMD_STAGE_COMMIT,
	EDGESEC_CMD_POLICY_GET,
	EDGESEC_CMD_POLICY_DISABLE,

	__EDGESEC_CMD_MAX,
	EDGESEC_CMD_MAX = (__EDGESEC_CMD_MAX - 1)
};

#endif /* _UAPI_LINUX_EDGESEC_H */
