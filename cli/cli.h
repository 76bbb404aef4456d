/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the verbs of the command share
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef CLI_H
#define CLI_H

#include <stdbool.h>

/* Exit statuses; edgesec(8) documents them. */
enum {
	EXIT_DONE = 0,
	EXIT_NO = 1,
	EXIT_USAGE = 64,
	EXIT_POLICY = 65,
	EXIT_UNREADABLE = 66,
	EXIT_NO_KERNEL = 69,
	EXIT_REFUSED = 71,
	EXIT_BUSY = 75,
	EXIT_NO_PERMISSION = 77,
};

/**
 * struct cli - What was said before the verb
 * @json: Data is printed as JSON.
 * @quiet: Only errors are printed.
 */
struct cli {
	bool json;
	bool quiet;
};

int cmd_apply(const struct cli *cli, int argc, char **argv);
int cmd_check(const struct cli *cli, int argc, char **argv);
int cmd_compile(const struct cli *cli, int argc, char **argv);
int cmd_confirm(const struct cli *cli, int argc, char **argv);
int cmd_diff(const struct cli *cli, int argc, char **argv);
int cmd_disable(const struct cli *cli, int argc, char **argv);
int cmd_doctor(const struct cli *cli, int argc, char **argv);
int cmd_explain(const struct cli *cli, int argc, char **argv);
int cmd_heartbeat(const struct cli *cli, int argc, char **argv);
int cmd_import(const struct cli *cli, int argc, char **argv);
int cmd_inventory(const struct cli *cli, int argc, char **argv);
int cmd_key(const struct cli *cli, int argc, char **argv);
int cmd_log(const struct cli *cli, int argc, char **argv);
int cmd_learn(const struct cli *cli, int argc, char **argv);
int cmd_override(const struct cli *cli, int argc, char **argv);
int cmd_packages(const struct cli *cli, int argc, char **argv);
int cmd_lock(const struct cli *cli, int argc, char **argv);
int cmd_metrics(const struct cli *cli, int argc, char **argv);
int cmd_monitor(const struct cli *cli, int argc, char **argv);
int cmd_report(const struct cli *cli, int argc, char **argv);
int cmd_rollback(const struct cli *cli, int argc, char **argv);
int cmd_scan(const struct cli *cli, int argc, char **argv);
int cmd_show(const struct cli *cli, int argc, char **argv);
int cmd_status(const struct cli *cli, int argc, char **argv);
int cmd_version(const struct cli *cli, int argc, char **argv);

/* Says how a verb is used and returns EXIT_USAGE. */
int usage(const char *synopsis);

#endif /* CLI_H */
