// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Tests of inventories: packages of files, bills of materials
 * Copyright (C) 2026 The edgesec authors
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tap.h"
#include "cyclonedx.h"
#include "describe.h"
#include "owners.h"

static json_t *programs_of(const char *path)
{
	return json_pack("[{s:s, s:s}]", "path", path, "identify-by", "path");
}

/* Compares the package that @path is said to come from, and frees. */
static int comes_from(const char *path, const char *package)
{
	json_t *programs = programs_of(path);
	int same;

	owners_add(programs);
	same = !strcmp(describe_text(json_array_get(programs, 0), "package"),
		       package);
	json_decref(programs);
	return same;
}

static void test_owner(void)
{
	if (access("/usr/bin/dpkg-query", X_OK))
		return;
	CHECK(comes_from("/usr/bin/dpkg-query", "dpkg"));
	CHECK(comes_from("/bin/dpkg-query", "dpkg"));
	CHECK(comes_from("/usr/bin/bash", "bash"));
	CHECK(comes_from("/bin/bash", "bash"));
}

static void test_nobodys(void)
{
	CHECK(comes_from("/usr/bin/none-such", ""));
	CHECK(comes_from("/usr/bin/dpkg-quer?", ""));
	CHECK(comes_from("/usr/bin/dpkg-*", ""));
	CHECK(comes_from("--version", ""));
	CHECK(comes_from("", ""));
}

/* More than one question to dpkg. */
static void test_many(void)
{
	json_t *programs = json_array();
	int good;

	if (access("/usr/bin/dpkg-query", X_OK))
		return;
	for (int i = 0; i < 500; i++)
		json_array_append_new(programs,
			json_pack("{s:s}", "path", i == 499 ?
				  "/usr/bin/dpkg" : "/usr/bin/none-such"));
	owners_add(programs);
	good = !strcmp(describe_text(json_array_get(programs, 499), "package"),
		       "dpkg") &&
	       !strcmp(describe_text(json_array_get(programs, 498), "package"),
		       "");
	json_decref(programs);
	CHECK(good);
}

static json_t *make(void)
{
	json_t *inventory = json_pack(
		"{s:s, s:s, s:s, s:{s:s, s:s}, s:{s:s}, s:[{s:s, s:s, s:s, s:s, s:s}, {s:s}], s:[{s:s, s:s}], s:[{s:s}]}",
		"collected", "2026-01-01T00:00:00Z", "command", "1",
		"module", "1", "host", "name", "h", "kernel", "6.1",
		"policy", "name", "p",
		"programs", "path", "/usr/bin/a", "sha256", "00",
		"package", "a:amd64", "package-version", "1:2+3~4",
		"architecture", "amd64", "identify-by", "kernel",
		"ports", "protocol", "udp", "scope", "host",
		"servers", "name", "plc");
	json_t *bom = cyclonedx_make(inventory);

	json_decref(inventory);
	return bom;
}

static int has(const json_t *list, const char *key, const char *value)
{
	json_t *member;
	size_t i;

	json_array_foreach(list, i, member)
		if (!strcmp(describe_text(member, key), value))
			return 1;
	return 0;
}

static void test_bom(void)
{
	json_t *bom = make();
	const json_t *components = json_object_get(bom, "components");
	const json_t *services = json_object_get(bom, "services");

	CHECK(!strcmp(describe_text(bom, "bomFormat"), "CycloneDX"));
	CHECK(!strcmp(describe_text(bom, "specVersion"), "1.5"));
	CHECK(!strncmp(describe_text(bom, "serialNumber"), "urn:uuid:", 9));
	CHECK(strlen(describe_text(bom, "serialNumber")) == 45);
	CHECK(json_array_size(components) == 5);
	CHECK(has(components, "name", "/usr/bin/a"));
	CHECK(has(components, "name", "kernel"));
	CHECK(has(components, "name", "a:amd64"));
	CHECK(has(services, "name", "udp, host"));
	CHECK(has(services, "name", "plc"));
	json_decref(bom);
}

/* A version may hold what has a meaning in a URL. */
static void test_url(void)
{
	json_t *bom = make(), *component;
	const char *url = "";
	size_t i;

	json_array_foreach(json_object_get(bom, "components"), i, component)
		if (json_object_get(component, "purl"))
			url = describe_text(component, "purl");
	CHECK(!strncmp(url, "pkg:deb/", 8));
	CHECK(strstr(url, "/a@1%3A2%2B3~4?arch=amd64"));
	json_decref(bom);
}

/* Nothing may refer to two components. */
static void test_references(void)
{
	json_t *bom = make(), *seen = json_object(), *member;
	int twice = 0;
	size_t i;

	json_array_foreach(json_object_get(bom, "components"), i, member) {
		const char *reference = describe_text(member, "bom-ref");

		twice += !*reference || json_object_get(seen, reference);
		json_object_set_new(seen, reference, json_true());
	}
	json_decref(seen);
	json_decref(bom);
	CHECK(!twice);
}

int main(void)
{
	static const struct tap_test tests[] = {
		{ "a file is known by the package it comes from", test_owner },
		{ "a pattern or an option is nobody's file", test_nobodys },
		{ "five hundred files are asked for in pieces", test_many },
		{ "a bill of materials has what it has to have", test_bom },
		{ "versions are encoded in the URLs of packages", test_url },
		{ "no two components share a reference", test_references },
	};

	return TAP_RUN(tests);
}
