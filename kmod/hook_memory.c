// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - LSM hook adapters: memory that becomes executable
 * Copyright (C) 2026 The edgesec authors
 *
 * Two rules meet here. The rule on libraries asks what a file is whose content
 * becomes code: a library, a program that the loader was told to map, or the
 * loader itself. The rule on memory asks which program makes code out of what
 * is no file's content, as a compiler at run time does: anonymous memory, and
 * private pages of a file that were, or can be, written to.
 */
#include "hook.h"
#include "commit.h"
#include "compat.h"
#include "identify.h"
#include "judge.h"

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>

/* System V shared memory and devices are no content that a list could name. */
static bool is_content(const struct file *file)
{
	return file && S_ISREG(file_inode(file)->i_mode) &&
	       !IS_PRIVATE(file_inode(file));
}

static int judge_code(const struct edgesec_policy *policy, struct file *file,
		      edgesec_identify_fn identify)
{
	const struct edgesec_event event = { .op = "map", .object = file };

	if (!edgesec_judge_asks(policy, EDGESEC_RULE_LIBRARY))
		return 0;
	return edgesec_judge(policy, EDGESEC_RULE_LIBRARY,
			     edgesec_identify_kept(policy, file,
						   EDGESEC_ROLES_CODE,
						   identify),
			     &event);
}

/**
 * edgesec_hook_make_code - May current make code of what is no file's content?
 * @policy: The policy.
 * @object: The file by way of which it does, or NULL.
 * @locked: The memory map is locked, so no file can be read.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0 or -EACCES.
 */
int edgesec_hook_make_code(const struct edgesec_policy *policy,
			   struct file *object, bool locked)
{
	const struct edgesec_event event = { .op = "memory",
					     .object = object };
	struct file *exe;
	int listed;

	if (!edgesec_judge_asks(policy, EDGESEC_RULE_MEMORY))
		return 0;
	exe = edgesec_compat_exe_file();
	if (!exe)
		return 0;
	listed = locked ? edgesec_identify_atomic(policy, exe,
						  EDGESEC_ROLE_MAKE_CODE) :
			  edgesec_identify(policy, exe, EDGESEC_ROLE_MAKE_CODE);
	fput(exe);
	return edgesec_judge(policy, EDGESEC_RULE_MEMORY, listed, &event);
}

/**
 * edgesec_hook_mmap - mmap_file: may this become code?
 * @file: What is mapped; NULL for anonymous memory.
 * @prot: Protection that the mapping will have, PROT_EXEC by way of
 *	READ_IMPLIES_EXEC included.
 * @flags: Flags of mmap().
 *
 * Context: Process context, may sleep; the memory map is not locked.
 *
 * Return: 0 or -EACCES.
 */
int edgesec_hook_mmap(struct file *file, unsigned long prot,
		      unsigned long flags)
{
	const struct edgesec_policy *policy;
	bool content = is_content(file);
	int ret = 0;

	if (!(prot & PROT_EXEC))
		return 0;
	policy = edgesec_policy_get();
	if (!policy)
		return 0;
	if (content)
		ret = judge_code(policy, file, edgesec_identify);
	if (!ret && (!content || ((prot & PROT_WRITE) &&
				  (flags & MAP_TYPE) == MAP_PRIVATE)))
		ret = edgesec_hook_make_code(policy, file, false);
	edgesec_policy_put(policy);
	return ret;
}

/* Pages that are not the file's any more, or need not stay so. */
static bool is_modified(const struct vm_area_struct *vma, unsigned long prot)
{
	return !(vma->vm_flags & VM_SHARED) &&
	       (vma->anon_vma || (prot & PROT_WRITE));
}

/**
 * edgesec_hook_mprotect - file_mprotect: may this become code?
 * @vma: The mapping whose protection changes.
 * @prot: What it changes to.
 *
 * Context: Process context with the memory map locked for writing.
 *
 * Return: 0 or -EACCES.
 */
int edgesec_hook_mprotect(const struct vm_area_struct *vma, unsigned long prot)
{
	const struct edgesec_policy *policy;
	bool content = is_content(vma->vm_file);
	bool gains_exec = !(vma->vm_flags & VM_EXEC);
	bool gains_write = (prot & PROT_WRITE) && !(vma->vm_flags & VM_WRITE);
	int ret = 0;

	if (!(prot & PROT_EXEC) || (!gains_exec && !gains_write))
		return 0;
	policy = edgesec_policy_get();
	if (!policy)
		return 0;
	/* With the memory map locked no file can be read. */
	if (content && gains_exec)
		ret = judge_code(policy, vma->vm_file, edgesec_identify_atomic);
	if (!ret && (!content || is_modified(vma, prot)))
		ret = edgesec_hook_make_code(policy, vma->vm_file, true);
	edgesec_policy_put(policy);
	return ret;
}
