// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a policy would deny of what runs now
 * Copyright (C) 2026 The edgesec authors
 *
 * An operator is told before, not after. It is a look at one moment, and by
 * user space: a host that starts other programs tomorrow is not covered by it;
 * `mode: audit` is how to find out about those.
 */
#include "impact.h"
#include "files.h"
#include "mapped.h"
#include "memory.h"
#include "ports.h"
#include "procs.h"
#include "quote.h"
#include "schema.h"
#include "sockets.h"

#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More lines than that are not read. */
#define SHOWN_MAX	20

struct check {
	const struct model *model;
	unsigned int denied;
};

__attribute__((format(printf, 2, 3)))
static void report(struct check *check, const char *fmt, ...)
{
	va_list args;

	if (check->denied++ >= SHOWN_MAX)
		return;
	va_start(args, fmt);
	fputs("edgesec: the policy would deny ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
}

static bool same_file(const struct program *program, const struct stat *exe)
{
	struct stat st;

	return !stat(program->path, &st) && st.st_dev == exe->st_dev &&
	       st.st_ino == exe->st_ino;
}

static bool is_below(const struct program *program, const struct proc *proc)
{
	char real[PATH_MAX];
	size_t len;

	if (!realpath(program->path, real))
		return false;
	len = strcmp(real, "/") ? strlen(real) : 0;
	return !strncmp(proc->exe, real, len) && proc->exe[len] == '/';
}

static bool has_digest(const struct program *program,
		       const struct content *content)
{
	return content->has_digest && !memcmp(program->digest, content->digest,
					      sizeof(program->digest));
}

static bool has_fsverity(const struct program *program,
			 const struct content *content)
{
	return content->has_fsverity &&
	       !memcmp(program->digest, content->fsverity,
		       sizeof(program->digest));
}

static bool is_listed(const struct model *model, unsigned int role,
		      const struct proc *proc)
{
	for (size_t i = 0; i < model->programs.count; i++) {
		const struct program *program = &model->programs.list[i];

		if (!(program->role & role))
			continue;
		switch (program->identify) {
		case EDGESEC_IDENTIFY_PATH:
			if (same_file(program, &proc->stat))
				return true;
			break;
		case EDGESEC_IDENTIFY_DIRECTORY:
			if (is_below(program, proc))
				return true;
			break;
		case EDGESEC_IDENTIFY_DIGEST:
			if ((proc->content.tracked || !model->untracked) &&
			    has_digest(program, &proc->content))
				return true;
			break;
		case EDGESEC_IDENTIFY_FSVERITY:
			if (has_fsverity(program, &proc->content))
				return true;
			break;
		case EDGESEC_IDENTIFY_KERNEL:
			break;
		}
	}
	return false;
}

/* Who must go on starting scripts for the host to stay usable. */
static bool matters_for_scripts(const struct proc *proc)
{
	const char *slash = strrchr(proc->exe, '/');
	const char *name = slash ? slash + 1 : proc->exe;

	return proc->pid == 1 || proc->is_ancestor || !strcmp(name, "sshd") ||
	       !strcmp(name, "cron");
}

static void check_program(struct check *check, const struct proc *proc)
{
	const struct model *model = check->model;

	if (model->rule_mode[RULE_RUN] == EDGESEC_MODE_ENFORCE &&
	    !is_listed(model, EDGESEC_ROLE_RUN, proc))
		report(check, "%s, which runs as process %d", quote(proc->exe),
		       (int)proc->pid);
	if (model->rule_mode[RULE_SCRIPTS] == EDGESEC_MODE_ENFORCE &&
	    matters_for_scripts(proc) &&
	    !is_listed(model, EDGESEC_ROLE_START_SCRIPTS, proc))
		report(check, "scripts that %s (process %d) starts",
		       quote(proc->exe), (int)proc->pid);
}

static bool wants_digests(const struct model *model)
{
	for (size_t i = 0; i < model->programs.count; i++)
		if (model->programs.list[i].identify ==
		    EDGESEC_IDENTIFY_DIGEST)
			return true;
	return false;
}

static void check_programs(struct check *check)
{
	struct procs procs = {};

	if (check->model->rule_mode[RULE_RUN] != EDGESEC_MODE_ENFORCE &&
	    check->model->rule_mode[RULE_SCRIPTS] != EDGESEC_MODE_ENFORCE)
		return;
	procs_read(&procs, wants_digests(check->model));
	for (size_t i = 0; i < procs.count; i++)
		check_program(check, &procs.list[i]);
	procs_free(&procs);
}

static bool is_listed_code(const struct model *model,
			   const struct mapped_file *file)
{
	struct proc proc = { .exe = file->path, .content = file->content };

	if (stat(file->path, &proc.stat))
		memset(&proc.stat, 0, sizeof(proc.stat));
	return is_listed(model, EDGESEC_ROLE_RUN | EDGESEC_ROLE_MAP, &proc);
}

static void check_libraries(struct check *check)
{
	struct mapped mapped = {};

	if (check->model->rule_mode[RULE_LIBRARIES] != EDGESEC_MODE_ENFORCE)
		return;
	mapped_read(&mapped, wants_digests(check->model));
	for (size_t i = 0; i < mapped.count; i++)
		if (!is_listed_code(check->model, &mapped.list[i]))
			report(check, "%s, which is code of process %d",
			       quote(mapped.list[i].path),
			       (int)mapped.list[i].pid);
	mapped_free(&mapped);
}

static void check_port(struct check *check, const struct bound *bound)
{
	const char *doing = bound->direction == DIRECTION_LISTEN ?
				    "listened on" : "bound";

	const struct port_rule *rule =
		ports_denial(&check->model->ports, bound);

	if (rule && !rule->close)
		report(check, "%s port %u, which is %s (%s)",
		       schema_protocols[bound->protocol], bound->port, doing,
		       bound->is_host ? "host" : "container");
}

static void check_ports(struct check *check)
{
	struct sockets sockets = {};

	if (!check->model->ports.count)
		return;
	sockets_read(&sockets);
	for (size_t i = 0; i < sockets.count; i++)
		check_port(check, &sockets.list[i]);
	sockets_free(&sockets);
}

unsigned int impact_check(const struct model *model)
{
	struct check check = { .model = model };

	check_programs(&check);
	check_libraries(&check);
	check_ports(&check);
	if (check.denied > SHOWN_MAX)
		fprintf(stderr, "edgesec: and %u more\n",
			check.denied - SHOWN_MAX);
	return check.denied;
}
