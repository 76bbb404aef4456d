// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Tests of policy.c and eval.c: which entry grants what to whom
 * Copyright (C) 2026 The edgesec authors
 */
#include "../tap.h"

#include "eval.h"
#include "policy.h"
#include "shim.h"

#define ROOT_DEV	8
#define OTHER_DEV	9

static struct edgesec_policy *policy;

static struct edgesec_identity at(dev_t dev, const char *place)
{
	return (struct edgesec_identity){
		.has_place = true,
		.dev = dev,
		.place = place,
		.place_len = strlen(place),
	};
}

static struct edgesec_identity with_digest(u8 first, u8 last)
{
	struct edgesec_identity who = { .has_digest = true };

	who.digest[0] = first;
	who.digest[EDGESEC_DIGEST_SIZE - 1] = last;
	return who;
}

static struct edgesec_identity with_fsverity(u8 first, u8 last)
{
	struct edgesec_identity who = { .has_fsverity = true };

	who.fsverity[0] = first;
	who.fsverity[EDGESEC_DIGEST_SIZE - 1] = last;
	return who;
}

static void list(enum edgesec_identify identify, u32 role,
		 const struct edgesec_identity *who)
{
	struct edgesec_program *program;

	program = edgesec_program_alloc(who->has_place ? who->place : "", "");
	program->identify = identify;
	program->role = role;
	program->dev = who->dev;
	memcpy(program->digest, who->has_fsverity ? who->fsverity : who->digest,
	       sizeof(program->digest));
	if (edgesec_policy_add_program(policy, program))
		abort();
}

static void list_place(enum edgesec_identify identify, u32 role,
		       const char *place)
{
	struct edgesec_identity who = at(ROOT_DEV, place);

	list(identify, role, &who);
}

static bool may(struct edgesec_identity who, enum edgesec_role role)
{
	return edgesec_eval_has_role(policy, &who, role);
}

static void begin(void)
{
	policy = edgesec_policy_new();
	if (!policy)
		abort();
}

static void end(void)
{
	edgesec_policy_put(policy);
	shim_settle();
}

static void empty_policy_lists_nobody(void)
{
	struct edgesec_identity kernel = { .is_kernel = true };

	begin();
	CHECK(!may(at(ROOT_DEV, "/usr/bin/sh"), EDGESEC_ROLE_RUN));
	CHECK(!may(with_digest(1, 2), EDGESEC_ROLE_RUN));
	CHECK(!may(kernel, EDGESEC_ROLE_START_SCRIPTS));
	CHECK(edgesec_eval_needs(policy, EDGESEC_ROLE_RUN) == 0);
	end();
}

static void path_is_matched_whole_and_on_its_device(void)
{
	begin();
	list_place(EDGESEC_IDENTIFY_PATH, EDGESEC_ROLE_RUN, "/usr/bin/sh");
	CHECK(may(at(ROOT_DEV, "/usr/bin/sh"), EDGESEC_ROLE_RUN));
	CHECK(!may(at(OTHER_DEV, "/usr/bin/sh"), EDGESEC_ROLE_RUN));
	CHECK(!may(at(ROOT_DEV, "/usr/bin/sh2"), EDGESEC_ROLE_RUN));
	CHECK(!may(at(ROOT_DEV, "/usr/bin/s"), EDGESEC_ROLE_RUN));
	CHECK(!may(at(ROOT_DEV, "/usr/bin/sh/x"), EDGESEC_ROLE_RUN));
	CHECK(!may(at(ROOT_DEV, "/x/usr/bin/sh"), EDGESEC_ROLE_RUN));
	CHECK(edgesec_eval_needs(policy, EDGESEC_ROLE_RUN) ==
	      EDGESEC_NEED_PLACE);
	end();
}

static void directory_covers_what_is_below_and_not_its_neighbours(void)
{
	begin();
	list_place(EDGESEC_IDENTIFY_DIRECTORY, EDGESEC_ROLE_RUN, "/usr/lib");
	CHECK(may(at(ROOT_DEV, "/usr/lib/x"), EDGESEC_ROLE_RUN));
	CHECK(may(at(ROOT_DEV, "/usr/lib/a/b/c"), EDGESEC_ROLE_RUN));
	CHECK(!may(at(ROOT_DEV, "/usr/lib"), EDGESEC_ROLE_RUN));
	CHECK(!may(at(ROOT_DEV, "/usr/lib64/x"), EDGESEC_ROLE_RUN));
	CHECK(!may(at(ROOT_DEV, "/usr/x"), EDGESEC_ROLE_RUN));
	CHECK(!may(at(OTHER_DEV, "/usr/lib/x"), EDGESEC_ROLE_RUN));
	end();
}

static void root_directory_covers_its_file_system(void)
{
	begin();
	list_place(EDGESEC_IDENTIFY_DIRECTORY, EDGESEC_ROLE_RUN, "");
	CHECK(may(at(ROOT_DEV, "/x"), EDGESEC_ROLE_RUN));
	CHECK(may(at(ROOT_DEV, "/a/b"), EDGESEC_ROLE_RUN));
	CHECK(!may(at(OTHER_DEV, "/x"), EDGESEC_ROLE_RUN));
	end();
}

static void digest_is_compared_in_full(void)
{
	struct edgesec_identity listed = with_digest(1, 2);

	begin();
	list(EDGESEC_IDENTIFY_DIGEST, EDGESEC_ROLE_RUN, &listed);
	CHECK(may(listed, EDGESEC_ROLE_RUN));
	/* The same first 64 bits, which are the key. */
	CHECK(!may(with_digest(1, 3), EDGESEC_ROLE_RUN));
	CHECK(!may(with_digest(2, 2), EDGESEC_ROLE_RUN));
	CHECK(edgesec_eval_needs(policy, EDGESEC_ROLE_RUN) ==
	      EDGESEC_NEED_DIGEST);
	end();
}

static void digests_that_share_a_key_are_all_found(void)
{
	struct edgesec_identity who;
	int i;

	begin();
	for (i = 0; i < 10; i++) {
		who = with_digest(7, i);
		list(EDGESEC_IDENTIFY_DIGEST, EDGESEC_ROLE_RUN, &who);
	}
	for (i = 0; i < 10; i++)
		CHECK(may(with_digest(7, i), EDGESEC_ROLE_RUN));
	CHECK(!may(with_digest(7, 10), EDGESEC_ROLE_RUN));
	end();
}

static void fsverity_digest_is_compared_in_full(void)
{
	struct edgesec_identity listed = with_fsverity(1, 2);

	begin();
	list(EDGESEC_IDENTIFY_FSVERITY, EDGESEC_ROLE_RUN, &listed);
	CHECK(may(listed, EDGESEC_ROLE_RUN));
	CHECK(!may(with_fsverity(1, 3), EDGESEC_ROLE_RUN));
	CHECK(!may(with_fsverity(2, 2), EDGESEC_ROLE_RUN));
	CHECK(!may(listed, EDGESEC_ROLE_MAP));
	end();
}

/* The same 256 bits mean another content in another kind of digest. */
static void digests_of_two_kinds_never_match(void)
{
	struct edgesec_identity digest = with_digest(1, 2);
	struct edgesec_identity fsverity = with_fsverity(1, 2);

	begin();
	list(EDGESEC_IDENTIFY_DIGEST, EDGESEC_ROLE_RUN, &digest);
	list(EDGESEC_IDENTIFY_FSVERITY, EDGESEC_ROLE_MAP, &fsverity);
	CHECK(may(digest, EDGESEC_ROLE_RUN));
	CHECK(!may(digest, EDGESEC_ROLE_MAP));
	CHECK(may(fsverity, EDGESEC_ROLE_MAP));
	CHECK(!may(fsverity, EDGESEC_ROLE_RUN));
	CHECK(edgesec_policy_digest_key(EDGESEC_IDENTIFY_DIGEST,
					digest.digest) !=
	      edgesec_policy_digest_key(EDGESEC_IDENTIFY_FSVERITY,
					fsverity.fsverity));
	end();
}

/* By this no file is read, or measured, for entries that do not exist. */
static void needs_are_those_of_the_entries_for_a_role(void)
{
	struct edgesec_identity digest = with_digest(1, 2);
	struct edgesec_identity fsverity = with_fsverity(1, 2);

	begin();
	list(EDGESEC_IDENTIFY_FSVERITY, EDGESEC_ROLE_RUN, &fsverity);
	list(EDGESEC_IDENTIFY_DIGEST, EDGESEC_ROLE_MAP, &digest);
	list_place(EDGESEC_IDENTIFY_PATH, EDGESEC_ROLE_LOAD, "/a");
	CHECK(edgesec_eval_needs(policy, EDGESEC_ROLE_RUN) ==
	      EDGESEC_NEED_FSVERITY);
	CHECK(edgesec_eval_needs(policy, EDGESEC_ROLE_MAP) ==
	      EDGESEC_NEED_DIGEST);
	CHECK(edgesec_eval_needs(policy, EDGESEC_ROLE_LOAD) ==
	      EDGESEC_NEED_PLACE);
	CHECK(edgesec_eval_needs(policy, EDGESEC_ROLE_TRACE) == 0);
	CHECK(edgesec_eval_needs(policy, ~0u) ==
	      (EDGESEC_NEED_FSVERITY | EDGESEC_NEED_DIGEST |
	       EDGESEC_NEED_PLACE));
	end();
}

static void roles_do_not_imply_each_other(void)
{
	struct edgesec_identity digest = with_digest(1, 2);

	begin();
	list_place(EDGESEC_IDENTIFY_PATH, EDGESEC_ROLE_RUN, "/a");
	list_place(EDGESEC_IDENTIFY_PATH, EDGESEC_ROLE_START_SCRIPTS, "/b");
	list(EDGESEC_IDENTIFY_DIGEST, EDGESEC_ROLE_START_SCRIPTS, &digest);
	CHECK(may(at(ROOT_DEV, "/a"), EDGESEC_ROLE_RUN));
	CHECK(!may(at(ROOT_DEV, "/a"), EDGESEC_ROLE_START_SCRIPTS));
	CHECK(!may(at(ROOT_DEV, "/b"), EDGESEC_ROLE_RUN));
	CHECK(may(at(ROOT_DEV, "/b"), EDGESEC_ROLE_START_SCRIPTS));
	CHECK(!may(digest, EDGESEC_ROLE_RUN));
	CHECK(may(digest, EDGESEC_ROLE_START_SCRIPTS));
	end();
}

static void same_program_may_be_listed_twice_for_two_roles(void)
{
	begin();
	list_place(EDGESEC_IDENTIFY_PATH, EDGESEC_ROLE_RUN, "/a");
	list_place(EDGESEC_IDENTIFY_PATH, EDGESEC_ROLE_START_SCRIPTS, "/a");
	CHECK(may(at(ROOT_DEV, "/a"), EDGESEC_ROLE_RUN));
	CHECK(may(at(ROOT_DEV, "/a"), EDGESEC_ROLE_START_SCRIPTS));
	end();
}

static void kernel_is_nobody_else(void)
{
	struct edgesec_identity kernel = { .is_kernel = true };
	struct edgesec_identity none = {};

	begin();
	list(EDGESEC_IDENTIFY_KERNEL, EDGESEC_ROLE_START_SCRIPTS, &none);
	CHECK(may(kernel, EDGESEC_ROLE_START_SCRIPTS));
	CHECK(!may(kernel, EDGESEC_ROLE_RUN));
	CHECK(!may(at(ROOT_DEV, "/kernel"), EDGESEC_ROLE_START_SCRIPTS));
	CHECK(!may(none, EDGESEC_ROLE_START_SCRIPTS));
	end();
}

static struct edgesec_port_rule *new_rule(enum edgesec_protocol protocol,
					  u16 first, u16 last)
{
	struct edgesec_port_rule *rule;

	rule = kzalloc(sizeof(*rule) + sizeof(rule->range[0]), GFP_KERNEL);
	rule->protocol = protocol;
	rule->mode = EDGESEC_MODE_ENFORCE;
	rule->verdict = EDGESEC_VERDICT_DENY;
	rule->directions = EDGESEC_DIRECTION_BIND;
	rule->count = 1;
	rule->range[0].first = first;
	rule->range[0].last = last;
	rule->range[0].direction = EDGESEC_DIRECTION_BIND;
	return rule;
}

static struct edgesec_port_scope *scope_of(enum edgesec_scope kind)
{
	return edgesec_policy_scope(policy, kind, 0, "");
}

/* The bit of a scope that the policy has; 0 if it has none. */
static u64 bit_of(enum edgesec_scope kind)
{
	u32 i;

	for (i = 0; i < policy->scope_count; i++)
		if (policy->scope[i]->kind == kind)
			return 1ULL << i;
	return 0;
}

static int add_rule(enum edgesec_scope kind, struct edgesec_port_rule *rule)
{
	return edgesec_policy_add_port_rule(policy, scope_of(kind), rule);
}

static bool blocked(enum edgesec_scope scope, enum edgesec_protocol protocol,
		    enum edgesec_direction direction, u32 port)
{
	const struct edgesec_port_question question = {
		.scopes = bit_of(scope),
		.protocol = protocol,
		.direction = direction,
		.port = port,
		.any = !port,
	};
	struct edgesec_decision decision;

	edgesec_eval_port(policy, &question, &decision);
	return edgesec_decision_blocks(&decision);
}

static bool bind_blocked(enum edgesec_scope scope,
			 enum edgesec_protocol protocol, u32 port)
{
	return blocked(scope, protocol, EDGESEC_DIRECTION_BIND, port);
}

static void bind_knows_ends_of_ranges_scope_and_protocol(void)
{
	begin();
	CHECK(!add_rule(EDGESEC_SCOPE_CONTAINER,
			new_rule(EDGESEC_PROTOCOL_UDP, 8080, 8099)));
	CHECK(bind_blocked(EDGESEC_SCOPE_CONTAINER, EDGESEC_PROTOCOL_UDP,
			   8079));
	CHECK(!bind_blocked(EDGESEC_SCOPE_CONTAINER, EDGESEC_PROTOCOL_UDP,
			    8080));
	CHECK(!bind_blocked(EDGESEC_SCOPE_CONTAINER, EDGESEC_PROTOCOL_UDP,
			    8099));
	CHECK(bind_blocked(EDGESEC_SCOPE_CONTAINER, EDGESEC_PROTOCOL_UDP,
			   8100));
	CHECK(!bind_blocked(EDGESEC_SCOPE_CONTAINER, EDGESEC_PROTOCOL_UDP, 0));
	CHECK(!bind_blocked(EDGESEC_SCOPE_CONTAINER, EDGESEC_PROTOCOL_TCP,
			    8100));
	CHECK(!bind_blocked(EDGESEC_SCOPE_HOST, EDGESEC_PROTOCOL_UDP, 8100));
	end();
}

static void last_port_does_not_wrap(void)
{
	begin();
	CHECK(!add_rule(EDGESEC_SCOPE_HOST,
			new_rule(EDGESEC_PROTOCOL_TCP, 65535, 65535)));
	CHECK(!bind_blocked(EDGESEC_SCOPE_HOST, EDGESEC_PROTOCOL_TCP, 65535));
	CHECK(bind_blocked(EDGESEC_SCOPE_HOST, EDGESEC_PROTOCOL_TCP, 65534));
	CHECK(bind_blocked(EDGESEC_SCOPE_HOST, EDGESEC_PROTOCOL_TCP, 1));
	end();
}

static void direction_is_part_of_the_key(void)
{
	struct edgesec_port_rule *rule =
		new_rule(EDGESEC_PROTOCOL_TCP, 443, 443);
	const enum edgesec_scope host = EDGESEC_SCOPE_HOST;
	const enum edgesec_protocol tcp = EDGESEC_PROTOCOL_TCP;

	begin();
	rule->directions |= EDGESEC_DIRECTION_CONNECT;
	rule->range[0].direction = EDGESEC_DIRECTION_CONNECT;
	CHECK(!add_rule(EDGESEC_SCOPE_HOST, rule));
	CHECK(!blocked(host, tcp, EDGESEC_DIRECTION_CONNECT, 443));
	CHECK(blocked(host, tcp, EDGESEC_DIRECTION_CONNECT, 80));
	CHECK(blocked(host, tcp, EDGESEC_DIRECTION_BIND, 443));
	CHECK(!blocked(host, tcp, EDGESEC_DIRECTION_LISTEN, 80));
	CHECK(!blocked(host, tcp, EDGESEC_DIRECTION_SEND, 80));
	end();
}

static void ports_of_32_bits_are_told_apart(void)
{
	struct edgesec_port_rule *rule =
		new_rule(EDGESEC_PROTOCOL_VSOCK, 0, 0);

	begin();
	rule->range[0].first = 0xfffffffe;
	rule->range[0].last = 0xffffffff;
	CHECK(!add_rule(EDGESEC_SCOPE_HOST, rule));
	CHECK(!bind_blocked(EDGESEC_SCOPE_HOST, EDGESEC_PROTOCOL_VSOCK,
			    0xfffffffe));
	CHECK(!bind_blocked(EDGESEC_SCOPE_HOST, EDGESEC_PROTOCOL_VSOCK,
			    0xffffffff));
	CHECK(bind_blocked(EDGESEC_SCOPE_HOST, EDGESEC_PROTOCOL_VSOCK, 0xfffe));
	end();
}

static void rule_without_ports_answers_by_its_default(void)
{
	struct edgesec_port_rule *rule =
		new_rule(EDGESEC_PROTOCOL_RAW, 1, 1);
	const struct edgesec_port_question question = {
		.scopes = 1,
		.protocol = EDGESEC_PROTOCOL_RAW,
		.direction = EDGESEC_DIRECTION_CREATE,
	};
	struct edgesec_decision decision;

	begin();
	rule->directions = EDGESEC_DIRECTION_CREATE;
	rule->count = 0;
	CHECK(!add_rule(EDGESEC_SCOPE_CONTAINER, rule));
	edgesec_eval_port(policy, &question, &decision);
	CHECK(edgesec_decision_blocks(&decision));
	rule->verdict = EDGESEC_VERDICT_ALLOW;
	edgesec_eval_port(policy, &question, &decision);
	CHECK(!edgesec_decision_blocks(&decision));
	end();
}

static void second_rule_for_scope_and_protocol_is_refused(void)
{
	struct edgesec_port_rule *second;

	begin();
	CHECK(!add_rule(EDGESEC_SCOPE_HOST,
			new_rule(EDGESEC_PROTOCOL_TCP, 22, 22)));
	second = new_rule(EDGESEC_PROTOCOL_TCP, 23, 23);
	CHECK(add_rule(EDGESEC_SCOPE_HOST, second) == -EBUSY);
	kfree(second);
	CHECK(bind_blocked(EDGESEC_SCOPE_HOST, EDGESEC_PROTOCOL_TCP, 23));
	end();
}

static void deny_all_but(struct edgesec_port_scope *scope, u16 port)
{
	struct edgesec_port_rule *rule =
		new_rule(EDGESEC_PROTOCOL_TCP, port, port);

	CHECK(!edgesec_policy_add_port_rule(policy, scope, rule));
}

static bool bind_blocked_in(u64 scopes, u32 port)
{
	const struct edgesec_port_question question = {
		.scopes = scopes,
		.protocol = EDGESEC_PROTOCOL_TCP,
		.direction = EDGESEC_DIRECTION_BIND,
		.port = port,
	};
	struct edgesec_decision decision;

	edgesec_eval_port(policy, &question, &decision);
	return edgesec_decision_blocks(&decision);
}

/* The bits are in the order in which scopes were added: 1, 2, 4, 8. */
static void narrowest_scope_decides(void)
{
	begin();
	deny_all_but(scope_of(EDGESEC_SCOPE_CONTAINER), 1);
	deny_all_but(edgesec_policy_scope(policy, EDGESEC_SCOPE_CGROUP, 0,
					  "/a/b"), 4);
	deny_all_but(edgesec_policy_scope(policy, EDGESEC_SCOPE_NETNS, 7,
					  "/run/netns/a"), 2);
	deny_all_but(edgesec_policy_scope(policy, EDGESEC_SCOPE_CGROUP, 0,
					  "/a"), 3);
	CHECK(!bind_blocked_in(1, 1) && bind_blocked_in(1, 2));
	CHECK(!bind_blocked_in(1 | 4, 2) && bind_blocked_in(1 | 4, 1));
	CHECK(!bind_blocked_in(1 | 4 | 8, 3) && bind_blocked_in(1 | 4 | 8, 2));
	CHECK(!bind_blocked_in(15, 4) && bind_blocked_in(15, 3));
	CHECK(!bind_blocked_in(0, 9));
	end();
}

/* What a narrow scope says nothing about is for the wide one to say. */
static void narrow_scope_has_a_say_in_its_directions_only(void)
{
	struct edgesec_port_rule *rule =
		new_rule(EDGESEC_PROTOCOL_TCP, 5, 5);

	begin();
	deny_all_but(scope_of(EDGESEC_SCOPE_CONTAINER), 1);
	rule->directions = EDGESEC_DIRECTION_CONNECT;
	rule->range[0].direction = EDGESEC_DIRECTION_CONNECT;
	CHECK(!edgesec_policy_add_port_rule(policy,
			edgesec_policy_scope(policy, EDGESEC_SCOPE_NETNS, 7,
					     "/run/netns/a"), rule));
	CHECK(!bind_blocked_in(3, 1));
	CHECK(bind_blocked_in(3, 5));
	end();
}

/* A rule on TCP that lists ports 1 to 9 and gives @first to @last away. */
static struct edgesec_port_rule *owned_rule(u16 first, u16 last, u32 owner)
{
	struct edgesec_port_rule *rule;

	rule = kzalloc(sizeof(*rule) + 2 * sizeof(rule->range[0]), GFP_KERNEL);
	rule->protocol = EDGESEC_PROTOCOL_TCP;
	rule->mode = EDGESEC_MODE_ENFORCE;
	rule->verdict = EDGESEC_VERDICT_DENY;
	rule->directions = EDGESEC_DIRECTION_BIND | EDGESEC_DIRECTION_LISTEN;
	rule->count = 2;
	rule->range[0].first = 1;
	rule->range[0].last = 9;
	rule->range[0].direction = EDGESEC_DIRECTION_LISTEN;
	rule->range[1].first = first;
	rule->range[1].last = last;
	rule->range[1].owner = owner;
	return rule;
}

static u32 owner_of(u32 port)
{
	const struct edgesec_port_question question = {
		.scopes = bit_of(EDGESEC_SCOPE_HOST),
		.protocol = EDGESEC_PROTOCOL_TCP,
		.direction = EDGESEC_DIRECTION_LISTEN,
		.port = port,
	};
	struct edgesec_decision decision;

	edgesec_eval_port(policy, &question, &decision);
	return decision.owner;
}

static bool is_owner(struct edgesec_identity who, u32 owner)
{
	who.owner = owner;
	return edgesec_eval_has_role(policy, &who, EDGESEC_ROLE_HAS_PORTS);
}

static void list_owner(const char *place, u32 owner)
{
	struct edgesec_program *program = edgesec_program_alloc(place, "");

	program->identify = EDGESEC_IDENTIFY_PATH;
	program->role = EDGESEC_ROLE_HAS_PORTS;
	program->owner = owner;
	program->dev = ROOT_DEV;
	CHECK(!edgesec_policy_add_program(policy, program));
}

static void port_belongs_to_its_programs_only(void)
{
	begin();
	CHECK(!add_rule(EDGESEC_SCOPE_HOST, owned_rule(4, 5, 1)));
	list_owner("/nginx", 1);
	list_owner("/sshd", 2);
	CHECK(!owner_of(3) && owner_of(4) == 1 && owner_of(5) == 1);
	CHECK(!owner_of(6) && !owner_of(10));
	CHECK(is_owner(at(ROOT_DEV, "/nginx"), 1));
	CHECK(!is_owner(at(ROOT_DEV, "/nginx"), 2));
	CHECK(is_owner(at(ROOT_DEV, "/sshd"), 2));
	CHECK(!is_owner(at(OTHER_DEV, "/nginx"), 1));
	CHECK(!may(at(ROOT_DEV, "/nginx"), EDGESEC_ROLE_RUN));
	CHECK(policy->owner_mode == EDGESEC_MODE_ENFORCE);
	end();
}

static void owned_port_has_to_be_listed_unless_all_are_allowed(void)
{
	struct edgesec_port_rule *rule = owned_rule(10, 10, 1);

	begin();
	CHECK(add_rule(EDGESEC_SCOPE_HOST, rule) == -ENOENT);
	kfree(rule);
	end();

	begin();
	rule = owned_rule(10, 10, 1);
	rule->verdict = EDGESEC_VERDICT_ALLOW;
	CHECK(!add_rule(EDGESEC_SCOPE_HOST, rule));
	CHECK(owner_of(10) == 1 && !owner_of(11));
	CHECK(!blocked(EDGESEC_SCOPE_HOST, EDGESEC_PROTOCOL_TCP,
		       EDGESEC_DIRECTION_LISTEN, 11));
	end();
}

static void port_does_not_belong_to_two(void)
{
	struct edgesec_port_rule *rule = owned_rule(4, 4, 1);

	begin();
	rule->range[0] = rule->range[1];
	rule->range[0].owner = 2;
	rule->verdict = EDGESEC_VERDICT_ALLOW;
	CHECK(add_rule(EDGESEC_SCOPE_HOST, rule) == -EEXIST);
	kfree(rule);
	end();
}

static void scopes_are_told_apart_and_limited(void)
{
	u64 cookie;

	begin();
	CHECK(edgesec_policy_scope(policy, EDGESEC_SCOPE_CGROUP, 0, "/a") !=
	      edgesec_policy_scope(policy, EDGESEC_SCOPE_CGROUP, 0, "/b"));
	CHECK(edgesec_policy_scope(policy, EDGESEC_SCOPE_NETNS, 1, "/a") ==
	      edgesec_policy_scope(policy, EDGESEC_SCOPE_NETNS, 1, "/b"));
	for (cookie = 2; cookie < EDGESEC_SCOPES_MAX - 1; cookie++)
		CHECK(edgesec_policy_scope(policy, EDGESEC_SCOPE_NETNS, cookie,
					   "/a"));
	CHECK(!edgesec_policy_scope(policy, EDGESEC_SCOPE_NETNS, cookie, "/a"));
	end();
}

static void audit_mode_denies_and_does_not_block(void)
{
	struct edgesec_decision decision;

	begin();
	policy->rule_mode[EDGESEC_RULE_SCRIPT] = EDGESEC_MODE_AUDIT;
	policy->generation = 7;
	edgesec_eval_rule(policy, EDGESEC_RULE_SCRIPT, false, &decision);
	CHECK(decision.verdict == EDGESEC_VERDICT_DENY);
	CHECK(decision.generation == 7);
	CHECK(!edgesec_decision_blocks(&decision));

	policy->rule_mode[EDGESEC_RULE_SCRIPT] = EDGESEC_MODE_ENFORCE;
	edgesec_eval_rule(policy, EDGESEC_RULE_SCRIPT, false, &decision);
	CHECK(edgesec_decision_blocks(&decision));
	edgesec_eval_rule(policy, EDGESEC_RULE_SCRIPT, true, &decision);
	CHECK(!edgesec_decision_blocks(&decision));
	edgesec_eval_undecided(&decision, "no-memory");
	CHECK(edgesec_decision_blocks(&decision));
	end();
}

static void override_records_what_its_sections_deny(void)
{
	struct edgesec_decision decision;

	begin();
	policy->rule_mode[EDGESEC_RULE_RUN] = EDGESEC_MODE_ENFORCE;
	policy->override_of = EDGESEC_SECTION_EXECUTABLES;
	edgesec_eval_rule(policy, EDGESEC_RULE_RUN, false, &decision);
	CHECK(edgesec_decision_blocks(&decision) && !decision.overridden);
	policy->overridden = policy->override_of;
	edgesec_eval_rule(policy, EDGESEC_RULE_RUN, false, &decision);
	CHECK(!edgesec_decision_blocks(&decision) && decision.overridden);
	CHECK(decision.verdict == EDGESEC_VERDICT_DENY);
	CHECK(decision.mode == EDGESEC_MODE_AUDIT);
	edgesec_eval_mode(policy, EDGESEC_SECTION_PORTS, EDGESEC_MODE_ENFORCE,
			  &decision);
	CHECK(edgesec_decision_blocks(&decision) && !decision.overridden);
	/* What is not enforced is not overridden. */
	edgesec_eval_mode(policy, EDGESEC_SECTION_EXECUTABLES,
			  EDGESEC_MODE_DISABLED, &decision);
	CHECK(decision.mode == EDGESEC_MODE_DISABLED && !decision.overridden);
	end();
}

static void reference_outlives_replacement(void)
{
	const struct edgesec_policy *held;

	begin();
	list_place(EDGESEC_IDENTIFY_PATH, EDGESEC_ROLE_RUN, "/a");
	rcu_read_lock();
	held = edgesec_policy_get_unless_zero(policy);
	rcu_read_unlock();
	CHECK(held == policy);
	edgesec_policy_put(policy);
	shim_settle();
	CHECK(may(at(ROOT_DEV, "/a"), EDGESEC_ROLE_RUN));
	edgesec_policy_put(held);
	shim_settle();
}

static const struct tap_test tests[] = {
#define TEST(name) { #name, name }
	TEST(empty_policy_lists_nobody),
	TEST(path_is_matched_whole_and_on_its_device),
	TEST(directory_covers_what_is_below_and_not_its_neighbours),
	TEST(root_directory_covers_its_file_system),
	TEST(digest_is_compared_in_full),
	TEST(digests_that_share_a_key_are_all_found),
	TEST(fsverity_digest_is_compared_in_full),
	TEST(digests_of_two_kinds_never_match),
	TEST(needs_are_those_of_the_entries_for_a_role),
	TEST(roles_do_not_imply_each_other),
	TEST(same_program_may_be_listed_twice_for_two_roles),
	TEST(kernel_is_nobody_else),
	TEST(bind_knows_ends_of_ranges_scope_and_protocol),
	TEST(last_port_does_not_wrap),
	TEST(direction_is_part_of_the_key),
	TEST(ports_of_32_bits_are_told_apart),
	TEST(rule_without_ports_answers_by_its_default),
	TEST(narrowest_scope_decides),
	TEST(narrow_scope_has_a_say_in_its_directions_only),
	TEST(scopes_are_told_apart_and_limited),
	TEST(port_belongs_to_its_programs_only),
	TEST(owned_port_has_to_be_listed_unless_all_are_allowed),
	TEST(port_does_not_belong_to_two),
	TEST(second_rule_for_scope_and_protocol_is_refused),
	TEST(audit_mode_denies_and_does_not_block),
	TEST(override_records_what_its_sections_deny),
	TEST(reference_outlives_replacement),
};

int main(void)
{
	if (edgesec_table_setup() || edgesec_policy_setup())
		return EXIT_FAILURE;
	return TAP_RUN(tests);
}
