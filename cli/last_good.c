// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The policy that the next boot begins with
 * Copyright (C) 2026 The edgesec authors
 *
 * It is the text that was applied last and is not on trial. The text of a trial
 * waits in a file of its own, behind a line with the digest of the policy, and
 * moves when that policy is confirmed. Each file is replaced as a whole, so
 * power may fail at any moment.
 */
#include "last_good.h"
#include "cli.h"
#include "kept.h"
#include "memory.h"
#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char last_good_file[] = KEPT_FOLDER "/last-good";
static const char trial_file[] = KEPT_FOLDER "/trial";

static int warn(int status)
{
	if (status)
		fputs("edgesec: the next boot does not begin with this policy\n",
		      stderr);
	return status ? EXIT_REFUSED : EXIT_DONE;
}

/* Flash wears out by writing the same again at each boot. */
bool last_good_is(const char *text)
{
	size_t size;
	char *kept = access(last_good_file, F_OK) ? NULL :
		     source_read(last_good_file, SOURCE_MAX, &size);
	bool same = kept && !strcmp(kept, text);

	free(kept);
	return same;
}

int last_good_keep(const char *text)
{
	int ret = last_good_is(text) ? EXIT_DONE : kept_store("last-good", text);

	if (!ret)
		unlink(trial_file);
	return warn(ret);
}

int last_good_try(const char *digest, const char *text)
{
	char *trial = must_printf("%s\n%s", digest, text);
	int ret = kept_store("trial", trial);

	free(trial);
	return ret;
}

/* What was kept by somebody else meanwhile is another trial's text. */
static const char *text_of(const char *trial, const char *digest)
{
	size_t len = strlen(digest);

	return len && !strncmp(trial, digest, len) && trial[len] == '\n' ?
	       trial + len + 1 : NULL;
}

int last_good_confirm(const char *digest, bool now)
{
	const char *text = NULL;
	char *trial = NULL;
	size_t size;
	int ret;

	if (!access(trial_file, F_OK))
		trial = source_read(trial_file, 2 * SOURCE_MAX, &size);
	if (trial)
		text = text_of(trial, digest);
	ret = text ? last_good_keep(text) :
		     warn(now ? EXIT_UNREADABLE : EXIT_DONE);
	free(trial);
	return ret;
}
