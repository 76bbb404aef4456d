#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Bills of materials against the published schema of CycloneDX
# Copyright (C) 2026 The edgesec authors
#
# The schema and its checker are npm packages, whose versions and digests are in
# schema/. They are kept below the cache; what can't be fetched is a skip.
set -u
cd "$(dirname "$0")" || exit 1
. ./tap.sh

top=$(cd ../.. && pwd)
pins=$(cat schema/package*.json | sha256sum | cut -c1-16)
modules=${EDGESEC_CACHE:-$top/build/cache}/schema/$pins

skip() { # REASON
	echo "ok 1 - documents are what their schema says # SKIP $1"
	echo "1..1"
	exit 0
}

fetch() {
	rm -rf "$modules.tmp"
	mkdir -p "$modules.tmp"
	cp schema/package*.json "$modules.tmp" &&
		npm ci --prefix "$modules.tmp" --ignore-scripts --no-audit \
			--no-fund --legacy-peer-deps > "$work/npm" 2>&1 &&
		mv -T "$modules.tmp" "$modules"
}

command -v npm > /dev/null || skip "npm is not installed"
[ -d "$modules" ] || fetch || skip "npm can't fetch the schema"

digest=$(printf 'ab%.0s' {1..32})
cat > "$work/full.json" <<JSON
{"collected": "2026-01-01T00:00:00Z", "command": "1", "module": "1",
 "host": {"name": "gateway <7>", "kernel": "6.1.0-1-amd64", "machine": "x86_64"},
 "policy": {"name": "plant", "generation": 3, "digest": "$digest"},
 "programs": [
  {"identify-by": "digest", "path": "/usr/bin/a b", "sha256": "$digest",
   "may": ["run", "map"], "package": "a:amd64",
   "package-version": "1:2+3~4", "architecture": "amd64"},
  {"identify-by": "digest", "path": "/usr/bin/c", "sha256": "$digest",
   "may": ["run"], "package": "a:amd64", "package-version": "1:2+3~4",
   "architecture": "amd64"},
  {"identify-by": "digest", "path": "/usr/share/d", "sha256": "$digest",
   "may": ["interpret"], "package": "d", "package-version": "20260101",
   "architecture": "all"},
  {"identify-by": "fs-verity", "path": "/opt/e", "fsverity": "$digest",
   "may": ["run"]},
  {"identify-by": "digest", "sha256": "$digest", "may": ["run"]},
  {"identify-by": "digest", "path": "/usr/bin/c", "sha256": "$digest",
   "may": ["trace"]},
  {"identify-by": "directory", "path": "/usr", "may": ["map"]},
  {"identify-by": "kernel", "may": ["load"]}],
 "ports": [
  {"scope": "host", "protocol": "tcp", "mode": "enforce", "default": "deny",
   "bind": [22, "8080-8099"], "listen": []},
  {"scope": "host", "protocol": "raw", "mode": "audit", "default": "allow"},
  {"scope": "cgroup", "path": "/x.slice", "protocol": "udp",
   "mode": "enforce", "default": "deny", "send": [53]}],
 "servers": [
  {"name": "plc", "address": ["192.0.2.1/32", "2001:db8::/64"], "port": [502],
   "mode": "enforce", "on-deny": "reset", "allow": [{"functions": []}]},
  {"name": "others", "mode": "audit", "on-deny": "drop", "functions": []}]}
JSON
cat > "$work/none.json" <<'JSON'
{"collected": "2026-01-01T00:00:00Z", "command": "1", "module": "1",
 "host": {"name": "h", "kernel": "6.1"}, "policy": null,
 "programs": [], "ports": [], "servers": []}
JSON

# shellcheck disable=SC2317 # gives calls it
check() { node schema/check.js "$modules" "$1" 2>&1; }
for kind in full none; do
	"$BOM_RENDER" "$work/$kind.json" > "$work/$kind.bom"
done
gives 0 '^good$' "CycloneDX: an inventory of all kinds of entries" \
	check "$work/full.bom"
gives 0 '^good$' "CycloneDX: an inventory without a policy" \
	check "$work/none.bom"

# broken SED-SCRIPT WANTED DESCRIPTION: the schema is one that finds things.
broken() {
	sed "$1" "$work/full.bom" > "$work/broken.bom"
	gives 1 "$2" "$3" check "$work/broken.bom"
}
broken 's/"type": "device"/"type": "gateway"/' \
	'/metadata/component/type must be equal to one of' \
	"CycloneDX: a type that does not exist is found"
broken 's/"specVersion"/"specversion"/' 'specVersion' \
	"CycloneDX: so is a member that is missing"
broken "0,/$digest/s/$digest/ab/" 'must match pattern' \
	"CycloneDX: so is a digest that is too short"
broken 's/"timestamp": "[^"]*"/"timestamp": "today"/' \
	'/metadata/timestamp must match format' \
	"CycloneDX: so is a time that is none"
broken 's/urn:uuid:/urn:/' '/serialNumber must match pattern' \
	"CycloneDX: so is a serial number that is none"
broken 's/"bom-ref": "kernel"/"bom-ref": "kernel", "more": 1/' \
	'must NOT have additional properties' \
	"CycloneDX: so is a member that it does not know"
tap_end
