#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Builds the module for a kernel that is tested
# Copyright (C) 2026 The edgesec authors
#
# usage: module.sh NAME [MAKE-ARGUMENT...]
#
# The module goes to build/module/NAME/kmod/edgesec.ko, or below MODULE_DIR.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
name=$1
shift
kernel=$("$here/kernel.sh" "$name")
"$top/selftests/build-module.sh" "$kernel/headers" \
	"${MODULE_DIR:-${BUILD:-$top/build}/module/$name}" "$@"
