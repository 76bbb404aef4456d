// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Handing keys of the owner to the kernel
 * Copyright (C) 2026 The edgesec authors
 */
#include "trust.h"
#include "cli.h"
#include "memory.h"
#include "pem.h"
#include "quote.h"

#include "../kmod/uapi/edgesec.h"

#include <errno.h>
#include <glob.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>

const char trust_folder[] = "/etc/edgesec/keys";

static int ask(struct nl *nl, const struct bytes *certificate,
	       struct refusal *refusal)
{
	struct nl_msg *msg = nl_request_with(EDGESEC_CMD_KEY_ADD,
					     certificate->count);
	int ret;

	nla_put(msg, EDGESEC_A_KEY_CERTIFICATE, certificate->count,
		certificate->list);
	ret = nl_ask(nl, msg, NULL, NULL, refusal);
	nlmsg_free(msg);
	return ret;
}

static int add(struct nl *nl, const char *name, bool again)
{
	struct bytes certificate;
	struct refusal refusal;
	int ret = pem_read(name, EDGESEC_CERTIFICATE_MAX, &certificate);

	if (ret)
		return ret;
	if (ask(nl, &certificate, &refusal) &&
	    !(again && refusal.error == EEXIST)) {
		fprintf(stderr, "edgesec: %s: ", quote(name));
		ret = nl_complain("key", &refusal);
	}
	bytes_free(&certificate);
	return ret;
}

int trust_add(struct nl *nl, const char *name)
{
	return add(nl, name, false);
}

int trust_add_folder(struct nl *nl)
{
	char *pattern = must_printf("%s/*", trust_folder);
	glob_t found;
	int one, ret = EXIT_DONE;

	if (!glob(pattern, 0, NULL, &found)) {
		for (size_t i = 0; i < found.gl_pathc; i++) {
			one = add(nl, found.gl_pathv[i], true);
			ret = ret ? ret : one;
		}
		globfree(&found);
	}
	free(pattern);
	return ret;
}
