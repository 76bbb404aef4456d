#compdef edgesec
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Completion of verbs, options and policy files for zsh
# Copyright (C) 2026 The edgesec authors

_edgesec_verbs() {
	local -a verbs=(
		'status:what is in force'
		'apply:put a policy file in force'
		'confirm:keep what was applied with --confirm'
		'rollback:take it back at once'
		'check:look for mistakes in a policy file'
		'diff:what a policy file would change'
		'show:the policy in force, entry by entry'
		'explain:what it says about a file, a port, a request, and why'
		'log:what was denied'
		'monitor:what happens, as it happens'
		'heartbeat:one line that says whether everything is alive'
		'metrics:counters as text for Prometheus'
		'report:how far the requirements of a profile are met'
		'inventory:what may run, and what the network reaches'
		'scan:a policy from what is installed'
		'import:a policy from the rules of fapolicyd'
		'learn:a policy from what is really used'
		'doctor:what keeps it from working, and the cure'
		'packages:let dpkg exchange files that are listed'
		'lock:take fewer changes until the next boot'
		'override:for a time, only record what would be denied'
		'key:whose signatures of policies count'
		'compile:look up what a policy leaves to the host; what to sign'
		'disable:take the policy out of force'
		'version:versions of command, ABI and module'
	)
	_describe verb verbs
}

_edgesec_arguments() {
	local -a json=('(-j --json)'{-j,--json}'[print data as JSON]')
	local policy='_files -g "*.yaml"'

	case $words[1] in
	apply) _arguments $json --boot --confirm:seconds: \
		--replace:generation: --signature:file:_files --dry-run --force "*:policy:$policy" ;;
	check) _arguments $json \
		'--merged[print the one policy that all documents make]' \
		"1:policy:$policy" ;;
	diff) _arguments $json --impact --since:when:'(today yesterday -1h -1d)' \
		--journal --file:log:_files "1:policy:$policy" "2:policy:$policy" ;;
	explain) _arguments $json --port:port: --scope:scope:'(host container)' --cgroup:path: \
		--direction:direction:'(bind listen connect send)' \
		--program:program:_files --policy:policy:_files \
		--as:use:'(program library script module)' --exec --modbus \
		--server:address: --client:address: --unit:unit: \
		--function:code: --sub:code: --address:number: \
		--quantity:number: '*--value:number:' --read:number: \
		--data:bytes: '*:file:_files' ;;
	lock) _arguments $json '1:level:(versioned sealed)' ;;
	override) _arguments $json --for:time: --reason:text: \
		'1:what:(start stop)' ;;
	key) _arguments $json '1:what:(add list)' '2:certificate:_files' ;;
	compile) _arguments --manifest --output:file:_files "1:policy:$policy" ;;
	log) _arguments $json --denied --journal --file:file:_files \
		--since:when:'(today yesterday -1h -1d)' --until:when:'(today now)' --follow \
		--op:operation:'(script exec map memory read write load trace bind listen connect send socket modbus prctl policy lost warn)' ;;
	import) _arguments --mode:mode:'(audit enforce)' --name:name: \
		--output:file:_files '1:tool:(fapolicyd)' \
		'2:folder:_directories' ;;
	inventory) _arguments $json --format:format:'(table json cyclonedx)' ;;
	learn) _arguments --seconds:seconds: --output:file:_files \
		"1:policy:$policy" ;;
	metrics) _arguments --output:file:_files ;;
	packages) _arguments --before --after '*:package:_files -g "*.deb"' ;;
	report) _arguments $json --profile:profile: --level:level:'(1 2 3 4)' \
		--controls:requirements:_files --output:file:_files \
		--format:format:'(table json html oscal csv)' ;;
	scan) _arguments '*--directory:folder:_directories' \
		'*--package:package:' --modules --name:name: \
		--output:file:_files ;;
	status) _arguments $json --tables ;;
	*) _arguments $json ;;
	esac
}

_arguments -C \
	'(-j --json)'{-j,--json}'[print data as JSON]' \
	'(-q --quiet)'{-q,--quiet}'[print errors only]' \
	'(- *)'{-h,--help}'[print how it is used]' \
	'(- *)'{-V,--version}'[print versions]' \
	'1:verb:_edgesec_verbs' \
	'*::argument:_edgesec_arguments'
