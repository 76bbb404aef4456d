// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - When a line of a log was written
 * Copyright (C) 2026 The edgesec authors
 *
 * Only what names a moment counts: the audit system writes seconds since 1970,
 * and journalctl and dmesg can write ISO 8601 with a time zone. Seconds since
 * some boot, and dates without a year, name none.
 */
#include "entry.h"

#include <string.h>
#include <time.h>

/* What is left of a line. */
struct rest {
	const char *at;
	size_t len;
};

static bool skip(struct rest *rest, const char *text)
{
	size_t len = strlen(text);

	if (rest->len < len || memcmp(rest->at, text, len) != 0)
		return false;
	rest->at += len;
	rest->len -= len;
	return true;
}

static int digit(const struct rest *rest)
{
	return rest->len && *rest->at >= '0' && *rest->at <= '9' ?
		       *rest->at - '0' : -1;
}

/* Takes from @least to @most digits. */
static bool take(struct rest *rest, int least, int most, uint64_t *number)
{
	int count = 0;

	*number = 0;
	for (; count < most && digit(rest) >= 0; count++) {
		*number = 10 * *number + digit(rest);
		rest->at++;
		rest->len--;
	}
	return count >= least;
}

/* "1732377600.123:45)" */
static uint64_t audit_time(struct rest rest)
{
	uint64_t seconds, ms, number;

	if (!take(&rest, 1, 11, &seconds) || !skip(&rest, ".") ||
	    !take(&rest, 3, 3, &ms) || !skip(&rest, ":") ||
	    !take(&rest, 1, 19, &number) || !skip(&rest, ")"))
		return 0;
	return seconds * 1000000 + ms * 1000;
}

/* The part of a second behind a comma or point; 0 where there is none. */
static bool take_fraction(struct rest *rest, uint64_t *usec)
{
	*usec = 0;
	if (!skip(rest, ",") && !skip(rest, "."))
		return true;
	return take(rest, 6, 6, usec);
}

/* "+01:00", "+0100" or "Z" */
static bool take_zone(struct rest *rest, int64_t *seconds)
{
	uint64_t hours, minutes;
	bool west;

	*seconds = 0;
	if (skip(rest, "Z"))
		return true;
	west = skip(rest, "-");
	if ((!west && !skip(rest, "+")) || !take(rest, 2, 2, &hours))
		return false;
	skip(rest, ":");
	if (!take(rest, 2, 2, &minutes))
		return false;
	*seconds = 3600 * hours + 60 * minutes;
	if (west)
		*seconds = -*seconds;
	return true;
}

/* "2026-11-30T10:00:00,123456+01:00" */
static uint64_t iso_time(struct rest *rest)
{
	uint64_t year, month, day, hour, minute, second, usec;
	struct tm tm = {};
	int64_t zone, at;

	if (!take(rest, 4, 4, &year) || !skip(rest, "-") ||
	    !take(rest, 2, 2, &month) || !skip(rest, "-") ||
	    !take(rest, 2, 2, &day) || !skip(rest, "T") ||
	    !take(rest, 2, 2, &hour) || !skip(rest, ":") ||
	    !take(rest, 2, 2, &minute) || !skip(rest, ":") ||
	    !take(rest, 2, 2, &second) || !take_fraction(rest, &usec) ||
	    !take_zone(rest, &zone))
		return 0;
	tm.tm_year = (int)year - 1900;
	tm.tm_mon = (int)month - 1;
	tm.tm_mday = (int)day;
	tm.tm_hour = (int)hour;
	tm.tm_min = (int)minute;
	tm.tm_sec = (int)second;
	at = timegm(&tm) - zone;
	return at > 0 ? at * 1000000 + usec : 0;
}

/* A line of ausearch has it behind others: "type=... msg=audit(...): ". */
static uint64_t find_audit(const char *line, size_t len)
{
	static const char mark[] = "audit(";
	const char *found = memmem(line, len, mark, sizeof(mark) - 1);

	if (!found)
		return 0;
	found += sizeof(mark) - 1;
	return audit_time((struct rest){ found, line + len - found });
}

uint64_t entry_time(const char *line, size_t len)
{
	struct rest rest = { line, len };
	uint64_t usec = find_audit(line, len);

	return usec ? usec : iso_time(&rest);
}

bool entry_is_time(const char *line, size_t len)
{
	struct rest rest = { line, len };

	return iso_time(&rest) && skip(&rest, " ") && !rest.len;
}
