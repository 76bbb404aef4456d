// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	kmod/spec/edgesec.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "genl.h"

#include "uapi/edgesec.h"

/* Common nested types */
const struct nla_policy edgesec_allow_nl_policy[EDGESEC_A_ALLOW_RATE + 1] = {
	[EDGESEC_A_ALLOW_FROM] = NLA_POLICY_NESTED(edgesec_prefix_nl_policy),
	[EDGESEC_A_ALLOW_UNIT] = NLA_POLICY_NESTED(edgesec_unit_range_nl_policy),
	[EDGESEC_A_ALLOW_FUNCTION] = NLA_POLICY_NESTED(edgesec_function_nl_policy),
	[EDGESEC_A_ALLOW_LIMIT_READS] = { .type = NLA_FLAG, },
	[EDGESEC_A_ALLOW_LIMIT_WRITES] = { .type = NLA_FLAG, },
	[EDGESEC_A_ALLOW_SPAN] = NLA_POLICY_NESTED(edgesec_span_nl_policy),
	[EDGESEC_A_ALLOW_READ_QUANTITY] = NLA_POLICY_MIN(NLA_U32, 1),
	[EDGESEC_A_ALLOW_WRITE_QUANTITY] = NLA_POLICY_MIN(NLA_U32, 1),
	[EDGESEC_A_ALLOW_RATE] = NLA_POLICY_NESTED(edgesec_rate_nl_policy),
};

const struct nla_policy edgesec_function_nl_policy[EDGESEC_A_FUNCTION_SUB + 1] = {
	[EDGESEC_A_FUNCTION_CODE] = NLA_POLICY_RANGE(NLA_U32, 1, 127),
	[EDGESEC_A_FUNCTION_FRAMING] = NLA_POLICY_MAX(NLA_U32, 1),
	[EDGESEC_A_FUNCTION_SUB] = NLA_POLICY_NESTED(edgesec_sub_range_nl_policy),
};

const struct nla_policy edgesec_head_nl_policy[EDGESEC_A_HEAD_UNTRACKED + 1] = {
	[EDGESEC_A_HEAD_GENERATION] = { .type = NLA_U64, },
	[EDGESEC_A_HEAD_NAME] = { .type = NLA_NUL_STRING, .len = EDGESEC_NAME_MAX, },
	[EDGESEC_A_HEAD_VERSION] = { .type = NLA_U64, },
	[EDGESEC_A_HEAD_PROFILE] = { .type = NLA_NUL_STRING, .len = EDGESEC_NAME_MAX, },
	[EDGESEC_A_HEAD_MODE] = NLA_POLICY_MAX(NLA_U32, 2),
	[EDGESEC_A_HEAD_EXEC_MODE] = NLA_POLICY_MAX(NLA_U32, 2),
	[EDGESEC_A_HEAD_SCRIPT_MODE] = NLA_POLICY_MAX(NLA_U32, 2),
	[EDGESEC_A_HEAD_DIGEST] = NLA_POLICY_EXACT_LEN(EDGESEC_DIGEST_SIZE),
	[EDGESEC_A_HEAD_LIBRARY_MODE] = NLA_POLICY_MAX(NLA_U32, 2),
	[EDGESEC_A_HEAD_MEMORY_MODE] = NLA_POLICY_MAX(NLA_U32, 2),
	[EDGESEC_A_HEAD_CONTENT_MODE] = NLA_POLICY_MAX(NLA_U32, 2),
	[EDGESEC_A_HEAD_LOAD_MODE] = NLA_POLICY_MAX(NLA_U32, 2),
	[EDGESEC_A_HEAD_TRACE_MODE] = NLA_POLICY_MAX(NLA_U32, 2),
	[EDGESEC_A_HEAD_SIGNATURE] = NLA_POLICY_MAX(NLA_U32, 1),
	[EDGESEC_A_HEAD_SIGNER] = { .type = NLA_NUL_STRING, .len = EDGESEC_SIGNER_MAX, },
	[EDGESEC_A_HEAD_OVERRIDE_MAX] = NLA_POLICY_MAX(NLA_U32, 28800),
	[EDGESEC_A_HEAD_OVERRIDE_OF] = NLA_POLICY_MASK(NLA_U32, 0x7),
	[EDGESEC_A_HEAD_ON_LOSS] = NLA_POLICY_MAX(NLA_U32, 2),
	[EDGESEC_A_HEAD_WARN_AT] = NLA_POLICY_RANGE(NLA_U32, 1, 100),
	[EDGESEC_A_HEAD_UNTRACKED] = NLA_POLICY_MAX(NLA_U32, 1),
};

const struct nla_policy edgesec_modbus_server_nl_policy[EDGESEC_A_MODBUS_SERVER_SEGMENTS + 1] = {
	[EDGESEC_A_MODBUS_SERVER_NAME] = { .type = NLA_NUL_STRING, .len = EDGESEC_NAME_MAX, },
	[EDGESEC_A_MODBUS_SERVER_ADDRESS] = NLA_POLICY_NESTED(edgesec_prefix_nl_policy),
	[EDGESEC_A_MODBUS_SERVER_PORT] = NLA_POLICY_NESTED(edgesec_port_range_nl_policy),
	[EDGESEC_A_MODBUS_SERVER_UNIT] = NLA_POLICY_NESTED(edgesec_unit_range_nl_policy),
	[EDGESEC_A_MODBUS_SERVER_CLIENT] = NLA_POLICY_NESTED(edgesec_prefix_nl_policy),
	[EDGESEC_A_MODBUS_SERVER_FUNCTION] = NLA_POLICY_NESTED(edgesec_function_nl_policy),
	[EDGESEC_A_MODBUS_SERVER_ON_DENY] = NLA_POLICY_MAX(NLA_U32, 2),
	[EDGESEC_A_MODBUS_SERVER_MODE] = NLA_POLICY_MAX(NLA_U32, 2),
	[EDGESEC_A_MODBUS_SERVER_ALLOW] = NLA_POLICY_NESTED(edgesec_allow_nl_policy),
	[EDGESEC_A_MODBUS_SERVER_IN_FLIGHT] = NLA_POLICY_RANGE(NLA_U32, 1, 16),
	[EDGESEC_A_MODBUS_SERVER_RESPONSES] = NLA_POLICY_MAX(NLA_U32, 1),
	[EDGESEC_A_MODBUS_SERVER_EXCEPTIONS] = NLA_POLICY_NESTED(edgesec_rate_nl_policy),
	[EDGESEC_A_MODBUS_SERVER_LEARN] = { .type = NLA_FLAG, },
	[EDGESEC_A_MODBUS_SERVER_SEGMENTS] = NLA_POLICY_MAX(NLA_U32, 2),
};

const struct nla_policy edgesec_override_nl_policy[EDGESEC_A_OVERRIDE_UID + 1] = {
	[EDGESEC_A_OVERRIDE_SECONDS] = NLA_POLICY_RANGE(NLA_U32, 1, 28800),
	[EDGESEC_A_OVERRIDE_REASON] = { .type = NLA_NUL_STRING, .len = EDGESEC_REASON_MAX, },
	[EDGESEC_A_OVERRIDE_UID] = { .type = NLA_U32, },
};

const struct nla_policy edgesec_port_nl_policy[EDGESEC_A_PORT_CONTINUES + 1] = {
	[EDGESEC_A_PORT_SCOPE] = NLA_POLICY_MAX(NLA_U32, 3),
	[EDGESEC_A_PORT_PROTOCOL] = NLA_POLICY_MAX(NLA_U32, 6),
	[EDGESEC_A_PORT_BIND] = NLA_POLICY_NESTED(edgesec_port_range_nl_policy),
	[EDGESEC_A_PORT_DEFAULT] = NLA_POLICY_MAX(NLA_U32, 1),
	[EDGESEC_A_PORT_MODE] = NLA_POLICY_MAX(NLA_U32, 2),
	[EDGESEC_A_PORT_DIRECTIONS] = NLA_POLICY_MASK(NLA_U32, 0x1f),
	[EDGESEC_A_PORT_LISTEN] = NLA_POLICY_NESTED(edgesec_port_range_nl_policy),
	[EDGESEC_A_PORT_CONNECT] = NLA_POLICY_NESTED(edgesec_port_range_nl_policy),
	[EDGESEC_A_PORT_SEND] = NLA_POLICY_NESTED(edgesec_port_range_nl_policy),
	[EDGESEC_A_PORT_PATH] = { .type = NLA_NUL_STRING, .len = EDGESEC_PATH_MAX, },
	[EDGESEC_A_PORT_PROGRAM] = NLA_POLICY_NESTED(edgesec_port_program_nl_policy),
	[EDGESEC_A_PORT_CONTINUES] = { .type = NLA_FLAG, },
};

const struct nla_policy edgesec_port_program_nl_policy[EDGESEC_A_PORT_PROGRAM_PROGRAM + 1] = {
	[EDGESEC_A_PORT_PROGRAM_PORT] = NLA_POLICY_NESTED(edgesec_port_range_nl_policy),
	[EDGESEC_A_PORT_PROGRAM_PROGRAM] = NLA_POLICY_NESTED(edgesec_program_nl_policy),
};

const struct nla_policy edgesec_port_range_nl_policy[EDGESEC_A_PORT_RANGE_LAST + 1] = {
	[EDGESEC_A_PORT_RANGE_FIRST] = NLA_POLICY_MIN(NLA_U32, 1),
	[EDGESEC_A_PORT_RANGE_LAST] = NLA_POLICY_MIN(NLA_U32, 1),
};

const struct nla_policy edgesec_prefix_nl_policy[EDGESEC_A_PREFIX_LENGTH + 1] = {
	[EDGESEC_A_PREFIX_ADDRESS] = { .type = NLA_BINARY, },
	[EDGESEC_A_PREFIX_LENGTH] = NLA_POLICY_MAX(NLA_U32, 128),
};

const struct nla_policy edgesec_program_nl_policy[EDGESEC_A_PROGRAM_PATH + 1] = {
	[EDGESEC_A_PROGRAM_IDENTIFY] = NLA_POLICY_MAX(NLA_U32, 4),
	[EDGESEC_A_PROGRAM_ROLE] = NLA_POLICY_MASK(NLA_U32, 0x1ff),
	[EDGESEC_A_PROGRAM_DIGEST] = NLA_POLICY_EXACT_LEN(EDGESEC_DIGEST_SIZE),
	[EDGESEC_A_PROGRAM_PATH] = { .type = NLA_NUL_STRING, .len = EDGESEC_PATH_MAX, },
};

const struct nla_policy edgesec_rate_nl_policy[EDGESEC_A_RATE_BURST + 1] = {
	[EDGESEC_A_RATE_RATED] = NLA_POLICY_MAX(NLA_U32, 2),
	[EDGESEC_A_RATE_COUNT] = NLA_POLICY_MIN(NLA_U32, 1),
	[EDGESEC_A_RATE_SECONDS] = NLA_POLICY_RANGE(NLA_U32, 1, 3600),
	[EDGESEC_A_RATE_BURST] = NLA_POLICY_MIN(NLA_U32, 1),
};

const struct nla_policy edgesec_span_nl_policy[EDGESEC_A_SPAN_ONE_BITS + 1] = {
	[EDGESEC_A_SPAN_ACCESS] = NLA_POLICY_MAX(NLA_U32, 1),
	[EDGESEC_A_SPAN_TABLE] = NLA_POLICY_MAX(NLA_U32, 4),
	[EDGESEC_A_SPAN_FIRST] = { .type = NLA_U32, },
	[EDGESEC_A_SPAN_LAST] = { .type = NLA_U32, },
	[EDGESEC_A_SPAN_VALUE] = NLA_POLICY_NESTED(edgesec_value_range_nl_policy),
	[EDGESEC_A_SPAN_ZERO_BITS] = { .type = NLA_U32, },
	[EDGESEC_A_SPAN_ONE_BITS] = { .type = NLA_U32, },
};

const struct nla_policy edgesec_sub_range_nl_policy[EDGESEC_A_SUB_RANGE_LAST + 1] = {
	[EDGESEC_A_SUB_RANGE_FIRST] = NLA_POLICY_MAX(NLA_U32, 255),
	[EDGESEC_A_SUB_RANGE_LAST] = NLA_POLICY_MAX(NLA_U32, 255),
};

const struct nla_policy edgesec_unit_range_nl_policy[EDGESEC_A_UNIT_RANGE_LAST + 1] = {
	[EDGESEC_A_UNIT_RANGE_FIRST] = NLA_POLICY_MAX(NLA_U32, 255),
	[EDGESEC_A_UNIT_RANGE_LAST] = NLA_POLICY_MAX(NLA_U32, 255),
};

const struct nla_policy edgesec_value_range_nl_policy[EDGESEC_A_VALUE_RANGE_LAST + 1] = {
	[EDGESEC_A_VALUE_RANGE_FIRST] = { .type = NLA_U32, },
	[EDGESEC_A_VALUE_RANGE_LAST] = { .type = NLA_U32, },
};

/* EDGESEC_CMD_STATUS_GET - do */
const struct nla_policy edgesec_status_get_nl_policy[EDGESEC_A_STATUS_ABI + 1] = {
	[EDGESEC_A_STATUS_ABI] = { .type = NLA_U32, },
};

/* EDGESEC_CMD_STAGE_BEGIN - do */
const struct nla_policy edgesec_stage_begin_nl_policy[EDGESEC_A_POLICY_HEAD + 1] = {
	[EDGESEC_A_POLICY_HEAD] = NLA_POLICY_NESTED(edgesec_head_nl_policy),
};

/* EDGESEC_CMD_STAGE_ADD - do */
const struct nla_policy edgesec_stage_add_nl_policy[EDGESEC_A_POLICY_MODBUS_SERVER + 1] = {
	[EDGESEC_A_POLICY_PROGRAM] = NLA_POLICY_NESTED(edgesec_program_nl_policy),
	[EDGESEC_A_POLICY_PORT] = NLA_POLICY_NESTED(edgesec_port_nl_policy),
	[EDGESEC_A_POLICY_MODBUS_SERVER] = NLA_POLICY_NESTED(edgesec_modbus_server_nl_policy),
};

/* EDGESEC_CMD_STAGE_COMMIT - do */
const struct nla_policy edgesec_stage_commit_nl_policy[EDGESEC_A_POLICY_SIGNATURE + 1] = {
	[EDGESEC_A_POLICY_GENERATION] = { .type = NLA_U64, },
	[EDGESEC_A_POLICY_CHECK_ONLY] = { .type = NLA_FLAG, },
	[EDGESEC_A_POLICY_CONFIRM] = NLA_POLICY_RANGE(NLA_U32, 1, 28800),
	[EDGESEC_A_POLICY_SIGNATURE] = { .type = NLA_BINARY, },
};

/* EDGESEC_CMD_POLICY_GET - do */
const struct nla_policy edgesec_policy_get_nl_policy[EDGESEC_A_POLICY_GENERATION + 1] = {
	[EDGESEC_A_POLICY_GENERATION] = { .type = NLA_U64, },
};

/* EDGESEC_CMD_POLICY_DISABLE - do */
const struct nla_policy edgesec_policy_disable_nl_policy[EDGESEC_A_POLICY_GENERATION + 1] = {
	[EDGESEC_A_POLICY_GENERATION] = { .type = NLA_U64, },
};

/* EDGESEC_CMD_POLICY_EXPLAIN - do */
const struct nla_policy edgesec_policy_explain_nl_policy[EDGESEC_A_EXPLAIN_CGROUP + 1] = {
	[EDGESEC_A_EXPLAIN_SCOPE] = NLA_POLICY_MAX(NLA_U32, 3),
	[EDGESEC_A_EXPLAIN_PATH] = { .type = NLA_NUL_STRING, .len = EDGESEC_PATH_MAX, },
	[EDGESEC_A_EXPLAIN_PROTOCOL] = NLA_POLICY_MAX(NLA_U32, 6),
	[EDGESEC_A_EXPLAIN_DIRECTION] = NLA_POLICY_MASK(NLA_U32, 0x1f),
	[EDGESEC_A_EXPLAIN_PORT] = { .type = NLA_U32, },
	[EDGESEC_A_EXPLAIN_PROGRAM] = { .type = NLA_U32, },
	[EDGESEC_A_EXPLAIN_CGROUP] = { .type = NLA_NUL_STRING, .len = EDGESEC_PATH_MAX, },
};

/* EDGESEC_CMD_POLICY_CONFIRM - do */
const struct nla_policy edgesec_policy_confirm_nl_policy[EDGESEC_A_POLICY_GENERATION + 1] = {
	[EDGESEC_A_POLICY_GENERATION] = { .type = NLA_U64, },
};

/* EDGESEC_CMD_POLICY_ROLLBACK - do */
const struct nla_policy edgesec_policy_rollback_nl_policy[EDGESEC_A_POLICY_GENERATION + 1] = {
	[EDGESEC_A_POLICY_GENERATION] = { .type = NLA_U64, },
};

/* EDGESEC_CMD_POLICY_LOCK - do */
const struct nla_policy edgesec_policy_lock_nl_policy[EDGESEC_A_POLICY_LOCK + 1] = {
	[EDGESEC_A_POLICY_LOCK] = NLA_POLICY_MAX(NLA_U32, 2),
};

/* EDGESEC_CMD_KEY_ADD - do */
const struct nla_policy edgesec_key_add_nl_policy[EDGESEC_A_KEY_CERTIFICATE + 1] = {
	[EDGESEC_A_KEY_CERTIFICATE] = { .type = NLA_BINARY, },
};

/* EDGESEC_CMD_OVERRIDE_START - do */
const struct nla_policy edgesec_override_start_nl_policy[EDGESEC_A_POLICY_OVERRIDE + 1] = {
	[EDGESEC_A_POLICY_OVERRIDE] = NLA_POLICY_NESTED(edgesec_override_nl_policy),
};

/* EDGESEC_CMD_OVERRIDE_STOP - do */
const struct nla_policy edgesec_override_stop_nl_policy[EDGESEC_A_POLICY_GENERATION + 1] = {
	[EDGESEC_A_POLICY_GENERATION] = { .type = NLA_U64, },
};

/* EDGESEC_CMD_POLICY_EXPLAIN_FILE - do */
const struct nla_policy edgesec_policy_explain_file_nl_policy[EDGESEC_A_EXPLAIN_INPUT + 1] = {
	[EDGESEC_A_EXPLAIN_USE] = NLA_POLICY_MAX(NLA_U32, 3),
	[EDGESEC_A_EXPLAIN_FILE] = { .type = NLA_U32, },
	[EDGESEC_A_EXPLAIN_PROGRAM] = { .type = NLA_U32, },
	[EDGESEC_A_EXPLAIN_INPUT] = { .type = NLA_U32, },
};

/* EDGESEC_CMD_POLICY_EXPLAIN_MODBUS - do */
const struct nla_policy edgesec_policy_explain_modbus_nl_policy[EDGESEC_A_EXPLAIN_REQUEST + 1] = {
	[EDGESEC_A_EXPLAIN_SERVER] = { .type = NLA_BINARY, },
	[EDGESEC_A_EXPLAIN_PORT] = { .type = NLA_U32, },
	[EDGESEC_A_EXPLAIN_CLIENT] = { .type = NLA_BINARY, },
	[EDGESEC_A_EXPLAIN_REQUEST] = { .type = NLA_BINARY, },
};

/* EDGESEC_CMD_SEEN_GET - do */
const struct nla_policy edgesec_seen_get_nl_policy[EDGESEC_A_SEEN_PAD + 1] = {
};

/* Ops table for edgesec */
const struct genl_ops edgesec_nl_ops[16] = {
	{
		.cmd		= EDGESEC_CMD_STATUS_GET,
		.doit		= edgesec_nl_status_get_doit,
		.policy		= edgesec_status_get_nl_policy,
		.maxattr	= EDGESEC_A_STATUS_ABI,
	},
	{
		.cmd		= EDGESEC_CMD_STAGE_BEGIN,
		.doit		= edgesec_nl_stage_begin_doit,
		.policy		= edgesec_stage_begin_nl_policy,
		.maxattr	= EDGESEC_A_POLICY_HEAD,
	},
	{
		.cmd		= EDGESEC_CMD_STAGE_ADD,
		.doit		= edgesec_nl_stage_add_doit,
		.policy		= edgesec_stage_add_nl_policy,
		.maxattr	= EDGESEC_A_POLICY_MODBUS_SERVER,
	},
	{
		.cmd		= EDGESEC_CMD_STAGE_COMMIT,
		.doit		= edgesec_nl_stage_commit_doit,
		.policy		= edgesec_stage_commit_nl_policy,
		.maxattr	= EDGESEC_A_POLICY_SIGNATURE,
	},
	{
		.cmd		= EDGESEC_CMD_POLICY_GET,
		.doit		= edgesec_nl_policy_get_doit,
		.dumpit		= edgesec_nl_policy_get_dumpit,
		.policy		= edgesec_policy_get_nl_policy,
		.maxattr	= EDGESEC_A_POLICY_GENERATION,
	},
	{
		.cmd		= EDGESEC_CMD_POLICY_DISABLE,
		.doit		= edgesec_nl_policy_disable_doit,
		.policy		= edgesec_policy_disable_nl_policy,
		.maxattr	= EDGESEC_A_POLICY_GENERATION,
	},
	{
		.cmd		= EDGESEC_CMD_POLICY_EXPLAIN,
		.doit		= edgesec_nl_policy_explain_doit,
		.policy		= edgesec_policy_explain_nl_policy,
		.maxattr	= EDGESEC_A_EXPLAIN_CGROUP,
	},
	{
		.cmd		= EDGESEC_CMD_POLICY_CONFIRM,
		.doit		= edgesec_nl_policy_confirm_doit,
		.policy		= edgesec_policy_confirm_nl_policy,
		.maxattr	= EDGESEC_A_POLICY_GENERATION,
	},
	{
		.cmd		= EDGESEC_CMD_POLICY_ROLLBACK,
		.doit		= edgesec_nl_policy_rollback_doit,
		.policy		= edgesec_policy_rollback_nl_policy,
		.maxattr	= EDGESEC_A_POLICY_GENERATION,
	},
	{
		.cmd		= EDGESEC_CMD_POLICY_LOCK,
		.doit		= edgesec_nl_policy_lock_doit,
		.policy		= edgesec_policy_lock_nl_policy,
		.maxattr	= EDGESEC_A_POLICY_LOCK,
	},
	{
		.cmd		= EDGESEC_CMD_KEY_ADD,
		.doit		= edgesec_nl_key_add_doit,
		.policy		= edgesec_key_add_nl_policy,
		.maxattr	= EDGESEC_A_KEY_CERTIFICATE,
	},
	{
		.cmd		= EDGESEC_CMD_OVERRIDE_START,
		.doit		= edgesec_nl_override_start_doit,
		.policy		= edgesec_override_start_nl_policy,
		.maxattr	= EDGESEC_A_POLICY_OVERRIDE,
	},
	{
		.cmd		= EDGESEC_CMD_OVERRIDE_STOP,
		.doit		= edgesec_nl_override_stop_doit,
		.policy		= edgesec_override_stop_nl_policy,
		.maxattr	= EDGESEC_A_POLICY_GENERATION,
	},
	{
		.cmd		= EDGESEC_CMD_POLICY_EXPLAIN_FILE,
		.doit		= edgesec_nl_policy_explain_file_doit,
		.policy		= edgesec_policy_explain_file_nl_policy,
		.maxattr	= EDGESEC_A_EXPLAIN_INPUT,
	},
	{
		.cmd		= EDGESEC_CMD_POLICY_EXPLAIN_MODBUS,
		.doit		= edgesec_nl_policy_explain_modbus_doit,
		.policy		= edgesec_policy_explain_modbus_nl_policy,
		.maxattr	= EDGESEC_A_EXPLAIN_REQUEST,
	},
	{
		.cmd		= EDGESEC_CMD_SEEN_GET,
		.doit		= edgesec_nl_seen_get_doit,
		.dumpit		= edgesec_nl_seen_get_dumpit,
		.policy		= edgesec_seen_get_nl_policy,
		.maxattr	= EDGESEC_A_SEEN_PAD,
	},
};
