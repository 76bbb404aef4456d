#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: what explain says of Modbus requests, beside what happens
# Copyright (C) 2026 The edgesec authors
#
# The request that explain builds is the one that is then sent.
# time: 240
. /usr/lib/tap.sh

cat > /tmp/modbus.yaml <<'END'
edgesec: 1
name: modbus-explain
mode: enforce
ports:
  - {scope: host, protocol: tcp, connect: [502], default: deny, identify-by: path, program: {502: /usr/bin/modbus-client}}
modbus:
  servers:
    - name: plc
      address: ["127.0.0.1", "::1"]
      units: [1, 2]
      clients: ["127.0.0.0/8", "::1"]
      on-deny: exception
      allow:
        - from: ["127.0.0.1", "::1"]
          functions: [read-only, write-single-register, write-multiple-registers, 15, 22, 23, {code: diagnostics, sub-functions: [0]}]
          reads: {quantity: 50}
          writes:
            coils: [0-7]
            holding-registers:
              - {range: 10-19, values: 0-500}
        - {units: [2], functions: [6], rate: 1/h}
    - {name: quiet, address: 127.0.0.2, port: 502, mode: audit, functions: [3]}
END

# explain OPTION...: a request of 127.0.0.1 to 127.0.0.1.
explain() {
	edgesec explain --modbus --server 127.0.0.1:502 --client 127.0.0.1 "$@"
}
prints '^function 0x03 read-holding-registers, unit 1, to 127.0.0.1:502: allowed, as no rule has a say$' \
	"without a policy" explain --function 3
apply /tmp/modbus.yaml
modbus-server :: 502 /tmp/counts > /dev/null 2>&1 &
server=$!
sleep 3

# said WORDS OPTION...: the request is denied for that reason, "allowed" for
# none; and so it then goes.
said() {
	said_words=$1
	shift
	case $said_words in
	allowed) said_line='allowed by modbus.plc' ;;
	*) said_line="denied by modbus.plc, $said_words \(enforce\)" ;;
	esac
	prints ": $said_line" "$said_words: $*" explain "$@"
	adu=$(explain "$@" --json | sed -n 's/.*"request": "\(.*\)".*/\1/p')
	log_mark
	modbus-client 127.0.0.1 502 send "$adu" > /tmp/sent 2>&1
	if [ "$said_words" = allowed ]; then
		not_logged 'op=modbus .*verdict=deny' "so it passes"
	else
		logged "op=modbus .*reason=$said_words " "so it is denied"
	fi
}
said allowed --function 3 --address 5 --quantity 2
said allowed --function read-coils --address 0 --quantity 8
said quantity-limit --function 3 --address 5 --quantity 51
said quantity --function 3 --quantity 126
said address --function 3 --address 65535 --quantity 2
said unit --function 3 --unit 9
said function --function 5 --value 1
said allowed --function 6 --address 10 --value 500
said value-limit --function 6 --address 10 --value 501
said write-range --function 6 --address 20 --value 1
said allowed --function 16 --address 18 --value 1 --value 2
said write-range --function 16 --address 18 --value 1 --value 2 --value 3
said allowed --function 15 --address 0 --value 1 --value 0 --value 1
said write-range --function 15 --address 7 --value 1 --value 0
said value-limit --function 22 --address 10 --value 0xffff --value 0x8000
said allowed --function 23 --read 0 --quantity 4 --address 12 --value 3
said value-limit --function 23 --read 0 --quantity 4 --address 12 --value 600
said allowed --function diagnostics --sub 0 --value 7
said sub-function --function diagnostics --sub 1
said function --function 43
said function --function 99 --data 0102
said length --function 3 --data 0001
said byte-count --function 16 --data 000a00010300ff00

# Rates are looked at, not charged.
for _ in 1 2 3; do
	prints 'allowed by modbus.plc' "asking again costs nothing" \
		explain --unit 2 --function 6 --address 40 --value 1
done
said allowed --unit 2 --function 6 --address 40 --value 1
prints 'denied by modbus.plc, rate-limit \(enforce\)' \
	"what was sent is charged" \
	explain --unit 2 --function 6 --address 40 --value 1

prints 'denied by modbus.plc, client \(enforce\)' "a client that is not listed" \
	edgesec explain --modbus --server 127.0.0.1:502 --client 10.0.0.1 \
	--function 3
prints 'denied by modbus.plc, unit' "one that only an entry for unit 2 is for" \
	edgesec explain --modbus --server 127.0.0.1:502 --client 127.0.0.9 \
	--function 6 --value 1
prints 'allowed by modbus.plc' "IPv6" \
	edgesec explain --modbus --server '[::1]:502' --client ::1 --function 3
prints 'denied by modbus.quiet, function \(audit\)' "a server in audit mode" \
	edgesec explain --modbus --server 127.0.0.2:502 --client 127.0.0.1 \
	--function 6 --value 1
prints 'allowed, as no rule has a say' "a server of nobody's" \
	edgesec explain --modbus --server 127.0.0.3:502 --client 127.0.0.1 \
	--function 6 --value 1
prints ', /tmp/modbus.yaml:8$' "the line that holds the server" \
	explain --function 3 --policy /tmp/modbus.yaml
exits 0 "allowed is exit status 0" explain --function 3
exits 1 "denied is exit status 1" explain --function 5 --value 1
prints '^connect 502/tcp: allowed by ports\[0\], to this program' \
	"with a program its port is asked about, too" \
	explain --function 3 --program /usr/bin/modbus-client
exits 1 "and what may not connect asks nothing" \
	explain --function 3 --program /usr/bin/porter

log_mark
explain --function 5 --value 1 > /dev/null
not_logged 'op=modbus' "a question is not recorded"
exits 77 "only administrators may ask" su operator -c 'edgesec explain --modbus \
	--server 127.0.0.1:502 --client 127.0.0.1 --function 3'
kill $server
edgesec disable > /dev/null
tap_end
