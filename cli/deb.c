// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What is in a package that is not installed yet
 * Copyright (C) 2026 The edgesec authors
 *
 * dpkg-deb, which will unpack the package, takes it apart. The archives that it
 * prints are read in a child that can do nothing but read them and compute
 * (sandbox.c), and writes what it finds into memory shared with its parent. The
 * parent checks every length of the answer before it believes it.
 */
#include "deb.h"
#include "child.h"
#include "memory.h"
#include "quote.h"
#include "sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Room for half a million files of ordinary names; only what is used counts. */
#define ANSWER_MAX	(64u << 20)

#define INFO	"/var/lib/dpkg/info/"

/**
 * struct answer - What the child tells
 * @done: It came to the end without a mistake.
 * @mistake: In words.
 * @used: Bytes of @text.
 * @text: Members, each followed by two strings.
 */
struct answer {
	uint32_t done;
	char mistake[100];
	uint32_t used;
	char text[ANSWER_MAX];
};

/* @name_size and @target_size count the NUL bytes; no target has size 0. */
struct member {
	uint32_t name_size;
	uint32_t target_size;
	uint8_t executable;
	uint8_t elf;
	uint8_t digest[EDGESEC_DIGEST_SIZE];
};

struct reading {
	int fd;
	bool full;
	struct answer *answer;
};

static ssize_t read_some(void *arg, void *buffer, size_t size)
{
	const struct reading *reading = arg;
	ssize_t len;

	do
		len = read(reading->fd, buffer, size);
	while (len < 0 && errno == EINTR);
	return len;
}

static void put(struct answer *answer, const void *bytes, size_t size)
{
	memcpy(answer->text + answer->used, bytes, size);
	answer->used += size;
}

static void tell_file(void *arg, const struct tar_file *file)
{
	struct reading *reading = arg;
	struct answer *answer = reading->answer;
	struct member member = {
		.name_size = strlen(file->name) + 1,
		.target_size = file->target ? strlen(file->target) + 1 : 0,
		.executable = file->executable, .elf = file->elf,
	};

	memcpy(member.digest, file->digest, sizeof(member.digest));
	if (sizeof(member) + member.name_size + member.target_size >
	    ANSWER_MAX - answer->used) {
		reading->full = true;
		return;
	}
	put(answer, &member, sizeof(member));
	put(answer, file->name, member.name_size);
	if (file->target)
		put(answer, file->target, member.target_size);
}

static void read_in_child(void *data)
{
	struct reading *reading = data;
	const struct tar_reader reader = { read_some, tell_file, reading };
	const char *mistake = tar_read(&reader);

	if (!mistake && reading->full)
		mistake = "too many files";
	if (mistake)
		strncpy(reading->answer->mistake, mistake,
			sizeof(reading->answer->mistake) - 1);
	else
		reading->answer->done = 1;
}

/* "./usr/bin/x" and "usr/bin/x" are /usr/bin/x; others are not clean. */
static char *clean_path(const char *name)
{
	if (name[0] == '.' && name[1] == '/')
		name++;
	while (*name == '/')
		name++;
	if (!*name || !strcmp(name, "..") || !strncmp(name, "../", 3) ||
	    strstr(name, "/../") || strstr(name, "//"))
		return NULL;
	return must_printf("/%s", name);
}

static const struct deb_file *find_file(const struct deb_files *files,
					const char *path)
{
	for (size_t i = files->count; i--;)
		if (!strcmp(files->list[i].path, path))
			return &files->list[i];
	return NULL;
}

static const char *take_link(struct deb_files *files, char *path,
			     const char *target_name)
{
	char *target = clean_path(target_name);
	const struct deb_file *file = target ? find_file(files, target) : NULL;
	struct deb_file link;

	free(target);
	if (!file)
		return "a hard link leads to no file of the package";
	link = *file;
	link.path = path;
	*(struct deb_file *)vector_add(files) = link;
	return NULL;
}

static const char *take_member(struct deb_files *files,
			       const struct member *member, const char *name,
			       const char *target)
{
	char *path = clean_path(name);
	const char *mistake = NULL;

	if (!path)
		return "the name of a file is not clean";
	if (target) {
		mistake = take_link(files, path, target);
	} else {
		struct deb_file *file = vector_add(files);

		*file = (struct deb_file){ .path = path,
					   .executable = member->executable,
					   .elf = member->elf };
		memcpy(file->digest, member->digest, sizeof(file->digest));
	}
	if (mistake)
		free(path);
	return mistake;
}

/* Is there a string of exactly that size? */
static bool is_string(const char *text, uint32_t size, uint32_t left)
{
	return size && size <= left && strnlen(text, size) == size - 1;
}

static const char *take_answer(struct deb_files *files,
			       const struct answer *answer)
{
	static const char damaged[] = "its reader gave a damaged answer";
	uint32_t used = answer->used, at = 0;
	const char *mistake = NULL;

	if (used > ANSWER_MAX)
		return damaged;
	while (!mistake && at < used) {
		const char *name, *target;
		struct member member;

		if (used - at < sizeof(member))
			return damaged;
		memcpy(&member, answer->text + at, sizeof(member));
		at += sizeof(member);
		name = answer->text + at;
		if (!is_string(name, member.name_size, used - at))
			return damaged;
		at += member.name_size;
		target = member.target_size ? answer->text + at : NULL;
		if (target && !is_string(target, member.target_size, used - at))
			return damaged;
		at += member.target_size;
		mistake = take_member(files, &member, name, target);
	}
	return mistake;
}

static const char *judge(struct deb_files *files, struct answer *answer,
			 int signal, int status)
{
	static char text[400];

	answer->mistake[sizeof(answer->mistake) - 1] = '\0';
	if (signal < 0)
		return "its reader can't be started";
	if (signal > 0) {
		snprintf(text, sizeof(text), "its reader was stopped: %s",
			 strsignal(signal));
		return text;
	}
	if (status)
		return "dpkg-deb can't take it apart";
	if (!answer->done) {
		snprintf(text, sizeof(text), "%s", quote(answer->mistake));
		return text;
	}
	return take_answer(files, answer);
}

static const char *read_archive(struct deb_files *files, const char *file,
				const char *which)
{
	char *argv[] = { "/usr/bin/dpkg-deb", (char *)which, (char *)file,
			 NULL };
	struct reading reading = {};
	const char *mistake;
	int signal;
	pid_t pid;

	reading.answer = mmap(NULL, sizeof(*reading.answer),
			      PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1,
			      0);
	if (reading.answer == MAP_FAILED)
		return "no memory";
	pid = child_start(argv, &reading.fd);
	if (pid < 0) {
		mistake = "no child can be made";
	} else {
		signal = sandbox_read(reading.fd, read_in_child, &reading);
		close(reading.fd);
		mistake = judge(files, reading.answer, signal, child_wait(pid));
	}
	munmap(reading.answer, sizeof(*reading.answer));
	return mistake;
}

/* dpkg keeps what may be installed for two architectures under both names. */
static const char *read_names(struct deb *deb, char **prefix, const char *file)
{
	char *argv[] = { "/usr/bin/dpkg-deb", "--show",
			 "--showformat=${Package}\\n${Architecture}\\n=${Multi-Arch}\\n",
			 (char *)file, NULL };
	struct lines lines;

	if (child_ask(argv, &lines) || lines.count != 3) {
		lines_free(&lines);
		return "this is no package";
	}
	deb->name = must_strdup(lines.list[0]);
	deb->architecture = must_strdup(lines.list[1]);
	*prefix = !strcmp(lines.list[2], "=same") ?
			  must_printf(INFO "%s:%s.", deb->name,
				      deb->architecture) :
			  must_printf(INFO "%s.", deb->name);
	lines_free(&lines);
	return NULL;
}

/* dpkg makes its scripts executable if they are not. */
static bool is_script(const struct deb_file *file)
{
	static const char *const names[] = {
		"/preinst", "/postinst", "/prerm", "/postrm", "/config"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(file->path, names[i]))
			return true;
	return false;
}

/* Of the control files those that dpkg or debconf executes. */
static void keep_scripts(struct deb_files *scripts, const char *prefix)
{
	size_t kept = 0;

	for (size_t i = 0; i < scripts->count; i++) {
		struct deb_file file = scripts->list[i];
		char *name = file.path;

		if (is_script(&file)) {
			file.executable = true;
			file.path = must_printf("%s%s", prefix, name + 1);
			scripts->list[kept++] = file;
		}
		free(name);
	}
	scripts->count = kept;
}

const char *deb_read(struct deb *deb, const char *file)
{
	const char *mistake;
	char *prefix;

	*deb = (struct deb){};
	mistake = read_names(deb, &prefix, file);
	if (mistake)
		return mistake;
	mistake = read_archive(&deb->scripts, file, "--ctrl-tarfile");
	if (!mistake)
		keep_scripts(&deb->scripts, prefix);
	free(prefix);
	return mistake ? mistake :
			 read_archive(&deb->files, file, "--fsys-tarfile");
}

static void free_files(struct deb_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->list[i].path);
	free(files->list);
}

void deb_free(struct deb *deb)
{
	free_files(&deb->files);
	free_files(&deb->scripts);
	free(deb->name);
	free(deb->architecture);
}
