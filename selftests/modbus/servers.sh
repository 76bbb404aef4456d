#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - attacks on libmodbus and pymodbus, in a virtual machine
# Copyright (C) 2026 The edgesec authors

# modules: veth tun
# files: attack-lib.sh pymodbus-server.py
# packages: python3 python3-pymodbus python3-serial-asyncio
# package-programs: python3.11
# time: 700
. /usr/lib/tap.sh
# shellcheck source=selftests/modbus/attack-lib.sh
. /usr/bin/attack-lib.sh

serve() { # KIND ADDRESS
	case $1 in
	libmodbus)
		exec /usr/bin/ip netns exec sv modbus-server "$2" 502 \
			"$work/counts"
		;;
	pymodbus)
		exec /usr/bin/ip netns exec sv python3.11 \
			/usr/bin/pymodbus-server.py "$2" 502
		;;
	esac
}

succeeds "namespaces, links and routes" make_network
suite libmodbus 10.3.0.1 10.2.0.1 200
suite libmodbus fd03::1 fd02::1 50
if [ -x /usr/bin/python3.11 ]; then
	suite pymodbus 10.3.0.1 10.2.0.1 200
	suite pymodbus fd03::1 fd02::1 50
else
	skip "attacks on pymodbus" "Debian's packages of Python can't be had"
fi
finish
