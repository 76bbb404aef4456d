#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Every verb is in the manual and is completed
# Copyright (C) 2026 The edgesec authors
set -u
cd "$(dirname "$0")" || exit 1
. ./tap.sh

cli=../../cli
verbs=$("$EDGESEC" --help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p')
gives 0 '^1[0-9]$|^[2-9][0-9]$' "the command has verbs" \
	bash -c "wc -w <<< '${verbs//$'\n'/ }'"
for verb in $verbs; do
	gives 0 '' "$verb is in the manual" \
		grep -q "^\.It Cm $verb\b" $cli/edgesec.8
	gives 0 '' "bash completes $verb" bash -c "
		. $cli/completion.bash
		COMP_WORDS=(edgesec ${verb%?})
		COMP_CWORD=1
		_edgesec
		[[ \" \${COMPREPLY[*]} \" == *' $verb '* ]]"
	gives 0 '' "zsh completes $verb" grep -q "^		'$verb:" \
		$cli/completion.zsh
done
tap_end
