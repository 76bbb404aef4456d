// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A report as OSCAL assessment results
 * Copyright (C) 2026 The edgesec authors
 *
 * OSCAL knows "satisfied" and "not-satisfied", so only a requirement that
 * edgesec enforces gets a finding. The rest are observations: evidence that
 * somebody else has to judge. Identifiers follow from the content; the same
 * state gives the same document but for its time.
 */
#include "report.h"
#include "describe.h"
#include "memory.h"
#include "uuid.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define OSCAL	"1.1.2"
#define SPACE	"https://edgesec.invalid/ns/oscal"

/**
 * struct document - What its parts share
 * @report: What it is made from.
 * @seed: What identifiers follow from: host, policy, and time.
 */
struct document {
	const json_t *report;
	char *seed;
};

static json_t *uuid(const struct document *document, const char *kind,
		    const char *name)
{
	char *whole = must_printf("%s/%s/%s", document->seed, kind, name);
	char text[UUID_SIZE];
	json_t *value = json_string(uuid_of(whole, text));

	free(whole);
	return value;
}

/* "CR 2.1 RE(1)" as a token: "cr-2.1-re-1". */
static const char *token(const char *id, char text[64])
{
	size_t len = 0;

	for (; *id && len < 62; id++) {
		if (isalnum((unsigned char)*id) || *id == '.')
			text[len++] = tolower((unsigned char)*id);
		else if (len && text[len - 1] != '-' && id[1])
			text[len++] = '-';
	}
	text[len] = '\0';
	if (!isalpha((unsigned char)*text))
		snprintf(text, 64, "requirement");
	return text;
}

static void add_prop(json_t *props, const char *name, const char *value)
{
	if (*value)
		json_array_append_new(props, json_pack("{s:s, s:s, s:s}",
						       "name", name, "ns",
						       SPACE, "value", value));
}

static json_t *props_of(const json_t *row)
{
	json_t *props = json_array(), *test;
	char *value;
	size_t i;

	add_prop(props, "coverage", describe_text(row, "coverage"));
	add_prop(props, "result", describe_text(row, "result"));
	json_array_foreach(json_object_get(row, "tests"), i, test) {
		value = must_printf("%s: %s", describe_text(test, "suite"),
				    describe_text(test, "name"));
		add_prop(props, "test", value);
		free(value);
	}
	return props;
}

static json_t *description_of(const json_t *row)
{
	const char *mechanism = describe_text(row, "mechanism");
	char seen[1024];

	report_checks(row, seen, sizeof(seen));
	return json_sprintf("%s%s%s", *mechanism ? mechanism :
			    "Nothing that edgesec does.", *seen ? " Seen: " : "",
			    seen);
}

static json_t *observation_of(const struct document *document,
			      const json_t *row)
{
	const char *id = describe_text(row, "id");

	return json_pack("{s:o, s:s, s:o, s:o, s:[s], s:s}",
			 "uuid", uuid(document, "observation", id),
			 "title", id, "description", description_of(row),
			 "props", props_of(row), "methods", "TEST",
			 "collected",
			 describe_text(document->report, "collected"));
}

static json_t *finding_of(const struct document *document, const json_t *row)
{
	bool met = !strcmp(describe_text(row, "result"), "met");
	const char *id = describe_text(row, "id");
	char text[64];

	return json_pack("{s:o, s:s, s:s, s:{s:s, s:s, s:{s:s, s:s}}, s:[{s:o}]}",
			 "uuid", uuid(document, "finding", id), "title", id,
			 "description", describe_text(row, "title"), "target",
			 "type", "objective-id", "target-id", token(id, text),
			 "status", "state", met ? "satisfied" : "not-satisfied",
			 "reason", met ? "pass" : "fail",
			 "related-observations", "observation-uuid",
			 uuid(document, "observation", id));
}

static bool is_found(const json_t *row)
{
	return !strcmp(describe_text(row, "coverage"), "enforced");
}

/* What edgesec has nothing to do with was not looked at. */
static bool is_seen(const struct document *document, const json_t *row)
{
	return report_is_asked(document->report, row) &&
	       strcmp(describe_text(row, "result"), "out-of-scope");
}

static void add_rows(const struct document *document, json_t *controls,
		     json_t *observations, json_t *findings)
{
	char text[64];
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(document->report, "requirements"), i,
			   row) {
		if (!is_seen(document, row))
			continue;
		json_array_append_new(controls,
			json_pack("{s:s}", "control-id",
				  token(describe_text(row, "id"), text)));
		json_array_append_new(observations,
				      observation_of(document, row));
		if (is_found(row))
			json_array_append_new(findings,
					      finding_of(document, row));
	}
}

/* A list without members is against the schema. */
static void set_list(json_t *object, const char *key, json_t *list)
{
	if (json_array_size(list))
		json_object_set(object, key, list);
	json_decref(list);
}

static json_t *selection_of(json_t *controls)
{
	json_t *selection = json_object();

	set_list(selection, "include-controls", controls);
	return selection;
}

static json_t *state_of(const json_t *report)
{
	const json_t *facts = json_object_get(report, "facts");
	const json_t *policy = json_object_get(facts, "policy");

	if (!policy)
		return json_string("No policy is in force.");
	return json_sprintf("Policy %s, version %lld, generation %lld, digest %s, mode %s, lock %s.",
			    describe_text(policy, "name"),
			    (long long)json_integer_value(
				    json_object_get(policy, "version")),
			    (long long)json_integer_value(
				    json_object_get(policy, "generation")),
			    describe_text(policy, "digest"),
			    describe_text(policy, "mode"),
			    describe_text(facts, "lock"));
}

static json_t *result_of(const struct document *document)
{
	json_t *controls = json_array(), *observations = json_array();
	json_t *findings = json_array(), *result;
	const json_t *report = document->report;

	add_rows(document, controls, observations, findings);
	result = json_pack("{s:o, s:s, s:o, s:s, s:{s:[o]}}",
			   "uuid", uuid(document, "result", ""),
			   "title", "What edgesec holds on this host",
			   "description", state_of(report),
			   "start", describe_text(report, "collected"),
			   "reviewed-controls", "control-selections",
			   selection_of(controls));
	set_list(result, "observations", observations);
	set_list(result, "findings", findings);
	return result;
}

static json_t *metadata_of(const json_t *report)
{
	return json_pack("{s:o, s:s, s:s, s:s, s:[{s:s, s:s, s:o}]}",
			 "title", json_sprintf("edgesec report, %s level %lld",
				describe_text(report, "profile"),
				(long long)json_integer_value(
					json_object_get(report, "level"))),
			 "last-modified", describe_text(report, "collected"),
			 "version", describe_text(report, "schema"),
			 "oscal-version", OSCAL, "props",
			 "name", "level-reached", "ns", SPACE, "value",
			 json_sprintf("%lld", (long long)json_integer_value(
				json_object_get(report, "level-reached"))));
}

static json_t *plan_of(const struct document *document)
{
	return json_pack("{s:o, s:s, s:s}", "uuid",
			 uuid(document, "plan", ""), "title",
			 "No assessment plan",
			 "description",
			 "edgesec looks at the state of the running kernel; there is no plan that it follows.");
}

static char *seed_of(const json_t *report)
{
	const json_t *facts = json_object_get(report, "facts");

	return must_printf("%s/%s/%s/%s/%s",
			   describe_text(report, "profile"),
			   describe_text(report, "controls-sha256"),
			   describe_text(json_object_get(facts, "host"), "name"),
			   describe_text(json_object_get(facts, "policy"),
					 "digest"),
			   describe_text(report, "collected"));
}

void report_oscal(FILE *to, const json_t *report)
{
	struct document document = { report, seed_of(report) };
	json_t *plan = plan_of(&document);
	json_t *whole = json_pack("{s:{s:o, s:o, s:{s:o}, s:[o], s:{s:[O]}}}",
		"assessment-results", "uuid", uuid(&document, "document", ""),
		"metadata", metadata_of(report), "import-ap", "href",
		json_sprintf("#%s", describe_text(plan, "uuid")), "results",
		result_of(&document), "back-matter", "resources", plan);

	report_json(to, whole);
	json_decref(whole);
	json_decref(plan);
	free(document.seed);
}
