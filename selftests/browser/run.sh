#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - The page of `edgesec report` in a real browser, as TAP
# Copyright (C) 2026 The edgesec authors
#
# usage: run.sh
#
# Installs Debian's Chromium if it is missing. What it showed stays in
# build/browser: wide.png, small.png and paper.pdf.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
build=${BUILD:-$top/build}
# shellcheck source=selftests/cli/tap.sh
. "$top/selftests/cli/tap.sh"

packages="chromium fonts-dejavu-core poppler-utils"
root=
[ "$(id -u)" = 0 ] || root=sudo
# shellcheck disable=SC2086
dpkg-query -W $packages > /dev/null 2>&1 || {
	$root apt-get -q update &&
		DEBIAN_FRONTEND=noninteractive $root apt-get -q install -y \
			--no-install-recommends $packages
} || exit 1

make -s -C "$top/selftests/cli" BUILD="$build/user/cli" \
	"$build/user/cli/report_render" || exit 1

digest=$(printf 'ab%.0s' {1..32})
cat > "$work/facts.json" <<JSON
{"status": {"module": "1", "abi": 1, "lock": "versioned",
  "policy": {"generation": 5, "name": "plant-7", "version": 3, "mode": "enforce",
    "profile": "iec62443-4-2-sl2", "digest": "$digest", "on-loss": "deny",
    "executables-mode": "enforce", "scripts-mode": "enforce",
    "libraries-mode": "audit", "memory-mode": "disabled",
    "interpreted-mode": "disabled", "modules-mode": "disabled",
    "tracing-mode": "disabled"},
  "counters": {"record-lost": 2, "event-lost": 0},
  "hooks": [{"name": "bprm_check_security", "attached": true, "live": true},
    {"name": "mmap_file", "attached": true, "live": true},
    {"name": "socket_listen", "attached": true, "live": true}]},
 "policy": {"generation": 5, "programs": [
    {"identify-by": "digest", "may": ["run"], "path": "/a"}],
  "ports": [{"mode": "enforce", "default": "deny", "listen": [22]}],
  "servers": [{"name": "plc", "mode": "enforce", "allow": [{"functions": []}]}]},
 "host": {"name": "a-long-name-of-a-gateway-$digest", "kernel": "6.1.0-40-amd64",
  "machine": "x86_64", "lockdown": "none", "secure-boot": false,
  "clock-synchronised": true}}
JSON
"$build/user/cli/report_render" "$top/policies/iec62443-4-2/controls.yaml" \
	"$work/facts.json" 2 html > "$work/report.html"

# A network of its own, without a way out: what needs another host would fail.
# shellcheck disable=SC2317 # gives calls it
look() { # FILE [FOLDER]
	mkdir -p "${2-$work/seen}"
	unshare -rn "$here/page.py" "$1" "${2-$work/seen}"
}

gives 0 '^good$' "a browser shows and prints the report as it should" \
	look "$work/report.html" "$build/browser"

# What looks has to find things.
broken() { # SED-SCRIPT WANTED DESCRIPTION
	sed "$1" "$work/report.html" > "$work/broken.html"
	cmp -s "$work/report.html" "$work/broken.html" &&
		fail "$3" "nothing was changed"
	gives 1 "$2" "$3" look "$work/broken.html"
}
broken 's,<h1>,<img src="https://edgesec.invalid/a.png">&,' \
	'Content Security Policy' "what is loaded from elsewhere is found"
broken 's,<h1>,<script>1</script>&,' 'Content Security Policy' \
	"so is a script"
broken "s,default-src 'none',default-src *,; s,<h1>,<img src=\"x.png\">&," \
	'asks for file:' "so is another file that the page may load"
broken 's,overflow-wrap:anywhere,,; s,table{,td{white-space:nowrap}&,' \
	'pixels of' "so is a table that is wider than the screen"
broken 's,@page{margin:16mm},@page{margin:0},' \
	'stands in the margin' "so is paper without a margin"
broken 's,body{max-width:none,td{white-space:nowrap}&,' \
	'too small to be read' "so is a table that is wider than the paper"
broken 's,body{max-width:none,td:nth-child(4){display:none}&,' \
	'not on paper' "so is a column that is not printed"
broken 's,tr{break-inside:avoid},tr{break-inside:auto;line-height:3},' \
	'cut by the end' "so is a row that the end of a page cuts"
tap_end
