/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - test results in the TAP form that kselftest reads */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SELFTESTS_TAP_H
#define SELFTESTS_TAP_H

#include <stdio.h>
#include <stdlib.h>

/*
 * A test program lists its tests as { "sentence", function } in an array and
 * returns tap_run(array, count). A test is a function that says
 * CHECK(condition) as often as it likes; the first one that is false ends it.
 */
struct tap_test {
	const char *name;
	void (*run)(void);
};

static int tap_failed;

#define CHECK(cond) do {						\
	if (!(cond)) {							\
		printf("# %s:%d: false: %s\n", __FILE__, __LINE__, #cond); \
		tap_failed = 1;						\
		return;							\
	}								\
} while (0)

/* As CHECK, for functions that return a value: @ret is returned. */
#define CHECK_OR(cond, ret) do {					\
	if (!(cond)) {							\
		printf("# %s:%d: false: %s\n", __FILE__, __LINE__, #cond); \
		tap_failed = 1;						\
		return ret;						\
	}								\
} while (0)

static inline int tap_run(const struct tap_test *tests, int count)
{
	int failures = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("TAP version 13\n1..%d\n", count);
	for (int i = 0; i < count; i++) {
		tap_failed = 0;
		tests[i].run();
		failures += tap_failed;
		printf("%s %d %s\n", tap_failed ? "not ok" : "ok", i + 1,
		       tests[i].name);
	}
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}

#define TAP_RUN(tests) tap_run(tests, (int)(sizeof(tests) / sizeof((tests)[0])))

#endif /* SELFTESTS_TAP_H */
