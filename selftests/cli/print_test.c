// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A policy that is printed and read again means the same
 * Copyright (C) 2026 The edgesec authors
 *
 * Usage: print_test POLICY...; files that need nothing of this host.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "load.h"
#include "print.h"

/* As TAP wants it. */
static int tell(int number, int good, const char *name)
{
	printf("%sok %d - %s, printed and read again, means the same\n",
	       good ? "" : "not ", number, name);
	return good;
}

/* @copy becomes a model of its own, as `edgesec learn` makes one. */
static int read_policy(struct load *load, struct model *copy, const char *name)
{
	if (load_text(load, name) != EXIT_DONE)
		return 0;
	*copy = load->model;
	copy->programs = (struct programs){};
	copy->ports = (struct port_rules){};
	copy->servers = (struct modbus_servers){};
	model_add(copy, &load->model);
	compile(copy, &load->erecs, &load->compiled);
	return 1;
}

/* What the kernel is not told: may they be absent? */
static int same_absences(const struct programs *a, const struct programs *b)
{
	if (a->count != b->count)
		return 0;
	for (size_t i = 0; i < a->count; i++)
		if (!a->list[i].has_digest && a->list[i].ignore_absent !=
					      b->list[i].ignore_absent)
			return 0;
	return 1;
}

static void forget(struct load *load, struct model *copy)
{
	model_free(copy);
	load_free(load);
}

static int prints_alike(const char *name)
{
	char again[] = "/tmp/print.XXXXXX";
	FILE *f = fdopen(mkstemp(again), "w");
	struct model copies[2] = {};
	struct load loads[2] = {};
	int good;

	if (!f)
		return 0;
	good = read_policy(&loads[0], &copies[0], name);
	if (good)
		print_model(f, &copies[0]);
	fclose(f);
	good = good && read_policy(&loads[1], &copies[1], again) &&
	       !memcmp(loads[0].compiled.digest, loads[1].compiled.digest,
		       EDGESEC_DIGEST_SIZE) &&
	       same_absences(&loads[0].model.programs,
			     &loads[1].model.programs);
	unlink(again);
	forget(&loads[0], &copies[0]);
	forget(&loads[1], &copies[1]);
	return good;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= !tell(i, prints_alike(argv[i]), argv[i]);
	printf("1..%d\n", argc - 1);
	return failed;
}
