# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - The header of the machine that `make vm` starts
# Copyright (C) 2026 The edgesec authors
#
# modules: veth bridge overlay
