// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Whose a socket is: namespaces and cgroups
 * Copyright (C) 2026 The edgesec authors
 *
 * A namespace that a policy names is known by its cookie, which no other one
 * gets as long as the machine runs. A cgroup is known by its path: a service
 * that is started again has another cgroup at the same place.
 */
#include "scope.h"
#include "policy.h"

#include <linux/cgroup.h>
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/namei.h>
#include <linux/nsproxy.h>
#include <linux/proc_ns.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <net/net_namespace.h>
#include <net/sock.h>

/* A path is compared on the stack. */
#define CGROUP_PATH_MAX	255

static int find_cookie(const char *name, u64 *cookie)
{
	const struct ns_common *ns;
	struct path path;
	int ret;

	ret = kern_path(name, LOOKUP_FOLLOW, &path);
	if (ret)
		return ret;
	ret = -EINVAL;
	if (path.dentry->d_sb->s_magic == NSFS_MAGIC) {
		ns = get_proc_ns(d_inode(path.dentry));
		if (ns->ops == init_net.ns.ops) {
			*cookie = container_of(ns, struct net, ns)->net_cookie;
			ret = 0;
		}
	}
	path_put(&path);
	return ret;
}

/* Absolute, without what the kernel would not write: "//", a last "/". */
static bool is_cgroup_path(const char *path)
{
	size_t len = strlen(path);

	return IS_ENABLED(CONFIG_SOCK_CGROUP_DATA) && *path == '/' &&
	       len <= CGROUP_PATH_MAX && !strstr(path, "//") &&
	       (len == 1 || path[len - 1] != '/');
}

/**
 * edgesec_scope_resolve - What a scope of a policy file stands for
 * @kind: Its kind.
 * @path: Its path; "" where it has none.
 * @cookie: Where the cookie of a network namespace goes; 0 for other kinds.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -EINVAL; or what looking the path up gave.
 */
int edgesec_scope_resolve(enum edgesec_scope kind, const char *path,
			  u64 *cookie)
{
	*cookie = 0;

	switch (kind) {
	case EDGESEC_SCOPE_HOST:
	case EDGESEC_SCOPE_CONTAINER:
		return *path ? -EINVAL : 0;
	case EDGESEC_SCOPE_NETNS:
		return *path == '/' ? find_cookie(path, cookie) : -EINVAL;
	case EDGESEC_SCOPE_CGROUP:
		return is_cgroup_path(path) ? 0 : -EINVAL;
	}
	return -EINVAL;
}

/**
 * edgesec_scope_of_sock - Where a socket belongs
 * @sk: The socket.
 * @owner: Where the answer goes; valid as long as the socket is.
 *
 * Context: Any.
 */
void edgesec_scope_of_sock(const struct sock *sk, struct edgesec_owner *owner)
{
	owner->net = sock_net(sk);
#ifdef CONFIG_SOCK_CGROUP_DATA
	owner->cgroup = READ_ONCE(sk->sk_cgrp_data.cgroup);
#else
	owner->cgroup = NULL;
#endif
}

/**
 * edgesec_scope_of_current - Where a socket that current makes would belong
 * @owner: Where the answer goes; valid until rcu_read_unlock().
 *
 * Context: Process context, under rcu_read_lock().
 */
void edgesec_scope_of_current(struct edgesec_owner *owner)
{
	owner->net = current->nsproxy->net_ns;
#ifdef CONFIG_SOCK_CGROUP_DATA
	owner->cgroup = task_dfl_cgroup(current);
#else
	owner->cgroup = NULL;
#endif
}

/* Is @owner in the cgroup at @scope->path, or below it? */
static bool is_in_cgroup(const struct edgesec_port_scope *scope,
			 const struct edgesec_owner *owner)
{
#ifdef CONFIG_SOCK_CGROUP_DATA
	char path[CGROUP_PATH_MAX + 2];
	struct cgroup *cgroup;
	int len;

	if (!owner->cgroup)
		return false;
	cgroup = cgroup_ancestor(owner->cgroup, scope->level);
	if (!cgroup)
		return false;
	len = cgroup_path(cgroup, path, sizeof(path));
	return len > 0 && len < (int)sizeof(path) && !strcmp(path, scope->path);
#else
	return false;
#endif
}

static bool is_in(const struct edgesec_port_scope *scope,
		  const struct edgesec_owner *owner)
{
	switch (scope->kind) {
	case EDGESEC_SCOPE_HOST:
		return net_eq(owner->net, &init_net);
	case EDGESEC_SCOPE_CONTAINER:
		return !net_eq(owner->net, &init_net);
	case EDGESEC_SCOPE_NETNS:
		return owner->net->net_cookie == scope->cookie;
	case EDGESEC_SCOPE_CGROUP:
		return is_in_cgroup(scope, owner);
	}
	return false;
}

/**
 * edgesec_scopes - The scopes of a policy that a socket lies in
 * @policy: The policy.
 * @owner: Where the socket belongs.
 *
 * Context: Any.
 *
 * Return: A bit for each, by its index.
 */
u64 edgesec_scopes(const struct edgesec_policy *policy,
		   const struct edgesec_owner *owner)
{
	u64 scopes = 0;
	u32 i;

	for (i = 0; i < policy->scope_count; i++)
		if (is_in(policy->scope[i], owner))
			scopes |= 1ULL << i;
	return scopes;
}

static bool names_host(const struct edgesec_named *named)
{
	switch (named->kind) {
	case EDGESEC_SCOPE_HOST:
	case EDGESEC_SCOPE_CGROUP:
		return true;
	case EDGESEC_SCOPE_CONTAINER:
		return false;
	case EDGESEC_SCOPE_NETNS:
		return named->cookie == init_net.net_cookie;
	}
	return false;
}

/* @outer itself, or below it. */
static bool is_below(const char *path, const char *outer)
{
	size_t len = strcmp(outer, "/") ? strlen(outer) : 0;

	return !strncmp(path, outer, len) && (!path[len] || path[len] == '/');
}

static bool is_named_in(const struct edgesec_port_scope *scope,
			const struct edgesec_named *named)
{
	switch (scope->kind) {
	case EDGESEC_SCOPE_HOST:
		return names_host(named);
	case EDGESEC_SCOPE_CONTAINER:
		return !names_host(named);
	case EDGESEC_SCOPE_NETNS:
		return named->kind == EDGESEC_SCOPE_NETNS &&
		       named->cookie == scope->cookie;
	case EDGESEC_SCOPE_CGROUP:
		return named->cgroup && is_below(named->cgroup, scope->path);
	}
	return false;
}

/**
 * edgesec_scopes_named - The scopes of a policy that hold what a question names
 * @policy: The policy.
 * @named: What it names.
 *
 * Context: Any.
 *
 * Return: As edgesec_scopes().
 */
u64 edgesec_scopes_named(const struct edgesec_policy *policy,
			 const struct edgesec_named *named)
{
	u64 scopes = 0;
	u32 i;

	for (i = 0; i < policy->scope_count; i++)
		if (is_named_in(policy->scope[i], named))
			scopes |= 1ULL << i;
	return scopes;
}
