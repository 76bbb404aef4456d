#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - In the machine of the apply bench: each contender, round by round
# Copyright (C) 2026 The edgesec authors
#
# Each gets a file with 100,000 elements that it has not seen before, while what it
# had before is in force: programs by digest here, addresses there.
#
# modules: ip_set ip_set_hash_ip nf_tables
# packages: nftables ipset
# package-programs: nft ipset
# time: 1800
. /usr/lib/tap.sh

elements=100000
rounds=$(sed -n 's/.*bench.rounds=\([0-9]*\).*/\1/p' /proc/cmdline)

# A number, the same each time, and never twice in a round.
numbers() { # ROUND FORMAT
	awk -v count=$elements -v round="$1" -v format="$2" 'BEGIN {
		for (i = 0; i < count; i++) {
			n = (i * 40503 + round * 7919) % 16777216
			printf format "\n", int(n / 65536), \
				int(n / 256) % 256, n % 256
		}
	}'
}

write_files() { # ROUND
	{
		cat <<-EOF
		edgesec: 1
		name: many
		mode: audit
		executables:
		  allow:
		EOF
		numbers "$1" '    - sha256: "%02x%02x%02x'"$(printf '%058d' "$1")"'"'
	} > /tmp/many.yaml
	{
		echo "create new hash:ip hashsize 16384 maxelem $elements"
		numbers "$1" 'add new 10.%d.%d.%d'
		printf 'swap new old\ndestroy new\n'
	} > /tmp/many.ipset
	{
		echo 'flush set ip bench old'
		echo 'add element ip bench old {'
		numbers "$1" '10.%d.%d.%d,'
		echo '}'
	} > /tmp/many.nft
}

now() { cut -d' ' -f1 /proc/uptime; }
measure() { # CONTENDER COMMAND...
	contender=$1
	shift
	begin=$(now)
	"$@" > /tmp/out 2>&1 || fail "$contender takes its file" "$(cat /tmp/out)"
	echo "# bench: apply.$contender $(echo "$(now) $begin" |
		awk '{ printf "%.2f", $1 - $2 }')"
}
restore() { ipset restore < /tmp/many.ipset; }

ipset create old hash:ip
printf 'table ip bench {\nset old { type ipv4_addr; }\n}\n' > /tmp/table.nft
succeeds "nft has a set" nft -f /tmp/table.nft
for round in $(seq "${rounds:-3}"); do
	write_files "$round"
	measure edgesec edgesec apply --force --quiet /tmp/many.yaml
	measure ipset restore
	measure nft nft -f /tmp/many.nft
done
succeeds "edgesec has all of them" \
	sh -c "edgesec show --json | grep -c '\"sha256\"' | grep -q '^$elements$'"
succeeds "ipset has all of them" \
	sh -c "[ \$(ipset list old | grep -c '^10\.') = $elements ]"
succeeds "nft has all of them" \
	sh -c "[ \$(nft list set ip bench old | grep -o '10\.' | wc -l) -ge $elements ]"
tap_end
