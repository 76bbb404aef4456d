// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The ports that are bound now
 * Copyright (C) 2026 The edgesec authors
 */
#include "sockets.h"
#include "memory.h"
#include "procs.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* States of /proc/net/tcp and udp (include/net/tcp_states.h). */
#define STATE_LISTEN	0x0a
#define STATE_UNBOUND	0x07

static const struct source {
	const char *path;
	enum edgesec_protocol protocol;
	unsigned int state;
} sources[] = {
	{ "net/tcp", EDGESEC_PROTOCOL_TCP, STATE_LISTEN },
	{ "net/tcp6", EDGESEC_PROTOCOL_TCP, STATE_LISTEN },
	{ "net/udp", EDGESEC_PROTOCOL_UDP, STATE_UNBOUND },
	{ "net/udp6", EDGESEC_PROTOCOL_UDP, STATE_UNBOUND },
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

static void read_source(struct survey *survey, pid_t pid, int dir,
			const struct source *source, ino_t netns)
{
	struct bound bound = { .pid = pid, .netns = netns,
			       .is_host = netns == survey->host,
			       .protocol = source->protocol };
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
	struct stat st;

	if (fstatat(dir, "ns/net", &st, 0) || !is_new(survey, st.st_ino))
		return;
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		read_source(survey, pid, dir, &sources[i], st.st_ino);
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
}
