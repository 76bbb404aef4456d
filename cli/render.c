// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - One record, for people and for programs
 * Copyright (C) 2026 The edgesec authors
 */
#include "render.h"
#include "entry.h"
#include "log_modbus.h"
#include "memory.h"
#include "quote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool is_number(const char *key)
{
	static const char *const keys[] = {
		"seq", "gen", "uid", "pid", "auid", "ses", "port", "netns",
		"ino", "sport", "dport", "unit", "function", "transaction",
		"count", "version", "confirm", "restored", "res", "exe_cut",
		"path_cut", "comm_cut", "sub", "read", "read_quantity",
		"write", "write_quantity", "value", "mask"
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strcmp(key, keys[i]))
			return true;
	return false;
}

static void format_time(uint64_t usec, bool iso, char *text, size_t size)
{
	time_t seconds = usec / 1000000;
	struct tm tm;

	snprintf(text, size, "-");
	if (localtime_r(&seconds, &tm))
		strftime(text, size, iso ? "%Y-%m-%dT%H:%M:%S%z" :
					   "%m-%d %H:%M:%S", &tm);
}

/* Bytes that are no text appear escaped, and exactly as "<key>-hex". */
static void set_bytes(json_t *object, const char *key, const char *value,
		      size_t len)
{
	char *name = must_printf("%s-hex", key);
	char *hex = must_calloc(len + 1, 2);

	for (size_t i = 0; i < len; i++)
		sprintf(hex + 2 * i, "%02x", (unsigned char)value[i]);
	json_object_set_new(object, key, json_string(quote(value)));
	json_object_set_new(object, name, json_string(hex));
	free(name);
	free(hex);
}

static void set_field(json_t *object, const struct record *entry, size_t i)
{
	const char *key = entry->key[i], *value = entry->value[i];
	size_t len = entry->len[i];
	char *end;
	long long number;

	if (is_number(key)) {
		number = strtoll(value, &end, 10);
		json_object_set_new(object, key, *end ? json_string(value) :
							json_integer(number));
	} else if (is_utf8(value, len)) {
		json_object_set_new(object, key, json_stringn(value, len));
	} else {
		set_bytes(object, key, value, len);
	}
}

json_t *render_json(const struct record *entry)
{
	json_t *object = json_object();
	char when[64];

	for (size_t i = 0; i < entry->count; i++)
		set_field(object, entry, i);
	format_time(entry->usec, true, when, sizeof(when));
	json_object_set_new(object, "time", json_string(when));
	return object;
}

/* The value of @key, safe to print, or "?". */
static const char *get(const struct record *entry, const char *key)
{
	const char *value = entry_get(entry, key);

	return value ? quote(value) : "?";
}

static bool has(const struct record *entry, const char *key)
{
	return entry_get(entry, key);
}

static char *subject_of(const struct record *entry)
{
	if (has(entry, "src"))
		return must_printf("%s port %s", get(entry, "src"),
				   get(entry, "sport"));
	if (has(entry, "exe"))
		return must_printf("%s, uid %s", get(entry, "exe"),
				   get(entry, "uid"));
	return must_strdup("");
}

static char *port_of(const struct record *entry)
{
	const char *proto = get(entry, "proto"), *scope = get(entry, "scope");

	if (!has(entry, "port"))
		return must_printf("%s socket, %s", proto, scope);
	if (!has(entry, "dst"))
		return must_printf("%s port %s, %s", proto,
				   get(entry, "port"), scope);
	return must_printf("%s %s port %s, %s", proto, get(entry, "dst"),
			   get(entry, "port"), scope);
}

static char *object_of(const struct record *entry)
{
	if (has(entry, "path"))
		return must_strdup(get(entry, "path"));
	if (has(entry, "dport"))
		return log_modbus(entry);
	if (has(entry, "proto"))
		return port_of(entry);
	if (has(entry, "cause"))
		return must_printf("%s %s by %s, generation %s is back",
				   get(entry, "action"), get(entry, "name"),
				   get(entry, "cause"), get(entry, "restored"));
	if (has(entry, "level"))
		return must_printf("%s %s", get(entry, "action"),
				   get(entry, "level"));
	if (has(entry, "action"))
		return must_printf("%s %s, version %s", get(entry, "action"),
				   get(entry, "name"), get(entry, "version"));
	if (has(entry, "count"))
		return must_printf("%s records of class %s were held back",
				   get(entry, "count"), get(entry, "class"));
	return must_strdup("");
}

/* A denial that was only recorded is told apart from one that held. */
static const char *verdict_of(const struct record *entry)
{
	const char *verdict = entry_get(entry, "verdict");
	const char *mode = entry_get(entry, "mode");

	if (!verdict)
		return "-";
	if (!strcmp(verdict, "deny"))
		return mode && !strcmp(mode, "audit") ? "would deny" : "denied";
	return "allowed";
}

void render_row(const struct record *entry, render_fn take, void *arg)
{
	char *subject = subject_of(entry), *object = object_of(entry);
	char when[64];

	format_time(entry->usec, false, when, sizeof(when));
	take((const char *[RENDER_CELLS]){
		when, get(entry, "op"), verdict_of(entry), subject, object,
		has(entry, "rule") ? get(entry, "rule") : "",
		has(entry, "reason") ? get(entry, "reason") : "",
		has(entry, "gen") ? get(entry, "gen") : "" }, arg);
	free(subject);
	free(object);
}

void render_json_line(json_t *object)
{
	json_dumpf(object, stdout, JSON_COMPACT | JSON_SORT_KEYS);
	putchar('\n');
	json_decref(object);
}

static void print_cells(const char *const *cells, void *arg)
{
	const char *before = "";

	(void)arg;
	for (int i = 0; i < RENDER_CELLS; i++) {
		if (!*cells[i])
			continue;
		printf("%s%s", before, cells[i]);
		before = "  ";
	}
	putchar('\n');
}

void render_line(const struct record *entry, bool json)
{
	if (json)
		render_json_line(render_json(entry));
	else
		render_row(entry, print_cells, NULL);
}
