# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Completion of verbs, options and policy files
# Copyright (C) 2026 The edgesec authors
_edgesec() {
	local word=${COMP_WORDS[COMP_CWORD]} verb='' i
	local verbs='status apply confirm rollback check diff show explain log
		monitor heartbeat metrics report inventory
		scan import learn doctor packages lock override key compile disable'
	local ops='script exec map memory read write load trace bind listen
		connect send socket modbus prctl policy lost warn'

	verbs=${verbs//[[:space:]]/ }' version'
	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ " $verbs " == *" ${COMP_WORDS[i]} "* ]] &&
			verb=${COMP_WORDS[i]} && break
	done
	case $verb in
	'') mapfile -t COMPREPLY < <(compgen -W \
		"$verbs --json --quiet --help --version" -- "$word") ;;
	apply | check | diff)
		if [[ $word == -* && $verb == apply ]]; then
			mapfile -t COMPREPLY < <(compgen -W \
				'--boot --confirm --replace --signature --dry-run --force --json' -- "$word")
		elif [[ $word == -* && $verb == check ]]; then
			mapfile -t COMPREPLY < <(compgen -W \
				'--merged --json' -- "$word")
		elif [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W \
				'--impact --since --file --journal --json' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -f -X '!*.yaml' -- "$word"
				compgen -d -- "$word")
		fi
		;;
	log)
		case ${COMP_WORDS[COMP_CWORD - 1]} in
		--op) mapfile -t COMPREPLY < <(compgen -W "$ops" -- "$word") ;;
		--file) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
		*) mapfile -t COMPREPLY < <(compgen -W \
			'--denied --op --since --until --follow --file --journal --json' -- "$word") ;;
		esac
		;;
	lock) mapfile -t COMPREPLY < <(compgen -W 'versioned sealed' -- "$word") ;;
	override) mapfile -t COMPREPLY < <(compgen -W \
		'start stop --for --reason --json' -- "$word") ;;
	key)
		case ${COMP_WORDS[COMP_CWORD - 1]} in
		add) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
		*) mapfile -t COMPREPLY < <(compgen -W 'add list --json' -- "$word") ;;
		esac
		;;
	compile)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W \
				'--manifest --output' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		fi
		;;
	metrics)
		case ${COMP_WORDS[COMP_CWORD - 1]} in
		--output) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
		*) mapfile -t COMPREPLY < <(compgen -W '--output' -- "$word") ;;
		esac
		;;
	inventory)
		case ${COMP_WORDS[COMP_CWORD - 1]} in
		--format) mapfile -t COMPREPLY < <(compgen -W \
			'table json cyclonedx' -- "$word") ;;
		*) mapfile -t COMPREPLY < <(compgen -W '--format --json' \
			-- "$word") ;;
		esac
		;;
	report)
		case ${COMP_WORDS[COMP_CWORD - 1]} in
		--format) mapfile -t COMPREPLY < <(compgen -W \
			'table json html oscal csv' -- "$word") ;;
		--level) mapfile -t COMPREPLY < <(compgen -W '1 2 3 4' -- "$word") ;;
		--controls | --output) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
		*) mapfile -t COMPREPLY < <(compgen -W \
			'--profile --level --controls --output --format --json' \
			-- "$word") ;;
		esac
		;;
	import)
		case ${COMP_WORDS[COMP_CWORD - 1]} in
		--mode) mapfile -t COMPREPLY < <(compgen -W 'audit enforce' -- "$word") ;;
		--output) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
		fapolicyd) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
		*) mapfile -t COMPREPLY < <(compgen -W \
			'fapolicyd --mode --name --output' -- "$word") ;;
		esac
		;;
	packages)
		mapfile -t COMPREPLY < <(compgen -W '--before --after' -- "$word"
			compgen -f -X '!*.deb' -- "$word")
		;;
	explain)
		case ${COMP_WORDS[COMP_CWORD - 1]} in
		--scope) mapfile -t COMPREPLY < <(compgen -W \
			'host container netns:/run/netns/ cgroup:/' -- "$word") ;;
		--direction) mapfile -t COMPREPLY < <(compgen -W \
			'bind listen connect send' -- "$word") ;;
		--as) mapfile -t COMPREPLY < <(compgen -W \
			'program library script module' -- "$word") ;;
		--port) mapfile -t COMPREPLY < <(compgen -W 'raw packet' -- "$word") ;;
		--program | --policy) mapfile -t COMPREPLY < <(compgen -f \
			-- "$word") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -- "$word"
			compgen -W '--as --exec --port --scope --cgroup
			--direction --modbus --server --client --unit
			--function --sub --address --quantity --value --read
			--data --program --policy --json' -- "$word") ;;
		esac
		;;
	status) mapfile -t COMPREPLY < <(compgen -W '--tables --json' -- "$word") ;;
	*) mapfile -t COMPREPLY < <(compgen -W '--json' -- "$word") ;;
	esac
}
complete -o filenames -F _edgesec edgesec
