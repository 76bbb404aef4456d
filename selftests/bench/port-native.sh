#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Measures what the port hooks add to a call, at this host's speed
# Copyright (C) 2026 The edgesec authors
#
# usage: port-native.sh FOLDER [build]
#
# Builds in FOLDER. Prints nanoseconds: of bind(), connect() and sendto() on this
# host, without edgesec, and what the hooks of edgesec add, which run as a program
# (native/port.c). With "build" it stops once they are built.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
dir=$1

# What native/kernel.h stands in for.
stands_in="linux/file linux/in linux/in6 linux/kernel_read_file linux/net
	linux/nsproxy linux/sctp linux/security linux/socket linux/uidgid
	net/af_vsock net/inet_sock net/net_namespace net/sock"

rest="policy eval glance table table_memory table_rehash table_walk modbus
	modbus_rules modbus_prefix modbus_grant modbus_match modbus_parts
	modbus_limit modbus_seen"

compile() { # ARGUMENT...
	gcc -std=gnu11 -D_GNU_SOURCE -O2 -fno-pie -no-pie -Wall -Wextra \
		-Werror -Wno-unused-parameter -Wno-unused-value \
		-I"$top/selftests/shim" -I"$top/kmod" "$@"
}

mkdir -p "$dir"/include/{linux,net}
for header in $stands_in; do
	: > "$dir/include/$header.h"
done
compile -I"$dir/include" -include "$here/native/kernel.h" -c \
	-o "$dir/port.o" "$here/native/port.c"
sources=()
for name in $rest; do
	sources+=("$top/kmod/$name.c")
done
compile -o "$dir/port" "$dir/port.o" "$here/native/redirect.S" \
	"${sources[@]}" "$top/selftests/shim/shim.c" -pthread
gcc -O2 -Wall -Wextra -Werror -static -o "$dir/socketeer" \
	"$here/socketeer.c" -lm
[ "${2:-}" != build ] || exit 0

# The quickest of some: what else this host does only adds.
for way in bind connect sendto; do
	for _ in $(seq "${ROUNDS:-7}"); do
		"$dir/socketeer" "$way"
	done | sort -g | head -1 |
		awk -v way="$way" '{
			printf "# bench: port.%s_call_ns %.2f\n", way, 1000 * $1
		}'
done
"$dir/port"
