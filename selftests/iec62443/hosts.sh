#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: the levels of IEC 62443-4-2 on a panel and on a logger
# Copyright (C) 2026 The edgesec authors
#
# As chain.sh, in the same plant. The requests of a panel are its own; the
# containers of the logger are the namespace "other".
#
# modules: veth
# late-modules: dummy
# programs: dash
# files: plant-lib.sh
# time: 900
. /usr/lib/tap.sh
# shellcheck source=selftests/iec62443/plant-lib.sh
. /usr/bin/plant-lib.sh

make_plant

# What both have in common: no other than the host's own may ask the controller.
attack_others() {
	stopped "nobody reads through it" 3 reader 10.9.1.2 0300000001
	stopped "an identity is asked of no other controller" 17 \
		reader 10.9.1.3 11
	if [ "$level" -ge 2 ]; then
		stopped "nor is another controller read" 3 \
			reader 10.9.1.3 0300000001
	else
		passes "another controller is read" reader 10.9.1.3 0300000001
	fi
}

attack_panel() {
	passes "the panel reads" host 10.9.1.2 0300000001
	passes "the panel writes a setpoint" host 10.9.1.2 06000a0001
	stopped "but nothing else" 6 host 10.9.1.2 0600140001
	passes "the panel presses a button" host 10.9.1.2 050003ff00
	stopped "but no other" 5 host 10.9.1.2 050004ff00
	stopped "nobody writes through it" 6 reader 10.9.1.2 06000a0001
	attack_others
}

attack_logger() {
	passes "its container reads" other 10.9.1.2 0300000001
	stopped "and writes nothing" 6 other 10.9.1.2 06000a0001
	stopped "nor does it ask who the controller is" 17 other 10.9.1.2 11
	works "its container binds its ports" \
		ip netns exec other binder udp inet 8080
	works "and listens on them" \
		ip netns exec other porter -b 8080 listen tcp
	attack 1 "listening on another port of the container" \
		ip netns exec other porter -b 8081 listen tcp
	attack_others
}

all_levels() { # HOST KIND CONTENT
	content=$3
	for level in 1 2 3 4; do
		at="$2, SL $level"
		succeeds "$at: its policy is put in force" use $level "$1"
		prints "\"profile\": \"iec-62443-4-2/sl$level\"" \
			"$at: and says which level it is for" \
			edgesec status --json
		attack_programs
		attack_scripts
		attack_modules
		attack_ports
		"attack_$2"
		compare_report
	done
}

site <<END
application: $application
own-addresses: [10.9.1.1]
requests: 50/s
buttons: [0-3]
setpoints: [10-19]
END
all_levels hmi-panel panel 2

site <<END
image: $application
container-tcp-listen: [8080]
container-udp-bind: [8080-8099]
containers: [10.9.4.0/24]
requests: 20/s
END
# Its image is known by content at each level.
all_levels data-logger logger 1

leave_plant
tap_end
