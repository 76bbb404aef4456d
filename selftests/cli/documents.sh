#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Policies of several documents: what they say, and what they may not
# Copyright (C) 2026 The edgesec authors
set -u
cd "$(dirname "$0")" || exit 1
. ./tap.sh

cd "$work" || exit 1
mkdir p.d
chmod 755 . p.d

# put NAME: standard input, behind the line that each document begins with.
put() {
	{ echo 'edgesec: 1'; cat; } > "$1"
}

put base.yaml <<'END'
name: base
mode: audit
executables:
  mode: audit
  identify-by: path
  allow: [{directory: /usr}]
ports:
  - {scope: container, protocol: udp, bind: [53], default: deny}
modbus:
  servers:
    - {name: plc, address: 192.0.2.1, functions: read-only}
    - {name: others, address: any, functions: []}
END
put p.yaml <<'END'
name: top
extends: base.yaml
site: site.yaml
mode: enforce
executables: {mode: enforce}
ports:
  - {scope: container, protocol: udp, bind: [123, 53]}
  - {scope: host, protocol: tcp, listen: [22, "${web}"], default: deny}
modbus:
  servers:
    - {name: panel, address: "${panel}", functions: read-only}
END
put site.yaml <<'END'
panel: 192.0.2.9
web: [80, 443]
END

merged() { "$EDGESEC" check --merged p.yaml 2>&1 | grep -v '^ *#'; }
# says TEXT DESCRIPTION: the lines of TEXT follow each other in the policy.
says() {
	local out

	out=$(merged)
	case $out in
	*"$1"*) pass "$2" ;;
	*) fail "$2" "wanted:" "$1" "$out" ;;
	esac
}
# bad PATTERN DESCRIPTION: the policy is refused, a matching line says why.
bad() { gives 65 "$1" "$2" "$EDGESEC" check p.yaml; }
good() { gives 0 'no mistakes' "$1" "$EDGESEC" check p.yaml; }
# drop_in NAME: standard input is its text.
drop_in() { put "p.d/$1.yaml"; }
no_drop_ins() { rm -rf p.d/* p.d/.[a-z]*; }

good "a policy of three files"
says $'name: top\nmode: enforce' "what extends says another word"
says $'  identify-by: path\n  allow:\n    - directory: /usr' \
	"and keeps what it does not say"
says $'    bind:\n      - 53\n      - 123\n    default' \
	"lists are put together, without what stands there twice"
says $'    listen:\n      - 22\n      - 80\n      - 443' \
	"a list of the site becomes part of a list"
says $'    - name: plc\n      address: 192.0.2.1\n      functions: read-only\n    - name: panel\n      address: 192.0.2.9\n      functions: read-only\n    - name: others' \
	"a server comes before those for any address"
gives 0 '^  *# site.yaml$' "comments name the files" \
	"$EDGESEC" check --merged p.yaml
"$EDGESEC" check --merged p.yaml > whole.yaml
gives 0 '^$' "and the whole says the same" \
	bash -c "'$EDGESEC' check --merged whole.yaml | grep -v '^ *#' |
		cmp - <('$EDGESEC' check --merged p.yaml | grep -v '^ *#')"
gives 0 'same.*true|no difference|^$' "also to diff" \
	"$EDGESEC" diff p.yaml whole.yaml
gives 64 'usage' "as JSON there is no such text" \
	"$EDGESEC" check --json --merged p.yaml
gives 65 'standard input names files by absolute paths' \
	"standard input is in no folder" \
	bash -c "'$EDGESEC' check - < p.yaml"
sed -e "s,base.yaml,$work/base.yaml," -e "s,site.yaml,$work/site.yaml," \
	p.yaml > absolute
gives 0 'no mistakes' "and takes absolute names" \
	bash -c "'$EDGESEC' check - < absolute"

# Values of the site.
cp site.yaml kept
sed -i 's/panel/pannel/' site.yaml
bad '^p.yaml:12:30: error: the site file has no value "panel"; did you mean "pannel"' \
	"a name that the site does not know"
bad '^site.yaml:2:1: error: nothing in the policy is "\$\{pannel\}"' \
	"a value that nothing needs"
sed 's/192.0.2.9/192.0.2/' kept > site.yaml
bad '^site.yaml:2:8: error: an address must be' "a value of another kind"
sed 's/192.0.2.9/{a: b}/' kept > site.yaml
bad '^site.yaml:2:8: error: a value of a site file is a word' \
	"a value that is a mapping"
{ cat kept; echo 'panel: x'; } > site.yaml
bad '^site.yaml:4:1: error: duplicate key "panel"' "a value that is there twice"
{ cat kept; echo 'Panel: x'; } > site.yaml
bad '^site.yaml:4:1: error: names of a site file' "a name of other letters"
sed 1d kept > site.yaml
bad '^site.yaml:1:1: error: the file needs the key "edgesec"' \
	"a site file without a format"
cp kept site.yaml
# shellcheck disable=SC2016 # a reference of the policy
sed -i.kept 's/"${panel}"/"1${panel}"/' p.yaml
bad '^p.yaml:12:30: error: a reference stands alone' "a part of a word"
mv p.yaml.kept p.yaml
sed -i.kept '/^site:/d' p.yaml
bad 'needs a site file' "a reference without a site"
mv p.yaml.kept p.yaml
put level.yaml <<< 'level: base.yaml'
put leveled.yaml <<'END'
site: level.yaml
extends: ${level}
END
gives 0 'no mistakes' "the site may say what is extended" \
	"$EDGESEC" check leveled.yaml
put over.yaml <<'END'
extends: leveled.yaml
site: over-site.yaml
END
put over-site.yaml <<< 'level: none.yaml'
gives 65 'none.yaml No such file' "the first site file is the one" \
	"$EDGESEC" check over.yaml

# What is extended.
put loop.yaml <<< 'extends: loop2.yaml'
put loop2.yaml <<< 'extends: ./loop.yaml'
gives 65 '^./?loop2.yaml:2:10: error: the policy extends itself|^loop2.yaml:2:10: error: the policy extends itself' \
	"a circle" "$EDGESEC" check loop.yaml
for i in 1 2 3 4 5 6 7 8 9 10; do
	put "deep$i.yaml" <<< "extends: deep$((i + 1)).yaml"
done
gives 65 'more than 8 documents' "a long chain" "$EDGESEC" check deep1.yaml
gives 65 'deep11.yaml No such file' "and a shorter one" \
	"$EDGESEC" check deep4.yaml
put wrong.yaml <<'END'
extends: base.yaml
extends: base.yaml
END
gives 65 '^wrong.yaml:3:1: error: duplicate key "extends"' "a key twice" \
	"$EDGESEC" check wrong.yaml
sed 's/edgesec: 1/edgesec: 2/' base.yaml > new.yaml
put wrong.yaml <<< 'extends: new.yaml'
gives 65 '^new.yaml:1:10: error: this command reads format 1' \
	"another format" "$EDGESEC" check wrong.yaml
echo '[' > new.yaml
gives 65 '^new.yaml:2:1: error: ' "a part that is no YAML" \
	"$EDGESEC" check wrong.yaml

# keys FROM TO: a rule with a program for each of these ports.
keys() {
	echo 'ports:'
	printf '  - {scope: host, protocol: udp, bind: [1-99], default: deny, program: {'
	seq -s ' ' -f '%g: /usr/bin/env,' "$1" "$2"
	echo '    }}'
}
{ printf 'name: many\nmode: audit\n'; keys 1 40; } | put many.yaml
{ echo 'extends: many.yaml'; keys 41 80; } | put more.yaml
gives 0 'no mistakes' "forty keys in one mapping" "$EDGESEC" check many.yaml
gives 65 'all documents together are more than one may be' \
	"not more keys than one document may have" "$EDGESEC" check more.yaml

# Parts that others can write.
chmod 666 base.yaml
bad '^p.yaml:3:10: error: base.yaml may be written to by everybody' \
	"a part that everybody may write to"
chmod 644 base.yaml
mv base.yaml real.yaml
ln -s real.yaml base.yaml
bad 'base.yaml is a symbolic link' "a part that is a link"
rm base.yaml
mkfifo base.yaml
bad 'base.yaml is no regular file' "a part that is a FIFO, at once"
rm base.yaml
mkdir base.yaml
bad 'base.yaml is no regular file' "a part that is a folder"
rmdir base.yaml
mv real.yaml base.yaml
if [ "$(id -u)" = 0 ]; then
	chown 65534 base.yaml
	bad 'base.yaml belongs to neither root nor you' \
		"a part that somebody else owns"
	chown 0 base.yaml
else
	echo "ok - a part that somebody else owns # SKIP needs root"
fi
good "and none of these"

# Drop-ins add.
drop_in 10-app <<'END'
executables:
  allow: [{directory: /opt}, {directory: /usr}]
  libraries: {allow: [{directory: /usr}]}
ports:
  - {scope: container, protocol: udp, bind: [8080]}
modbus:
  servers:
    - {name: new, address: 192.0.2.7, functions: read-only}
    - {name: plc, clients: [192.0.2.100]}
END
good "a drop-in adds to lists, and adds rules and servers"
says $'    - directory: /usr\n    - directory: /opt\n  libraries:' \
	"what it adds to a list is there"
says $'    - name: panel\n      address: 192.0.2.9\n      functions: read-only\n    - name: new' \
	"and its server, behind those of the policy"
says $'    - name: others' "and before those for any address"
echo 'name: [' > p.d/.hidden.yaml
echo 'name: [' > p.d/10-app.yaml.dpkg-old
good "files of other names are none"
no_drop_ins

# refused WHAT PATH PATTERN: the drop-in on standard input is refused; it is not
# with "replaces".
refused() {
	local text

	text=$(cat)
	drop_in 10 <<< "$text"
	bad "^p.d/10.yaml:[0-9]+:[0-9]+: error: $3" "a drop-in may not $1"
	drop_in 10 <<< "replaces: [$2]"$'\n'"$text"
	good "unless it says that it replaces that"
	no_drop_ins
}
refused "lower the mode" mode 'a drop-in may not lower the mode' \
	<<< 'mode: audit'
refused "lower the mode of a section" executables.mode \
	'a drop-in may not lower the mode' <<< 'executables: {mode: disabled}'
refused "take a server out of enforcement" modbus.servers.plc.mode \
	'a drop-in may not lower the mode' \
	<<< 'modbus: {servers: [{name: plc, mode: audit}]}'
refused "bring a server that is not enforced" modbus.servers.new.mode \
	'a drop-in may not lower the mode' <<< \
	'modbus: {servers: [{name: new, address: 192.0.2.7, mode: audit, functions: []}]}'
refused "bring a rule that is not enforced" executables.libraries.mode \
	'a drop-in may not lower the mode' <<< \
	'executables: {libraries: {mode: audit, allow: [{directory: /usr}]}}'
refused "bring a rule on ports that is not enforced" ports.host/udp.mode \
	'a drop-in may not lower the mode' <<< \
	'ports: [{scope: host, protocol: udp, bind: [1], default: deny, mode: audit}]'
refused "move a server" modbus.servers.plc.address \
	'"modbus.servers.plc.address" stands in base.yaml:12 already' \
	<<< 'modbus: {servers: [{name: plc, address: 192.0.2.8}]}'
refused "change what a list is" modbus.servers.plc.functions \
	'"modbus.servers.plc.functions" stands in base.yaml:12' \
	<<< 'modbus: {servers: [{name: plc, functions: [all-public]}]}'
refused "change a verdict" ports.container/udp.default \
	'"ports.container/udp.default" stands in base.yaml:9' \
	<<< 'ports: [{scope: container, protocol: udp, default: allow}]'
refused "set a value for others" executables.if-absent \
	'a drop-in sets no value for what begins in base.yaml:4' \
	<<< 'executables: {if-absent: ignore}'

drop_in 10 <<< 'other: {max: 1h}'
bad '^p.d/10.yaml:2:1: error: a drop-in sets no value for what begins in' \
	"a drop-in may not say more at the top than the sections"
drop_in 10 <<< 'mode: enforce'
good "the same word again is no change"
sed -i.kept 's/^mode: enforce/mode: audit/' p.yaml
says $'name: top\nmode: enforce' "to raise the mode is free"
mv p.yaml.kept p.yaml
drop_in 10 <<'END'
replaces: [modbus.servers.plc]
modbus: {servers: [{name: plc, address: 192.0.2.3, functions: []}]}
END
says $'    - name: plc\n      address: 192.0.2.3\n      functions: []\n    - name: panel' \
	"what is replaced stays in its place"
drop_in 20 <<'END'
replaces: [modbus.servers.plc.functions]
modbus: {servers: [{name: plc, functions: read-only}]}
END
bad '^p.d/20.yaml:3:32: error: "modbus.servers.plc.functions" is what another drop-in says in p.d/10.yaml:3; two may not' \
	"two drop-ins that replace the same are in conflict"
no_drop_ins
drop_in 10 <<'END'
replaces: [modbus.servers.plc]
executables: {allow: [{directory: /opt}]}
END
bad '^p.d/10.yaml:2:12: error: there is no "modbus.servers.plc" here' \
	"what it replaces has to be said"
drop_in 10 <<< 'extends: base.yaml'
bad '^p.d/10.yaml:2:10: error: a drop-in extends nothing' \
	"a drop-in extends nothing"
drop_in 10 <<< 'site: site.yaml'
bad '^p.d/10.yaml:2:7: error: a drop-in has no site file' "and has no site"
drop_in 10 <<< 'replaces: mode'
bad '^p.d/10.yaml:2:11: error: "replaces" must be a list' "a word is no list"
drop_in 10 <<< 'unknown: x'
bad '^p.d/10.yaml:2:1: error: unknown key "unknown"|sets no value' \
	"a mistake in a drop-in has its place"
no_drop_ins

chmod 777 p.d
bad '^p.yaml: error: p.d may be written to by everybody' \
	"a folder that everybody may write to"
chmod 755 p.d
rmdir p.d
ln -s /etc p.d
bad '^p.yaml: error: p.d .*(symbolic|directory)' "a folder that is a link"
rm p.d
ln -s /nowhere p.d
bad '^p.yaml: error: p.d ' "a link to nowhere, too"
rm p.d
: > p.d
bad '^p.yaml: error: p.d .*directory' "a file in the place of the folder"
rm p.d
good "without the folder there are no drop-ins"
tap_end
