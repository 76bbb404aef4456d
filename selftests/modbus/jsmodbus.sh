#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - attacks on jsmodbus, in a virtual machine
# Copyright (C) 2026 The edgesec authors

# modules: veth tun
# files: attack-lib.sh jsmodbus-server.js
# packages: nodejs
# package-programs: node
# npm: jsmodbus@4.0.10
# time: 600
. /usr/lib/tap.sh
# shellcheck source=selftests/modbus/attack-lib.sh
. /usr/bin/attack-lib.sh

serve() { # KIND ADDRESS
	NODE_PATH=/usr/lib/node_modules
	export NODE_PATH
	exec /usr/bin/ip netns exec sv node /usr/bin/jsmodbus-server.js "$2" 502
}

succeeds "namespaces, links and routes" make_network
if [ ! -x /usr/bin/node ]; then
	skip "attacks on jsmodbus" "Node.js can't be had"
elif [ ! -d /usr/lib/node_modules/jsmodbus ]; then
	skip "attacks on jsmodbus" "npm can't get it"
else
	suite jsmodbus 10.3.0.1 10.2.0.1 100
	suite jsmodbus fd03::1 fd02::1 25
fi
finish
