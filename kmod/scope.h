/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Whose a socket is: namespaces and cgroups
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_SCOPE_H
#define EDGESEC_SCOPE_H

#include <linux/types.h>

#include "uapi/edgesec.h"

struct cgroup;
struct edgesec_policy;
struct net;
struct sock;

/**
 * struct edgesec_owner - Where a socket belongs
 * @net: Its network namespace.
 * @cgroup: The cgroup that it was made in.
 */
struct edgesec_owner {
	const struct net *net;
	struct cgroup *cgroup;
};

/**
 * struct edgesec_named - What a question names instead of a socket
 * @kind: Kind of the scope; with cgroup the host's namespace is meant.
 * @path: Its path, or "".
 * @cookie: What edgesec_scope_resolve() made of it.
 * @cgroup: Path of the cgroup; NULL: of none that a rule is about.
 */
struct edgesec_named {
	enum edgesec_scope kind;
	const char *path;
	u64 cookie;
	const char *cgroup;
};

int edgesec_scope_resolve(enum edgesec_scope kind, const char *path,
			  u64 *cookie);
void edgesec_scope_of_sock(const struct sock *sk, struct edgesec_owner *owner);
void edgesec_scope_of_current(struct edgesec_owner *owner);
u64 edgesec_scopes_named(const struct edgesec_policy *policy,
			 const struct edgesec_named *named);
u64 edgesec_scopes(const struct edgesec_policy *policy,
		   const struct edgesec_owner *owner);

#endif /* EDGESEC_SCOPE_H */
