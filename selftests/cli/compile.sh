#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - What is signed: complete, the same each time, and nothing less
# Copyright (C) 2026 The edgesec authors
set -u
cd "$(dirname "$0")" || exit 1
. ./tap.sh

cat > "$work/policy.yaml" <<'EOP'
edgesec: 1
name: gateway
version: 3
signature: required
mode: enforce
executables:
  allow: [{path: /bin/true}, {directory: /usr/sbin, identify-by: path}]
  scripts: {allow-from: [kernel, /bin/dash], interpreters: [dash, bash]}
ports:
  - {scope: host, protocol: udp, bind: [53], default: deny}
EOP
manifest() { "$EDGESEC" compile --manifest "$1"; }
changed() { # SED-SCRIPT DESCRIPTION
	sed "$1" "$work/once.yaml" > "$work/changed.yaml"
	if [ "$(manifest "$work/changed.yaml")" = "$(cat "$work/manifest")" ]
	then
		fail "$2" "the manifest is the same"
	else
		pass "$2"
	fi
}

gives 65 ':7:11: error: .*looked up on each host' \
	"what is looked up on the host is not signed" \
	"$EDGESEC" compile --manifest "$work/policy.yaml"
gives 0 '' "a policy is compiled" \
	"$EDGESEC" compile --output "$work/once.yaml" "$work/policy.yaml"
gives 0 '^ +- {path: "/bin/true", sha256: [0-9a-f]{64}}$' \
	"its digests are written out" cat "$work/once.yaml"
gives 0 'ld-linux' "with the loader of an interpreter" \
	cat "$work/once.yaml"
gives 0 '' "compiled again" \
	"$EDGESEC" compile -o "$work/twice.yaml" "$work/once.yaml"
gives 0 '' "it is the same" cmp "$work/once.yaml" "$work/twice.yaml"

gives 0 '^entries: [0-9a-f]{64}$' "it has a manifest" \
	manifest "$work/once.yaml"
manifest "$work/once.yaml" > "$work/manifest"
gives 0 '^edgesec policy manifest 2 name: gateway version: 3 signature: required entries:' \
	"which says what is signed" \
	bash -c "tr '\\n' ' ' < $work/manifest"
gives 0 '' "it goes to a file as well" "$EDGESEC" compile --manifest \
	--output "$work/out" "$work/once.yaml"
gives 0 '' "which is the same" cmp "$work/manifest" "$work/out"
sed 's/^edgesec: 1/# of the gateway\n&/' "$work/once.yaml" > "$work/same.yaml"
manifest "$work/same.yaml" > "$work/out"
gives 0 '' "a comment is not part of it" cmp "$work/manifest" "$work/out"
changed 's/name: gateway/name: other/' "the name is"
changed 's/version: 3/version: 4/' "so is the version"
changed 's/signature: required/signature: optional/' "so is the requirement"
changed 's/\[53\]/[54]/' "so is each port"
changed 's/\(true", sha256: \)./\1_/; s/_/0/' "so is each digest"
changed '0,/mode: enforce/s//mode: audit/' "so is the mode"
changed 's/    mode: enforce/    mode: audit/' "so is that of a rule"

# Written out, each of these takes more room than it had.
{
	sed '/^  allow:/,$d' "$work/once.yaml"
	printf '  allow: ['
	yes "{path: /a,sha256: $(printf '%064d' 0)}," | head -190000 | tr -d '\n'
	printf ']\n'
} > "$work/large.yaml"
gives 0 'no mistakes' "a large policy has no mistake" \
	"$EDGESEC" check "$work/large.yaml"
gives 65 'more than a policy may have' \
	"what would be too large to be read again is refused" \
	"$EDGESEC" compile "$work/large.yaml"
tap_end
