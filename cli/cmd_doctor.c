// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - doctor: what keeps it from working, and the cure
 * Copyright (C) 2026 The edgesec authors
 *
 * Each check looks at one thing and needs no privilege; what can't be read is
 * no finding. It asks the module what it says of itself, and the files of the
 * system for the rest.
 */
#include "describe.h"
#include "host.h"
#include "last_good.h"
#include "memory.h"
#include "nl.h"
#include "output.h"
#include "quote.h"

#include "../kmod/uapi/edgesec.h"

#include <errno.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/**
 * struct doctor - What was looked at so far
 * @cli: What was said before the verb.
 * @release: Of the running kernel.
 * @status: What the module says; an empty object without it.
 * @findings: What has to be done.
 * @good: How many checks found nothing.
 */
struct doctor {
	struct cli cli;
	struct utsname release;
	json_t *status;
	json_t *findings;
	json_int_t good;
};

/* @what is wrong, and @cure helps; nothing is wrong with @good. */
static void check(struct doctor *doctor, bool good, const char *subject,
		  const char *what, const char *cure)
{
	if (good)
		doctor->good++;
	else
		json_array_append_new(doctor->findings,
				      json_pack("{s:s, s:s, s:s}", "subject",
						subject, "finding", what,
						"cure", cure));
}

/* As far as it is allowed to know. */
static bool is_absent(const char *name)
{
	return access(name, F_OK) && errno == ENOENT;
}

static bool exists(struct doctor *doctor, const char *place)
{
	char *name = must_printf("/lib/modules/%s%s",
				 doctor->release.release, place);
	bool found = !access(name, F_OK);

	free(name);
	return found;
}

static bool is_built(struct doctor *doctor)
{
	static const char *const places[] = {
		"/updates/dkms/edgesec.ko", "/updates/dkms/edgesec.ko.xz",
		"/updates/dkms/edgesec.ko.zst", "/extra/edgesec.ko",
		"/updates/edgesec.ko"
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (exists(doctor, places[i]))
			return true;
	return false;
}

static void check_module(struct doctor *doctor)
{
	bool loaded = !access("/sys/module/edgesec", F_OK);

	check(doctor, loaded || is_built(doctor), "module",
	      "it is not built for the running kernel",
	      "install its headers (linux-headers-$(uname -r)), then: dkms autoinstall");
	check(doctor, loaded, "module", "it is not loaded",
	      "modprobe edgesec; if it is refused, journalctl -k says why");
	check(doctor, exists(doctor, "/build/Makefile"), "headers",
	      "those of the running kernel are missing, so DKMS can't build for it",
	      "apt install linux-headers-$(uname -r), and the package that brings those of later kernels, as linux-headers-amd64");
}

/* A module that is loaded was taken, whoever signed it. */
static void check_signature(struct doctor *doctor)
{
	bool loaded = !access("/sys/module/edgesec", F_OK);
	char enforced[4] = "", lockdown[64] = "";
	bool needed;

	host_read("/sys/module/module/parameters/sig_enforce", enforced,
		  sizeof(enforced));
	needed = host_secure_boot() || *enforced == 'Y' ||
		 strcmp(host_lockdown(lockdown, sizeof(lockdown)), "none");
	check(doctor, loaded || !needed, "signature",
	      "this kernel loads signed modules only, as with Secure Boot",
	      "have the key of DKMS enrolled at the next boot: mokutil --import /var/lib/dkms/mok.pub");
}

/* True as well when nobody can tell. */
static bool is_configured(struct doctor *doctor, const char *option)
{
	char *name = must_printf("/boot/config-%s", doctor->release.release);
	char *line = NULL, *wanted = must_printf("%s=", option);
	FILE *from = fopen(name, "re");
	bool found = !from;
	size_t room = 0;

	while (from && !found && getline(&line, &room, from) > 0)
		found = !strncmp(line, wanted, strlen(wanted));
	if (from)
		fclose(from);
	free(line);
	free(wanted);
	free(name);
	return found;
}

static void check_kernel(struct doctor *doctor)
{
	char text[256] = "1";

	check(doctor, is_configured(doctor, "CONFIG_DYNAMIC_FTRACE_WITH_ARGS") ||
	      is_configured(doctor, "CONFIG_DYNAMIC_FTRACE_WITH_REGS"),
	      "kernel", "it can't redirect calls (CONFIG_DYNAMIC_FTRACE_WITH_ARGS)",
	      "boot a kernel that has it, as those of Debian");
	check(doctor, is_configured(doctor, "CONFIG_BPF_LSM") ||
	      is_configured(doctor, "CONFIG_KPROBES"), "kernel",
	      "it offers no way to security hooks (CONFIG_BPF_LSM, CONFIG_KPROBES)",
	      "boot a kernel that has one, as those of Debian");
	check(doctor, is_configured(doctor, "CONFIG_FS_VERITY"), "kernel",
	      "programs can't be listed by fs-verity digest (CONFIG_FS_VERITY)",
	      "list them by digest, or boot a kernel that has it");
	host_read("/proc/sys/kernel/ftrace_enabled", text, sizeof(text));
	check(doctor, *text != '0', "kernel",
	      "kernel.ftrace_enabled is 0, so no hook can be attached",
	      "sysctl kernel.ftrace_enabled=1, and look who switches it off");
	if (host_read("/sys/kernel/security/lsm", text, sizeof(text)) && *text)
		check(doctor, strstr(text, "bpf"), "kernel",
		      "\"bpf\" is not in the list of LSMs: hooks are reached by another way, which costs more and which kernels with IBT lack",
		      "add it to lsm= on the kernel command line");
}

static void take_status(struct nlattr *attrs, int len, void *arg)
{
	describe_status(arg, attrs, len);
}

/* What is wrong with the connection is said on standard error. */
static void ask(struct doctor *doctor)
{
	struct refusal refusal;
	struct nl_msg *msg;
	struct nl nl;

	if (access("/sys/module/edgesec", F_OK))
		return;
	if (nl_open(&nl)) {
		check(doctor, false, "module", "it does not answer this command",
		      "install module and command of one release");
		return;
	}
	msg = nl_request(EDGESEC_CMD_STATUS_GET, 0);
	if (nl_ask(&nl, msg, take_status, doctor->status, &refusal))
		nl_complain("doctor", &refusal);
	nlmsg_free(msg);
	nl_shut(&nl);
}

static void check_hooks(struct doctor *doctor)
{
	json_t *hook;
	size_t i;

	json_array_foreach(json_object_get(doctor->status, "hooks"), i, hook) {
		char *what = must_printf("%s is attached, but no call has arrived",
					 quote(describe_text(hook, "name")));

		check(doctor, !json_is_true(json_object_get(hook, "attached")) ||
		      json_is_true(json_object_get(hook, "live")), "hook", what,
		      "look for another security product in: journalctl -k");
		free(what);
	}
}

static json_int_t counter(struct doctor *doctor, const char *name)
{
	return json_integer_value(json_object_get(
		json_object_get(doctor->status, "counters"), name));
}

static void check_policy(struct doctor *doctor)
{
	char text[4096] = "";

	if (json_object_get(doctor->status, "hooks"))
		check(doctor, json_object_get(doctor->status, "policy"),
		      "policy", "none is in force",
		      "edgesec apply /etc/edgesec/policy.yaml");
	check(doctor, !json_object_get(doctor->status, "pending"), "policy",
	      "the one in force is on trial",
	      "edgesec confirm, or edgesec rollback");
	check(doctor, !is_absent(last_good_file) ||
	      !is_absent("/etc/edgesec/policy.yaml"), "boot",
	      "there is no policy that it could begin with",
	      "apply one: edgesec apply FILE");
	check(doctor, !access("/etc/systemd/system/sysinit.target.wants/edgesec.service", F_OK),
	      "boot", "edgesec.service is not enabled",
	      "systemctl enable edgesec.service");
	host_read("/proc/cmdline", text, sizeof(text));
	check(doctor, !strstr(text, "noedgesec"), "boot",
	      "noedgesec is on the kernel command line, so no policy was applied",
	      "take it out of the boot loader's configuration");
}

static void check_records(struct doctor *doctor)
{
	char text[8] = "1";
	bool journal = !access("/run/systemd/journal/socket", F_OK);
	bool auditd = !access("/run/auditd.pid", F_OK);

	check(doctor, !counter(doctor, "record-lost"), "records",
	      "some were lost for lack of memory",
	      "edgesec log shows the gaps; give the host more memory");
	check(doctor, !counter(doctor, "audit-lost"), "records",
	      "the audit system's queue was full",
	      "auditctl -b 8192, or switch auditing off: the kernel log has them");
	check(doctor, journal || auditd, "records",
	      "neither journald nor auditd runs, so they are kept in the kernel's buffer only",
	      "run one of them");
	check(doctor, !journal || auditd || !access("/var/log/journal", F_OK),
	      "records", "the journal is not kept over a boot",
	      "mkdir /var/log/journal, then: journalctl --flush");
	host_read("/proc/sys/kernel/dmesg_restrict", text, sizeof(text));
	check(doctor, *text != '0', "records", "every user can read them",
	      "sysctl kernel.dmesg_restrict=1");
}

static void tell(struct doctor *doctor)
{
	json_t *finding;
	size_t i;

	if (doctor->cli.json) {
		output_json(json_pack("{s:O, s:I}", "findings",
				      doctor->findings, "good", doctor->good));
		return;
	}
	if (doctor->cli.quiet)
		return;
	json_array_foreach(doctor->findings, i, finding)
		printf("%s: %s\n    %s\n", describe_text(finding, "subject"),
		       describe_text(finding, "finding"),
		       describe_text(finding, "cure"));
	printf("%zu findings, %lld checks found nothing\n",
	       json_array_size(doctor->findings), (long long)doctor->good);
}

int cmd_doctor(const struct cli *cli, int argc, char **argv)
{
	struct doctor doctor = { .cli = *cli };
	int ret;

	if (!output_options(&doctor.cli, argc, argv, 0))
		return usage("doctor [--json]");
	uname(&doctor.release);
	doctor.status = json_object();
	doctor.findings = json_array();
	check_module(&doctor);
	check_signature(&doctor);
	check_kernel(&doctor);
	ask(&doctor);
	check_hooks(&doctor);
	check_policy(&doctor);
	check_records(&doctor);
	tell(&doctor);
	ret = json_array_size(doctor.findings) ? EXIT_NO : EXIT_DONE;
	json_decref(doctor.findings);
	json_decref(doctor.status);
	return ret;
}
