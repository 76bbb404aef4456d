// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Moments on the command line
 * Copyright (C) 2026 The edgesec authors
 */
#include "when.h"
#include "quote.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define SECOND	1000000ull

/* No moment lies behind the year 9999. */
#define SECONDS_MAX	253402300799ull

/* Takes exactly @digits digits. Returns false if there are fewer. */
static bool take_number(const char **text, int digits, int *number)
{
	*number = 0;
	for (int i = 0; i < digits; i++, (*text)++) {
		if (**text < '0' || **text > '9')
			return false;
		*number = 10 * *number + (**text - '0');
	}
	return true;
}

static bool take_char(const char **text, const char *set)
{
	if (!**text || !strchr(set, **text))
		return false;
	(*text)++;
	return true;
}

/* Digits up to the first other character; no more than SECONDS_MAX. */
static bool take_long(const char **text, uint64_t *number)
{
	const char *begin = *text;

	*number = 0;
	for (; **text >= '0' && **text <= '9'; (*text)++) {
		*number = 10 * *number + (**text - '0');
		if (*number > SECONDS_MAX)
			return false;
	}
	return *text != begin;
}

static bool take_date(const char **text, struct tm *tm)
{
	if (!take_number(text, 4, &tm->tm_year) || !take_char(text, "-") ||
	    !take_number(text, 2, &tm->tm_mon) || !take_char(text, "-") ||
	    !take_number(text, 2, &tm->tm_mday))
		return false;
	tm->tm_year -= 1900;
	tm->tm_mon--;
	return true;
}

/* "10:00" or "10:00:59" */
static bool take_clock(const char **text, struct tm *tm)
{
	if (!take_number(text, 2, &tm->tm_hour) || !take_char(text, ":") ||
	    !take_number(text, 2, &tm->tm_min))
		return false;
	return !take_char(text, ":") || take_number(text, 2, &tm->tm_sec);
}

/*
 * mktime() turns the 31st of November into the 1st of December, and an hour that
 * the clocks skip into another one; neither was meant.
 */
static bool to_usec(const struct tm *wanted, uint64_t *usec)
{
	struct tm tm = *wanted;
	time_t seconds;

	tm.tm_isdst = -1;
	seconds = mktime(&tm);
	if (seconds < 0 || tm.tm_year != wanted->tm_year ||
	    tm.tm_mon != wanted->tm_mon || tm.tm_mday != wanted->tm_mday ||
	    tm.tm_hour != wanted->tm_hour || tm.tm_min != wanted->tm_min ||
	    tm.tm_sec != wanted->tm_sec)
		return false;
	*usec = seconds * SECOND;
	return true;
}

/* The first moment of a day, @ago days before @now. */
static bool day_of(time_t now, int ago, struct tm *tm)
{
	if (!localtime_r(&now, tm))
		return false;
	tm->tm_hour = 12;
	tm->tm_mday -= ago;
	tm->tm_isdst = -1;
	if (mktime(tm) == -1)
		return false;
	tm->tm_hour = tm->tm_min = tm->tm_sec = 0;
	return true;
}

static bool read_word(const char *text, uint64_t now, uint64_t *usec)
{
	struct tm tm;

	if (!strcmp(text, "now")) {
		*usec = now;
		return true;
	}
	if (!strcmp(text, "today"))
		return day_of(now / SECOND, 0, &tm) && to_usec(&tm, usec);
	return !strcmp(text, "yesterday") && day_of(now / SECOND, 1, &tm) &&
	       to_usec(&tm, usec);
}

/* Behind the minus sign. */
static bool read_ago(const char *text, uint64_t now, uint64_t *usec)
{
	static const char units[] = "smhd";
	static const uint64_t seconds[] = { 1, 60, 3600, 86400 };
	const char *unit;
	uint64_t number;

	if (!take_long(&text, &number) || !*text || text[1])
		return false;
	unit = strchr(units, *text);
	if (!unit || number * seconds[unit - units] > now / SECOND)
		return false;
	*usec = now - number * seconds[unit - units] * SECOND;
	return true;
}

static bool read_epoch(const char *text, uint64_t *usec)
{
	uint64_t seconds;

	if (!take_long(&text, &seconds) || *text)
		return false;
	*usec = seconds * SECOND;
	return true;
}

static bool read_date(const char *text, uint64_t *usec)
{
	struct tm tm = {};

	if (!take_date(&text, &tm))
		return false;
	if (*text && (!take_char(&text, " T") || !take_clock(&text, &tm)))
		return false;
	return !*text && to_usec(&tm, usec);
}

static bool read_clock(const char *text, uint64_t now, uint64_t *usec)
{
	struct tm tm;

	return day_of(now / SECOND, 0, &tm) && take_clock(&text, &tm) && !*text &&
	       to_usec(&tm, usec);
}

bool when_read(const char *text, uint64_t now, uint64_t *usec)
{
	if (*text == '@')
		return read_epoch(text + 1, usec);
	if (*text == '-')
		return read_ago(text + 1, now, usec);
	return read_word(text, now, usec) || read_date(text, usec) ||
	       read_clock(text, now, usec);
}

bool when_option(const char *verb, const char *text, uint64_t *usec)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (when_read(text, now.tv_sec * SECOND + now.tv_nsec / 1000, usec))
		return true;
	fprintf(stderr,
		"edgesec: %s: \"%s\" is no moment like \"2026-11-30 10:00\", \"10:00\", \"today\", \"-2h\" or \"@1764496800\"\n",
		verb, quote(text));
	return false;
}
