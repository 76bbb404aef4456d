// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - inventory: what may run and what the network may reach
 * Copyright (C) 2026 The edgesec authors
 */
#include "columns.h"
#include "cyclonedx.h"
#include "describe.h"
#include "facts.h"
#include "output.h"
#include "owners.h"
#include "quote.h"
#include "show_modbus.h"
#include "show_ports.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum format { TABLE, JSON, CYCLONEDX };

static void set(json_t *to, const char *key, json_t *value)
{
	json_object_set(to, key, value ? value : json_null());
}

/* A list that the policy does not have is an empty one. */
static void set_list(json_t *to, const char *key, const json_t *policy)
{
	json_t *list = json_object_get(policy, key);

	if (list)
		json_object_set(to, key, list);
	else
		json_object_set_new(to, key, json_array());
}

static json_t *inventory_of(const struct facts *facts)
{
	json_t *inventory = json_object();
	char text[32];

	json_object_set_new(inventory, "collected",
			    json_string(facts_time(facts, text)));
	json_object_set_new(inventory, "command",
			    json_string(EDGESEC_VERSION));
	set(inventory, "module", json_object_get(facts->status, "module"));
	set(inventory, "policy", json_object_get(facts->status, "policy"));
	set(inventory, "host", facts->host);
	set_list(inventory, "programs", facts->policy);
	set_list(inventory, "ports", facts->policy);
	set_list(inventory, "servers", facts->policy);
	owners_add(json_object_get(inventory, "programs"));
	return inventory;
}

static const char *content_of(const json_t *program)
{
	const char *sha256 = describe_text(program, "sha256");
	const char *fsverity = describe_text(program, "fsverity");

	return *sha256 ? sha256 : *fsverity ? fsverity :
	       describe_text(program, "identify-by");
}

static const char *package_of(const json_t *program, char *text, size_t size)
{
	snprintf(text, size, "%s %s", describe_text(program, "package"),
		 describe_text(program, "package-version"));
	return quote(text);
}

static void print_programs(const json_t *programs)
{
	static const char *const names[] = { "PROGRAM", "PACKAGE", "MAY",
					     "KNOWN BY", NULL };
	struct libscols_table *table = columns_new(names);
	char may[256], package[512];
	json_t *program;
	size_t i;

	json_array_foreach(programs, i, program)
		columns_add(table, (const char *[]){
			quote(describe_text(program, "path")),
			package_of(program, package, sizeof(package)),
			describe_join(json_object_get(program, "may"), "", may,
				      sizeof(may)),
			content_of(program) });
	columns_print(table);
}

static void print_inventory(const json_t *inventory)
{
	const json_t *host = json_object_get(inventory, "host");
	const json_t *policy = json_object_get(inventory, "policy");

	printf("%s: Linux %s %s, edgesec %s, module %s\n",
	       quote(describe_text(host, "name")),
	       quote(describe_text(host, "kernel")),
	       quote(describe_text(host, "machine")), EDGESEC_VERSION,
	       quote(describe_text(inventory, "module")));
	if (json_is_null(policy))
		puts("no policy is in force");
	else
		printf("policy %s, digest %s\n\n",
		       quote(describe_text(policy, "name")),
		       describe_text(policy, "digest"));
	print_programs(json_object_get(inventory, "programs"));
	show_ports(json_object_get(inventory, "ports"));
	show_servers(json_object_get(inventory, "servers"));
}

static void print(const json_t *inventory, enum format format)
{
	if (format == TABLE)
		print_inventory(inventory);
	else
		output_json(format == CYCLONEDX ? cyclonedx_make(inventory) :
						  json_deep_copy(inventory));
}

static bool take_format(enum format *format, const char *name)
{
	static const char *const names[] = { "table", "json", "cyclonedx" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(names[i], name)) {
			*format = i;
			return true;
		}
	}
	return false;
}

static bool take_options(enum format *format, int argc, char **argv)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "json", no_argument, NULL, 'j' },
		{}
	};
	int option;

	while ((option = getopt_long(argc, argv, "j", options, NULL)) != -1) {
		if (option == 'j')
			*format = JSON;
		else if (option != 'f' || !take_format(format, optarg))
			return false;
	}
	return optind == argc;
}

int cmd_inventory(const struct cli *cli, int argc, char **argv)
{
	enum format format = cli->json ? JSON : TABLE;
	struct facts facts;
	json_t *inventory;
	int ret;

	if (!take_options(&format, argc, argv))
		return usage("inventory [--format table|json|cyclonedx]");
	ret = facts_ask(&facts, "inventory");
	if (!ret) {
		inventory = inventory_of(&facts);
		if (!cli->quiet)
			print(inventory, format);
		json_decref(inventory);
		if (!facts_in_force(&facts))
			ret = EXIT_NO;
	}
	facts_free(&facts);
	return ret;
}
