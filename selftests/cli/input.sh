#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - What is no policy file at all, and what is no command line
# Copyright (C) 2026 The edgesec authors
set -u
cd "$(dirname "$0")" || exit 1
. ./tap.sh

good=$work/good.yaml
printf 'edgesec: 1\nname: good\nmode: audit\n' > "$good"
chmod 755 "$work"

: > "$work/empty"
gives 65 '/empty:1:1: error: the file is empty' "an empty file" \
	"$EDGESEC" check "$work/empty"
head -c 20000000 /dev/zero | tr '\0' '#' > "$work/large"
gives 66 'larger than 16 MiB' "a file of 20 MB" "$EDGESEC" check "$work/large"
gives 66 'is a directory' "a directory" "$EDGESEC" check "$work"
gives 66 'No such file' "a file that does not exist" \
	"$EDGESEC" check "$work/none"
head -c 100000 /dev/urandom > "$work/random"
gives 65 '/random:[0-9]+:[0-9]+: error: ' "random bytes" \
	"$EDGESEC" check "$work/random"
printf 'edgesec: 1\nname: \0x\n' > "$work/nul"
gives 65 '/nul:2:7: error: ' "a NUL byte" "$EDGESEC" check "$work/nul"
printf 'edgesec: 1\nname: \xc3\x28\n' > "$work/latin"
gives 65 '/latin:2:8: error: ' "bytes that are not UTF-8" \
	"$EDGESEC" check "$work/latin"
yes '[' | head -c 1000000 | tr -d '\n' > "$work/brackets"
gives 65 'nested too deeply' "half a million brackets" \
	"$EDGESEC" check "$work/brackets"
{ printf 'a:\n'; yes '  - x' | head -300000; } > "$work/long"
gives 65 'unknown key "a"' "300,000 values" "$EDGESEC" check "$work/long"

if [ "$(id -u)" = 0 ] && command -v setpriv > /dev/null; then
	cp "$EDGESEC" "$work/edgesec"
	cp "$good" "$work/secret.yaml"
	chmod 600 "$work/secret.yaml"
	gives 66 'Permission denied' "a file without permission to read it" \
		setpriv --reuid 65534 --clear-groups \
		"$work/edgesec" check "$work/secret.yaml"
else
	echo "ok - a file without permission to read it # SKIP needs root"
fi

gives 0 'no mistakes' "a good file" "$EDGESEC" check "$good"
gives 0 'standard input: no mistakes' "the same by standard input" \
	bash -c "cat '$good' | '$EDGESEC' check -"
gives 0 '"name": "good"' "as JSON" "$EDGESEC" check --json "$good"
gives 0 '^$' "and quietly" "$EDGESEC" --quiet check "$good"
gives 64 'did you mean "apply"' "a verb that does not exist" "$EDGESEC" aply
gives 64 'usage: edgesec check' "too few words" "$EDGESEC" check
gives 64 'usage: edgesec check' "too many words" "$EDGESEC" check a b
gives 64 'usage: edgesec check' "one document is not JSON" \
	"$EDGESEC" check --merged --json "$good"
gives 64 'usage: edgesec status' "an option of another verb" \
	"$EDGESEC" status --merged
gives 64 'usage: edgesec scan' "a name that no policy may have" \
	"$EDGESEC" scan --name 'a: b'
gives 64 'usage: edgesec log' "an option that does not exist" \
	"$EDGESEC" log --unknown
explain='usage: edgesec explain'
gives 64 "$explain" "a question about nothing" "$EDGESEC" explain
gives 64 "$explain" "about a file and a port" \
	"$EDGESEC" explain /bin/sh --port 22/tcp --scope host
gives 64 "$explain" "a file with an option of ports" \
	"$EDGESEC" explain /bin/sh --direction bind
gives 64 "$explain" "a command and a request" \
	"$EDGESEC" explain --exec --modbus -- sh
gives 64 "$explain" "no command" "$EDGESEC" explain --exec
gives 64 "$explain" "the same option twice" \
	"$EDGESEC" explain --as script --as script /bin/sh
gives 64 "$explain" "a value without a request" \
	"$EDGESEC" explain --value 1 /bin/sh
gives 64 "$explain" "a request without a server" \
	"$EDGESEC" explain --modbus --client 10.0.0.1 --function 3
gives 64 "$explain" "a port without a scope" "$EDGESEC" explain --port 22/tcp
# request OPTION...: what can't be a request is refused before it is sent.
request() {
	gives 64 "$explain" "no request: $*" "$EDGESEC" explain --modbus "$@"
}
to="--server 10.0.0.2:502 --client 10.0.0.1"
request --server 10.0.0.2 --client 10.0.0.1 --function 3
request --server 10.0.0.2:0 --client 10.0.0.1 --function 3
request --server 10.0.0.2:70000 --client 10.0.0.1 --function 3
request --server fd00::1:502 --client fd00::2 --function 3
request --server '[fd00::1]:502' --client 10.0.0.1 --function 3
request --server "[$(printf 'a%.0s' {1..99})]:502" --client fd00::2 --function 3
for words in '--function 0' '--function 256' '--function read' \
	'--function 3 --unit 256' '--function 3 --unit -1' \
	'--function 3 --address 65536' '--function 3 --quantity 0x' \
	'--function 3 --value 1' '--function 6' \
	'--function 6 --value 1 --value 2' '--function 6 --value 65536' \
	'--function 22 --value 1' '--function 43 --value 1' \
	'--function 99' '--function 99 --data 0' '--function 99 --data 0g' \
	'--function 99 --data -1'; do
	# shellcheck disable=SC2086 # words
	request $to $words
done
values=$(printf -- '--value 1 %.0s' {1..127})
# shellcheck disable=SC2086
request $to --function 16 $values
# shellcheck disable=SC2086
request $to --function 99 --data "$(printf '00%.0s' {1..254})"
gives 64 'usage: edgesec packages' "packages neither before nor after" \
	"$EDGESEC" packages
gives 64 'usage: edgesec packages' "packages before and after" \
	"$EDGESEC" packages --before --after
if [ -e /sys/module/edgesec ]; then
	echo "ok - packages without a module # SKIP it is loaded"
else
	gives 0 '^$' "packages without a module" "$EDGESEC" packages --before
fi
gives 0 'usage: edgesec' "help" "$EDGESEC" --help
gives 0 '^edgesec [0-9.]+ \(ABI [0-9]+' "version" "$EDGESEC" --version
gives 71 'standard output' "a full disk is told" \
	bash -c "'$EDGESEC' --help > /dev/full"
tap_end
