// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Module initialisation and exit
 * Copyright (C) 2026 The edgesec authors
 */
#define pr_fmt(fmt) "edgesec: " fmt

#include "admit.h"
#include "attach.h"
#include "code.h"
#include "commit.h"
#include "digest.h"
#include "netlink.h"
#include "policy.h"
#include "stage.h"
#include "table.h"
#include "uapi/edgesec.h"

#include <linux/init.h>
#include <linux/module.h>

static int __init edgesec_init(void)
{
	int ret;

	ret = edgesec_table_setup();
	if (ret)
		return ret;
	ret = edgesec_policy_setup();
	if (ret)
		goto err_table;
	ret = edgesec_digest_setup();
	if (ret)
		goto err_policy;
	ret = edgesec_code_setup();
	if (ret)
		goto err_digest;
	ret = edgesec_attach_setup();
	if (ret)
		goto err_code;
	ret = edgesec_commit_setup();
	if (ret)
		goto err_attach;
	ret = edgesec_stage_setup();
	if (ret)
		goto err_commit;
	ret = edgesec_netlink_register();
	if (ret)
		goto err_stage;
	edgesec_admit_hold_module();

	pr_info("version %s, ABI %d: loaded, no policy in force\n",
		THIS_MODULE->version, EDGESEC_ABI_VERSION);
	return 0;

err_stage:
	edgesec_stage_teardown();
err_commit:
	edgesec_commit_teardown();
err_attach:
	edgesec_attach_teardown();
err_code:
	edgesec_code_teardown();
err_digest:
	edgesec_digest_teardown();
err_policy:
	edgesec_policy_teardown();
err_table:
	edgesec_table_teardown();
	return ret;
}

static void __exit edgesec_exit(void)
{
	edgesec_netlink_unregister();
	edgesec_stage_teardown();
	edgesec_commit_teardown();
	edgesec_attach_teardown();
	edgesec_code_teardown();
	edgesec_digest_teardown();
	edgesec_policy_teardown();
	edgesec_table_teardown();
	pr_info("unloaded\n");
}

module_init(edgesec_init);
module_exit(edgesec_exit);

MODULE_DESCRIPTION("Allow-lists executables, ports and Modbus requests");
MODULE_AUTHOR("The edgesec authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(EDGESEC_VERSION);
