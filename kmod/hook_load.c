// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - LSM hook adapters: what the kernel loads into itself
 * Copyright (C) 2026 The edgesec authors
 */
#include "hook.h"
#include "commit.h"
#include "compat.h"
#include "identify.h"
#include "judge.h"

#include <linux/kernel_read_file.h>
#include <linux/security.h>

/*
 * Policies of other security modules and certificates are not code. Kinds that
 * newer kernels know are, until somebody has looked at them.
 */
static bool is_code_file(enum kernel_read_file_id id)
{
	return id != READING_POLICY && id != READING_X509_CERTIFICATE;
}

static bool is_code_data(enum kernel_load_data_id id)
{
	return id != LOADING_POLICY && id != LOADING_X509_CERTIFICATE;
}

static int judge_load(struct file *file)
{
	const struct edgesec_event event = { .op = "load", .object = file };
	const struct edgesec_policy *policy = edgesec_policy_get();
	int ret = 0;

	if (policy && edgesec_judge_asks(policy, EDGESEC_RULE_LOAD))
		ret = edgesec_judge(policy, EDGESEC_RULE_LOAD,
				    edgesec_identify(policy, file,
						     EDGESEC_ROLE_LOAD),
				    &event);
	edgesec_policy_put(policy);
	return ret;
}

/**
 * edgesec_hook_read_file - kernel_read_file: may the kernel load this file?
 * @file: The file, open for reading and denied to writers.
 * @id: As what.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0 or -EACCES.
 */
int edgesec_hook_read_file(struct file *file, enum kernel_read_file_id id)
{
	return is_code_file(id) ? judge_load(file) : 0;
}

/**
 * edgesec_hook_load_data - kernel_load_data: may it load what has no file?
 * @id: As what.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0 or -EACCES.
 */
int edgesec_hook_load_data(enum kernel_load_data_id id)
{
	return is_code_data(id) ? judge_load(NULL) : 0;
}
