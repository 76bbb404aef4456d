// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - An inventory as a bill of materials of CycloneDX
 * Copyright (C) 2026 The edgesec authors
 *
 * Version 1.5, https://cyclonedx.org/docs/1.5/json/. What may run is a file, with
 * its package as another component beside it; what the network reaches is a
 * service.
 */
#include "cyclonedx.h"
#include "describe.h"
#include "host.h"
#include "memory.h"
#include "show_ports.h"
#include "uuid.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_property(json_t *properties, const char *name,
			 const char *value)
{
	if (*value)
		json_array_append_new(properties,
			json_pack("{s:s, s:s}", "name", name, "value", value));
}

static json_t *component(const char *type, const char *reference,
			 const char *name, const char *version)
{
	json_t *object = json_pack("{s:s, s:s, s:s}", "type", type, "bom-ref",
				   reference, "name", name);

	if (*version)
		json_object_set_new(object, "version", json_string(version));
	return object;
}

/* As a package URL wants it. */
static void encode(char *to, size_t size, const char *text)
{
	size_t len = 0;

	for (; *text && len + 4 < size; text++) {
		if (isalnum((unsigned char)*text) || strchr(".-_~", *text))
			to[len++] = *text;
		else
			len += sprintf(to + len, "%%%02X",
				       (unsigned char)*text);
	}
	to[len] = '\0';
}

/* The word behind ID= of os-release. */
static const char *distribution(char *text, size_t size)
{
	char *id = NULL;

	*text = '\0';
	if (host_read("/etc/os-release", text, size))
		id = !strncmp(text, "ID=", 3) ? text : strstr(text, "\nID=");
	if (!id)
		return "debian";
	id += *id == '\n' ? strlen("\nID=") : strlen("ID=");
	id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789._-")] = '\0';
	return *id ? id : "debian";
}

static char *url_of(const json_t *program)
{
	char name[256], version[256], text[4096];
	char package[256];

	snprintf(package, sizeof(package), "%s",
		 describe_text(program, "package"));
	package[strcspn(package, ":")] = '\0';
	encode(name, sizeof(name), package);
	encode(version, sizeof(version),
	       describe_text(program, "package-version"));
	return must_printf("pkg:deb/%s/%s@%s?arch=%s",
			   distribution(text, sizeof(text)), name, version,
			   describe_text(program, "architecture"));
}

/* Each package once. */
static void add_package(json_t *components, json_t *seen,
			const json_t *program)
{
	const char *name = describe_text(program, "package");
	json_t *package;
	char *url;

	if (!*name || json_object_get(seen, name))
		return;
	url = url_of(program);
	package = component("application", url, name,
			    describe_text(program, "package-version"));
	json_object_set_new(package, "purl", json_string(url));
	json_array_append_new(components, package);
	json_object_set_new(seen, name, json_true());
	free(url);
}

static json_t *properties_of(const json_t *program)
{
	json_t *properties = json_array();
	char may[256];

	add_property(properties, "edgesec:identify-by",
		     describe_text(program, "identify-by"));
	add_property(properties, "edgesec:may",
		     describe_join(json_object_get(program, "may"), "", may,
				   sizeof(may)));
	add_property(properties, "edgesec:package",
		     describe_text(program, "package"));
	add_property(properties, "edgesec:fsverity",
		     describe_text(program, "fsverity"));
	return properties;
}

static json_t *file_of(const json_t *program, size_t number)
{
	const char *path = describe_text(program, "path");
	const char *sha256 = describe_text(program, "sha256");
	char reference[32];
	json_t *file;

	snprintf(reference, sizeof(reference), "program-%zu", number);
	file = component("file", reference, *path ? path : *sha256 ? sha256 :
			 describe_text(program, "identify-by"), "");
	if (*sha256)
		json_object_set_new(file, "hashes",
			json_pack("[{s:s, s:s}]", "alg", "SHA-256", "content",
				  sha256));
	json_object_set_new(file, "properties", properties_of(program));
	return file;
}

static json_t *components_of(const json_t *inventory)
{
	const json_t *host = json_object_get(inventory, "host");
	json_t *components = json_array(), *seen = json_object(), *program;
	size_t i;

	json_array_append_new(components,
		component("operating-system", "kernel", "linux",
			  describe_text(host, "kernel")));
	json_array_append_new(components,
		component("device-driver", "module", "edgesec",
			  describe_text(inventory, "module")));
	json_array_foreach(json_object_get(inventory, "programs"), i, program) {
		json_array_append_new(components, file_of(program, i));
		add_package(components, seen, program);
	}
	json_decref(seen);
	return components;
}

static json_t *service(const char *kind, size_t number, const char *name,
		       json_t *properties)
{
	char reference[32];

	snprintf(reference, sizeof(reference), "%s-%zu", kind, number);
	return json_pack("{s:s, s:s, s:o}", "bom-ref", reference, "name", name,
			 "properties", properties);
}

static json_t *port_service(const json_t *rule, size_t number)
{
	json_t *properties = json_array();
	char text[1024];
	char *name = must_printf("%s, %s", describe_text(rule, "protocol"),
				 describe_text(rule, "scope"));
	json_t *object;

	add_property(properties, "edgesec:mode", describe_text(rule, "mode"));
	add_property(properties, "edgesec:default",
		     describe_text(rule, "default"));
	add_property(properties, "edgesec:ports",
		     show_directions(rule, text, sizeof(text)));
	object = service("ports", number, name, properties);
	free(name);
	return object;
}

static json_t *modbus_service(const json_t *server, size_t number)
{
	json_t *properties = json_array();
	char text[1024];

	add_property(properties, "edgesec:mode", describe_text(server, "mode"));
	add_property(properties, "edgesec:address",
		     describe_join(json_object_get(server, "address"), "any",
				   text, sizeof(text)));
	add_property(properties, "edgesec:port",
		     describe_join(json_object_get(server, "port"), "502", text,
				   sizeof(text)));
	return service("modbus", number, describe_text(server, "name"),
		       properties);
}

static json_t *services_of(const json_t *inventory)
{
	json_t *services = json_array(), *member;
	size_t i;

	json_array_foreach(json_object_get(inventory, "ports"), i, member)
		json_array_append_new(services, port_service(member, i));
	json_array_foreach(json_object_get(inventory, "servers"), i, member)
		json_array_append_new(services, modbus_service(member, i));
	return services;
}

static json_t *metadata_of(const json_t *inventory)
{
	const json_t *policy = json_object_get(inventory, "policy");
	json_t *properties = json_array();

	add_property(properties, "edgesec:policy",
		     describe_text(policy, "name"));
	add_property(properties, "edgesec:digest",
		     describe_text(policy, "digest"));
	return json_pack("{s:s, s:{s:[o]}, s:o, s:o}",
		"timestamp", describe_text(inventory, "collected"),
		"tools", "components",
		component("application", "command", "edgesec",
			  describe_text(inventory, "command")),
		"component",
		component("device", "host",
			  describe_text(json_object_get(inventory, "host"),
					"name"), ""),
		"properties", properties);
}

static json_t *serial_of(const json_t *inventory)
{
	const json_t *policy = json_object_get(inventory, "policy");
	char *name = must_printf("inventory/%s/%s/%s",
		describe_text(json_object_get(inventory, "host"), "name"),
		describe_text(policy, "digest"),
		describe_text(inventory, "collected"));
	char text[UUID_SIZE];
	json_t *serial = json_sprintf("urn:uuid:%s", uuid_of(name, text));

	free(name);
	return serial;
}

json_t *cyclonedx_make(const json_t *inventory)
{
	return json_pack("{s:s, s:s, s:o, s:i, s:o, s:o, s:o}",
			 "bomFormat", "CycloneDX", "specVersion", "1.5",
			 "serialNumber", serial_of(inventory), "version", 1,
			 "metadata", metadata_of(inventory),
			 "components", components_of(inventory),
			 "services", services_of(inventory));
}
