#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: each level of IEC 62443-4-2 against what it claims to stop
# Copyright (C) 2026 The edgesec authors
#
# A gateway, in the plant of plant-lib.sh. The same attacks are made at all levels.
# What a level claims to stop has to be denied, beside something like it that has
# to work; what only a higher one claims to stop works, or the attack would be none.
#
# modules: veth
# late-modules: dummy
# programs: dash
# files: plant-lib.sh
# time: 600
. /usr/lib/tap.sh
# shellcheck source=selftests/iec62443/plant-lib.sh
. /usr/bin/plant-lib.sh

make_plant
site <<END
application: $application
readers: [10.9.2.2]
panels: [10.9.3.2]
requests: 50/s
setpoints: [10-19]
END

attack_modbus() {
	passes "the reader reads" reader 10.9.1.2 0300000001
	stopped "the reader does not ask who the controller is" 17 \
		reader 10.9.1.2 11
	stopped "and writes nothing" 6 reader 10.9.1.2 06000a0001
	passes "the panel writes a setpoint" panel 10.9.1.2 06000a0001
	stopped "but nothing else" 6 panel 10.9.1.2 0600140001
	stopped "a request with too many registers" 3 panel 10.9.1.2 030000007e
	stopped "an identity is asked of no other controller" 17 \
		other 10.9.1.3 11
	if [ "$level" -ge 2 ]; then
		stopped "who is not named reads nothing" 3 \
			other 10.9.1.3 0300000001
	else
		passes "who is not named reads another controller" \
			other 10.9.1.3 0300000001
	fi
}

attack_island() {
	succeeds "$at: the plant is cut off" use "$level" plc-gateway-island
	stopped "then the reader reads nothing" 3 reader 10.9.1.2 0300000001
	succeeds "$at: and connected again" use "$level" plc-gateway
	passes "then it reads" reader 10.9.1.2 0300000001
}

content=2
for level in 1 2 3 4; do
	at="SL $level"
	succeeds "$at: the policy of a gateway is put in force" \
		use $level plc-gateway
	prints "\"profile\": \"iec-62443-4-2/sl$level\"" \
		"$at: and says which level it is for" edgesec status --json
	attack_programs
	attack_scripts
	attack_modules
	attack_ports
	attack_modbus
	compare_report
done
level=3 at="SL 3"
attack_island

leave_plant
tap_end
