// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The ports that are bound now
 * Copyright (C) 2026 The edgesec authors
 *
 * The kernel is asked by sock_diag, which tells the cgroup of each socket, too.
 * Where it has no module for that, /proc tells the rest.
 */
#include "sockets.h"
#include "cgroup.h"
#include "diag.h"
#include "memory.h"
#include "procs.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* States of /proc/net/tcp and udp (include/net/tcp_states.h). */
#define STATE_LISTEN	0x0a
#define STATE_UNBOUND	0x07

static const struct source {
	const char *path;
	int family;
	enum edgesec_protocol protocol;
	unsigned int state;
} sources[] = {
	{ "net/tcp", AF_INET, EDGESEC_PROTOCOL_TCP, STATE_LISTEN },
	{ "net/tcp6", AF_INET6, EDGESEC_PROTOCOL_TCP, STATE_LISTEN },
	{ "net/udp", AF_INET, EDGESEC_PROTOCOL_UDP, STATE_UNBOUND },
	{ "net/udp6", AF_INET6, EDGESEC_PROTOCOL_UDP, STATE_UNBOUND },
};

struct namespaces {
	ino_t *list;
	size_t count;
};

struct survey {
	struct sockets *sockets;
	struct namespaces seen;
	ino_t host;
	unsigned int first_free;
	unsigned int last_free;
};

static void note(struct survey *survey, const struct bound *bound)
{
	struct sockets *sockets = survey->sockets;

	if (bound->protocol == EDGESEC_PROTOCOL_UDP &&
	    bound->port >= survey->first_free &&
	    bound->port <= survey->last_free)
		return;
	for (size_t i = 0; i < sockets->count; i++)
		if (sockets->list[i].netns == bound->netns &&
		    sockets->list[i].protocol == bound->protocol &&
		    sockets->list[i].direction == bound->direction &&
		    sockets->list[i].cgroup_id == bound->cgroup_id &&
		    sockets->list[i].port == bound->port)
			return;
	*vector_add(sockets) = *bound;
}

/* What listens is bound as well. */
static void note_all(struct survey *survey, struct bound *bound)
{
	bound->direction = DIRECTION_BIND;
	note(survey, bound);
	if (bound->protocol == EDGESEC_PROTOCOL_UDP)
		return;
	bound->direction = DIRECTION_LISTEN;
	note(survey, bound);
}

/**
 * struct asked - A question under way
 * @bound: What is the same for all that is found.
 */
struct asked {
	struct survey *survey;
	struct bound bound;
};

static int note_found(const struct diag_found *found, void *arg)
{
	struct asked *asked = arg;

	asked->bound.port = ntohs(found->msg->id.idiag_sport);
	asked->bound.cgroup_id = found->cgroup;
	if (asked->bound.port)
		note_all(asked->survey, &asked->bound);
	return 0;
}

static int ask(struct survey *survey, const struct bound *bound,
	       const struct source *source)
{
	const struct diag_query query = { source->family, source->protocol,
					  1u << source->state };
	struct asked asked = { survey, *bound };
	int fd = diag_open(bound->pid);
	int ret = fd < 0 ? fd : diag_each(fd, &query, note_found, &asked);

	if (fd >= 0)
		close(fd);
	return ret;
}

static void read_file(struct survey *survey, struct bound bound, int dir,
		      const struct source *source)
{
	int fd = openat(dir, source->path, O_RDONLY | O_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	unsigned int state;
	char line[512];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, " %*d: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x",
			   &bound.port, &state) == 2 &&
		    state == source->state && bound.port)
			note_all(survey, &bound);
	if (file)
		fclose(file);
}

/* True the first time that a namespace is met. */
static bool is_new(struct survey *survey, ino_t ino)
{
	for (size_t i = 0; i < survey->seen.count; i++)
		if (survey->seen.list[i] == ino)
			return false;
	*vector_add(&survey->seen) = ino;
	return true;
}

static void survey_one(pid_t pid, int dir, void *arg)
{
	struct survey *survey = arg;
	struct bound bound = { .pid = pid };
	struct stat st;

	if (fstatat(dir, "ns/net", &st, 0) || !is_new(survey, st.st_ino))
		return;
	bound.netns = st.st_ino;
	bound.is_host = st.st_ino == survey->host;
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		bound.protocol = sources[i].protocol;
		if (ask(survey, &bound, &sources[i]))
			read_file(survey, bound, dir, &sources[i]);
	}
}

static void read_free_range(struct survey *survey)
{
	FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re");

	if (!file)
		return;
	if (fscanf(file, "%u %u", &survey->first_free,
		   &survey->last_free) != 2)
		survey->first_free = survey->last_free = 0;
	fclose(file);
}

void sockets_read(struct sockets *sockets)
{
	struct survey survey = { .sockets = sockets };
	struct stat st;

	if (!stat("/proc/1/ns/net", &st))
		survey.host = st.st_ino;
	read_free_range(&survey);
	procs_each(survey_one, &survey);
	free(survey.seen.list);
	for (size_t i = 0; i < sockets->count; i++)
		if (sockets->list[i].cgroup_id)
			sockets->list[i].cgroup =
				cgroup_path(sockets->list[i].cgroup_id);
}

void sockets_free(struct sockets *sockets)
{
	for (size_t i = 0; i < sockets->count; i++)
		free(sockets->list[i].cgroup);
	free(sockets->list);
}
