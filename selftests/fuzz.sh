#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Fuzzes every parser; SECONDS_EACH (default 60) for each
# Copyright (C) 2026 The edgesec authors
set -uo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$top/build}
status=0
for suite in modbus cli; do
	make -s -C "$top/selftests/$suite" BUILD="$build/user/$suite" \
		SECONDS="${SECONDS_EACH:-60}" fuzz || status=1
done
exit $status
