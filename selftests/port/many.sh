#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: rules with more ports than a message holds
# Copyright (C) 2026 The edgesec authors
. /usr/lib/tap.sh

# Every second port, so that no range holds two of them.
ports=$(seq -s , 10000 2 29998)
cp /usr/bin/porter /usr/bin/owner
cat > /tmp/many.yaml <<EOF
edgesec: 1
name: many
mode: enforce
ports:
  - scope: host
    protocol: udp
    bind: [$ports]
    send: [$ports]
    identify-by: path
    program: {29998: /usr/bin/owner, 10000: /usr/bin/owner}
    default: deny
  - {scope: container, protocol: tcp, listen: [80], default: deny}
EOF
apply /tmp/many.yaml

for port in 10002 15000 20000 29996; do
	prints '^allowed$' "port $port of 10,000 is listed" \
		porter bind udp $port
	prints '^allowed$' "and can be sent to" porter send udp $port
	prints '^EACCES$' "the next one is not" porter bind udp $((port + 1))
done
prints '^allowed$' "the last one belongs to a program" owner bind udp 29998
prints '^EACCES$' "and to no other" porter bind udp 29998
prints '^allowed$' "so does the first" owner bind udp 10000
prints '^EACCES$' "which is as little another's" porter bind udp 10000

edgesec show --json > /tmp/shown
prints '^20002$' "show has each port, and what belongs to programs" \
	sh -c 'grep -Eo "\b[12][0-9]{4}\b" /tmp/shown | wc -l'
prints '^2$' "and as many rules as there are" \
	sh -c 'grep -o "\"scope\"" /tmp/shown | wc -l'
prints unchanged "the same policy is the same" edgesec apply /tmp/many.yaml
tap_end
