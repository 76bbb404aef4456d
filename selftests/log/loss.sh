#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: what a policy says of records that are lost, and before
# Copyright (C) 2026 The edgesec authors
#
# That a loss denies or stops is tested in user space, where memory can be made
# to be missing: selftests/policy/loss_test.c.
#
# time: 300
. /usr/lib/tap.sh

policy() { # MODE VERSION AUDIT
	cat > /tmp/policy.yaml <<EOF
edgesec: 1
name: loss
version: $2
mode: $1
audit: $3
ports:
  - {scope: host, protocol: udp, bind: [53], default: deny}
EOF
	apply /tmp/policy.yaml
}
# Each denial is a record of the class bind.
denials() { # NUMBER
	# shellcheck disable=SC2046 # words are wanted
	binder udp inet $(seq 1000 $((999 + $1))) > /dev/null
}
# Longer than the window of a class.
new_window() { sleep 6; }

policy enforce 1 '{warn-at: 10}'
prints '^warning +at 10 % ' "the policy in force has a mark" edgesec status
prints '"warn-at": 10' "also as JSON" edgesec show --json
new_window
log_mark
denials 19
not_logged 'op=warn' "below the mark nobody is warned"
new_window
log_mark
denials 25
logged 'op=warn seq=[0-9]+ time=[0-9.]+ class=bind percent=10 written=20 most=200$' \
	"with the record that reaches the mark there is one warning"
logged 'op=bind .* port=1024 ' "and the records go on"
new_window
log_mark
denials 260
prints 'op=warn .*class=bind ' "the next flood has a warning of its own" \
	log_since_mark
edgesec disable > /dev/null
logged 'op=policy .*action=disable ' \
	"a flood does not hide what an administrator does"

policy enforce 3 '{on-loss: count}'
new_window
log_mark
denials 60
not_logged 'op=warn' "without a mark nobody is warned"
prints '^0$' "counting is the default, which no answer needs" \
	sh -c 'edgesec show --json | grep -c on-loss'
for what in deny panic; do
	policy enforce 4 "{on-loss: $what}"
	prints "^lost records $what\$" "in force: $what" edgesec status
	prints "\"on-loss\": \"$what\"" "and shown: $what" edgesec show --json
	exits 0 "the file does not differ from it" edgesec diff /tmp/policy.yaml
	exits 1 "what is denied is denied as before" binder udp inet 54
	exits 0 "and what is allowed goes on" binder udp inet 53
done
denials 260
pass "records that are held back are not lost: the host goes on"
policy audit 5 '{on-loss: deny, warn-at: 100}'
exits 0 "a policy that only records denies nothing" binder udp inet 54
before=$(edgesec status --json | sed -n 's/.*"generation": \([0-9]*\).*/\1/p')
sed -i 's/warn-at: 100/warn-at: 101/' /tmp/policy.yaml
exits 65 "a share above all is a mistake" edgesec apply --force /tmp/policy.yaml
prints "\"generation\": $before," "that changes nothing" edgesec status --json
tap_end
