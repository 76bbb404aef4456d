#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: policies exchanged under load
# Copyright (C) 2026 The edgesec authors
#
# time: 500
. /usr/lib/tap.sh

# Odd generations allow /tmp/odd, port 1001 and function 3; even ones /tmp/even,
# 1002 and 4 (swapper.c). A denial tells which generation made it, so every
# record shows by itself whether it was right.
swaps=1000

cp /usr/bin/runner /tmp/odd
cp /usr/bin/runner /tmp/even
printf '#!/bin/sh\n:\n' > /tmp/s.sh
chmod 755 /tmp/s.sh

modbus-server 127.0.0.1 502 /tmp/counts > /tmp/server.log 2>&1 &
server=$!
sleep 1
exits 0 "two swaps work" swapper 2
touch /tmp/go

keep() { # COMMAND...: repeats it while the swaps go on
	while [ -e /tmp/go ]; do
		"$@" > /dev/null 2>&1
	done
}
keep /tmp/odd /tmp/s.sh &
keep /tmp/even /tmp/s.sh &
keep binder udp inet 1001 1002 &
keep modbus-client 127.0.0.1 502 send 000100000006010300000001 &
keep modbus-client 127.0.0.1 502 send 000100000006010400000001 &

swapper 100 > /dev/null
before=$(slab)
prints "^$((102 + swaps))\$" "$swaps swaps under load come to their end" \
	swapper $swaps 10000
rm /tmp/go
kill $server
wait
sleep 3
after=$(slab)

wrong() { # OP WHAT-IS-DENIED-BY-ODD WHAT-IS-DENIED-BY-EVEN
	dmesg | grep "edgesec: op=$1 " | grep 'verdict=deny' |
		awk -v by_odd="$2" -v by_even="$3" '
	{
		match($0, /gen=[0-9]+/)
		gen = substr($0, RSTART + 4, RLENGTH - 4)
		want = gen % 2 ? by_odd : by_even
		seen++
		if ($0 !~ want)
			print
	}
	END { if (!seen) print "no record at all" }'
}
right() { # DESCRIPTION OP BY-ODD BY-EVEN
	found=$(wrong "$2" "$3" "$4" | head -3)
	if [ -z "$found" ]; then
		pass "$1"
	else
		fail "$1" "$found"
	fi
}
right "no script was judged by a mixture" script 'exe="/tmp/even"' 'exe="/tmp/odd"'
right "no port was judged by a mixture" bind 'port=1002 ' 'port=1001 '
right "no request was judged by a mixture" modbus 'function=4 ' 'function=3 '

both() { # OP PATTERN: it was denied at least once
	prints '^[1-9]' "$1 $2 was denied by one of the two" \
		sh -c "dmesg | grep 'op=$1 ' | grep -c '$2'"
}
both script 'exe="/tmp/even"'
both script 'exe="/tmp/odd"'
both bind 'port=1001 '
both bind 'port=1002 '
both modbus 'function=3 '
both modbus 'function=4 '

succeeds "disable works afterwards" edgesec disable
succeeds "the module can be unloaded" rmmod edgesec
kept_small "no memory is left behind" "$before" "$after" 2048
tap_end
