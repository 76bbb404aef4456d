// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A report as one page for people, on screen and on paper
 * Copyright (C) 2026 The edgesec authors
 *
 * The page has no script and refers to nothing outside it; its own policy
 * forbids both. Whatever was not written here is escaped.
 */
#include "report.h"
#include "describe.h"

#include <string.h>

static const char style[] =
	":root{--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--good:#116329;"
	"--part:#7a4b00;--bad:#a40e26;--none:#57606a}\n"
	"*{box-sizing:border-box}\n"
	"body{font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:#fff;"
	"max-width:64rem;margin:0 auto;padding:1.5rem;overflow-wrap:anywhere}\n"
	"h1{font-size:1.6rem;margin:0 0 .25rem}\n"
	"h2{font-size:1.15rem;margin:2rem 0 .5rem;break-after:avoid}\n"
	"p{margin:.4rem 0}\n"
	".soft{color:var(--soft)}\n"
	".verdict{border-left:.4rem solid;padding:.6rem .9rem;margin:1rem 0;"
	"font-size:1.1rem;font-weight:600;background:#f6f8fa}\n"
	".met{color:var(--good)}.partly{color:var(--part)}"
	".not-met{color:var(--bad)}.out-of-scope{color:var(--none)}\n"
	".tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:.6rem;"
	"padding:0;list-style:none}\n"
	".tiles li{border:1px solid var(--line);border-radius:.4rem;padding:.5rem .7rem}\n"
	".tiles b{display:block;font-size:1.5rem;line-height:1.2}\n"
	"dl{display:grid;grid-template-columns:11rem 1fr;gap:.2rem 1rem;margin:0}\n"
	"dt{color:var(--soft)}dd{margin:0}\n"
	"code{font:.9em ui-monospace,monospace}\n"
	"table{border-collapse:collapse;width:100%}\n"
	"th,td{text-align:left;vertical-align:top;padding:.45rem .6rem .45rem 0;"
	"border-bottom:1px solid var(--line)}\n"
	"th{color:var(--soft);font-weight:600;white-space:nowrap}\n"
	"tr{break-inside:avoid}\n"
	".id,.result{white-space:nowrap}.result{font-weight:600}\n"
	".scope td{padding:.2rem .6rem .2rem 0}\n"
	"@media(max-width:40rem){body{padding:1rem}"
	".tiles{grid-template-columns:1fr 1fr}"
	"dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}"
	"table,tbody,tr,td{display:block}thead{display:none}"
	"td{border:0;padding:.1rem 0}"
	"tr{border-bottom:1px solid var(--line);padding:.5rem 0;display:block}"
	"td[data-name]::before{content:attr(data-name) \" \";color:var(--soft);font-weight:400}}\n"
	"@media print{@page{margin:16mm}body{max-width:none;padding:0;"
	"font-size:10pt}.verdict{background:none}}\n";

static void put(FILE *to, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", to);
			break;
		case '<':
			fputs("&lt;", to);
			break;
		case '>':
			fputs("&gt;", to);
			break;
		case '"':
			fputs("&quot;", to);
			break;
		case '\'':
			fputs("&#39;", to);
			break;
		default:
			fputc(*text, to);
		}
	}
}

static long long number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void put_head(FILE *to, const json_t *report)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	      "<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\""
	      " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<title>edgesec report: ", to);
	put(to, describe_text(report, "profile"));
	fprintf(to, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", style);
}

static void put_verdict(FILE *to, const json_t *report)
{
	bool reached = report_is_reached(report);

	fputs("<h1>", to);
	put(to, describe_text(report, "profile"));
	fprintf(to, ", level %lld</h1>\n<p class=\"soft\">What edgesec holds on ",
		number(report, "level"));
	put(to, describe_text(json_object_get(json_object_get(report, "facts"),
					      "host"), "name"));
	fputs(", asked of the running kernel on ", to);
	put(to, describe_text(report, "collected"));
	fprintf(to, ".</p>\n<p class=\"verdict %s\">%s. ",
		reached ? "met" : "not-met", reached ? "Reached" :
						       "Not reached");
	if (number(report, "level-reached"))
		fprintf(to, "edgesec does all that it can up to level %lld.</p>\n",
			number(report, "level-reached"));
	else
		fputs("edgesec could do more for level 1 already.</p>\n", to);
}

static const char *const results[] = {
	"met", "partly", "not-met", "out-of-scope"
};

static const char *const result_names[] = {
	"met", "partly", "not met", "out of scope"
};

static const char *name_of(const char *result)
{
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++)
		if (!strcmp(results[i], result))
			return result_names[i];
	return "";
}

static void put_summary(FILE *to, const json_t *report)
{
	const json_t *summary = json_object_get(report, "summary");

	fputs("<ul class=\"tiles\">\n", to);
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++)
		fprintf(to, "<li class=\"%s\"><b>%lld</b> %s</li>\n",
			results[i], number(summary, results[i]),
			result_names[i]);
	fputs("</ul>\n<p class=\"soft\">Partly: edgesec does a part of it, or the"
	      " policy does not ask for all of it yet. Out of scope: edgesec has"
	      " no part in it; others have to show it. This page is no"
	      " certificate, and says nothing of a host as a whole.</p>\n", to);
}

static void put_fact(FILE *to, const char *name, const char *value)
{
	fprintf(to, "<dt>%s</dt><dd>", name);
	put(to, *value ? value : "none");
	fputs("</dd>\n", to);
}

static void put_counts(FILE *to, const char *name, json_t *counts)
{
	const char *key, *comma = "";
	json_t *value;

	fprintf(to, "<dt>%s</dt><dd>", name);
	json_object_foreach(counts, key, value) {
		fputs(comma, to);
		put(to, key);
		if (json_is_string(value)) {
			fputs(": ", to);
			put(to, json_string_value(value));
		} else {
			fprintf(to, ": %lld",
				(long long)json_integer_value(value));
		}
		comma = ", ";
	}
	fputs("</dd>\n", to);
}

static void put_policy(FILE *to, const json_t *facts)
{
	const json_t *policy = json_object_get(facts, "policy");

	put_fact(to, "Policy", describe_text(policy, "name"));
	if (!policy)
		return;
	fprintf(to, "<dt>Version</dt><dd>%lld, generation %lld</dd>\n",
		number(policy, "version"), number(policy, "generation"));
	put_fact(to, "Its profile", describe_text(policy, "profile"));
	fputs("<dt>Digest</dt><dd><code>", to);
	put(to, describe_text(policy, "digest"));
	fputs("</code></dd>\n", to);
	put_fact(to, "Signed by", describe_text(policy, "signer"));
	put_fact(to, "Mode", describe_text(policy, "mode"));
	put_counts(to, "By section", json_object_get(facts, "modes"));
}

static const char *yes_no(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key)) ? "yes" : "no";
}

static void put_host(FILE *to, const json_t *facts)
{
	const json_t *host = json_object_get(facts, "host");

	fputs("<dt>Kernel</dt><dd>", to);
	put(to, describe_text(host, "kernel"));
	fputs(", ", to);
	put(to, describe_text(host, "machine"));
	fputs("</dd>\n", to);
	put_fact(to, "Secure Boot", yes_no(host, "secure-boot"));
	put_fact(to, "Lockdown", describe_text(host, "lockdown"));
	put_fact(to, "Clock kept right", yes_no(host, "clock-synchronised"));
}

static void put_hooks(FILE *to, const json_t *hooks)
{
	const char *comma = "";
	json_t *hook;
	size_t i;

	fputs("<dt>Hooks attached</dt><dd>", to);
	json_array_foreach(hooks, i, hook) {
		if (!json_is_true(json_object_get(hook, "attached")))
			continue;
		fputs(comma, to);
		put(to, describe_text(hook, "name"));
		fputs(json_is_true(json_object_get(hook, "live")) ?
		      ": alive" : ": <b class=\"not-met\">not called yet</b>",
		      to);
		comma = ", ";
	}
	fputs(*comma ? "</dd>\n" : "none</dd>\n", to);
}

static void put_conditions(FILE *to, const json_t *conditions)
{
	json_t *condition;
	size_t i;

	json_array_foreach(conditions, i, condition) {
		if (!strcmp(describe_text(condition, "met"), "yes"))
			continue;
		fputs("<p class=\"verdict not-met\">Nothing counts without ", to);
		put(to, describe_text(condition, "wanted"));
		fputs(". Now: ", to);
		put(to, describe_text(condition, "is"));
		fputs(".</p>\n", to);
	}
}

static void put_facts(FILE *to, const json_t *report)
{
	const json_t *facts = json_object_get(report, "facts");

	put_conditions(to, json_object_get(report, "conditions"));
	fputs("<h2>In force</h2>\n<dl>\n", to);
	put_policy(to, facts);
	put_fact(to, "On trial",
		 json_object_get(facts, "pending") ? "yes" : "no");
	put_fact(to, "Lock", describe_text(facts, "lock"));
	put_hooks(to, json_object_get(facts, "hooks"));
	put_counts(to, "Records lost or held back",
		   json_object_get(facts, "losses"));
	fprintf(to, "<dt>Open against it</dt><dd>%zu sockets</dd>\n",
		json_array_size(json_object_get(facts, "open")));
	fputs("<dt>edgesec</dt><dd>module ", to);
	put(to, describe_text(facts, "module"));
	fputs(", command ", to);
	put(to, describe_text(facts, "command"));
	fputs("</dd>\n", to);
	put_host(to, facts);
	fputs("<dt>Requirements</dt><dd>SHA-256 <code>", to);
	put(to, describe_text(report, "controls-sha256"));
	fputs("</code></dd>\n</dl>\n", to);
}

static void put_line(FILE *to, const char *before, const char *text)
{
	if (!*text)
		return;
	fprintf(to, "<p>%s", before);
	put(to, text);
	fputs("</p>", to);
}

static void put_row(FILE *to, const json_t *row)
{
	const char *result = describe_text(row, "result");
	char text[1024];

	fputs("<tr><td class=\"id\">", to);
	put(to, describe_text(row, "id"));
	fprintf(to, "</td><td data-name=\"Level\">%lld</td>",
		number(row, "level"));
	fprintf(to, "<td class=\"result %s\">%s</td><td><b>", result,
		name_of(result));
	put(to, describe_text(row, "title"));
	fputs("</b>", to);
	put_line(to, "", describe_text(row, "mechanism"));
	put_line(to, "<span class=\"soft\">Seen:</span> ",
		 report_checks(row, text, sizeof(text)));
	put_line(to, "<span class=\"soft\">To get further:</span> ",
		 report_next(row, text, sizeof(text)));
	fputs("</td></tr>\n", to);
}

static void put_scope_row(FILE *to, const json_t *row)
{
	fputs("<tr><td class=\"id\">", to);
	put(to, describe_text(row, "id"));
	fprintf(to, "</td><td data-name=\"Level\">%lld</td><td>",
		number(row, "level"));
	put(to, describe_text(row, "title"));
	fputs("</td></tr>\n", to);
}

/* Which rows go into a table. */
enum part { ASKED, BEYOND, OUT };

static bool is_of(const json_t *report, const json_t *row, enum part part)
{
	if (!strcmp(describe_text(row, "result"), "out-of-scope"))
		return part == OUT;
	return part == (report_is_asked(report, row) ? ASKED : BEYOND);
}

static void put_rows(FILE *to, const json_t *report, enum part part)
{
	bool any = false;
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(report, "requirements"), i, row) {
		if (!is_of(report, row, part))
			continue;
		any = true;
		if (part == OUT)
			put_scope_row(to, row);
		else
			put_row(to, row);
	}
	if (!any)
		fputs("<tr><td>none</td></tr>\n", to);
	fputs("</tbody></table>\n", to);
}

void report_html(FILE *to, const json_t *report)
{
	static const char head[] =
		"<table><thead><tr><th>Requirement</th><th>Level</th>"
		"<th>Result</th><th>What it wants, and what is done</th></tr>"
		"</thead><tbody>\n";

	put_head(to, report);
	put_verdict(to, report);
	put_summary(to, report);
	put_facts(to, report);
	fprintf(to, "<h2>Up to level %lld</h2>\n%s", number(report, "level"),
		head);
	put_rows(to, report, ASKED);
	fprintf(to, "<h2>Beyond it</h2>\n%s", head);
	put_rows(to, report, BEYOND);
	fputs("<h2>Out of scope</h2>\n<table class=\"scope\"><thead><tr>"
	      "<th>Requirement</th><th>Level</th><th>What it wants</th></tr>"
	      "</thead><tbody>\n", to);
	put_rows(to, report, OUT);
	fputs("</body>\n</html>\n", to);
}
