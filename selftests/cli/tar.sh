#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Archives as packages hold them, and what is no such archive
# Copyright (C) 2026 The edgesec authors
set -u
cd "$(dirname "$0")" || exit 1
. ./tap.sh

list() { "$TAR_LIST" < "$1"; }

# wants MISTAKE DESCRIPTION FILE
wants() { gives 1 "^mistake: $1" "$2" list "$3"; }

deep=$(printf 'folder-with-a-long-name/%.0s' {1..10})
tree=$work/tree
mkdir -p "$tree/usr/bin" "$tree/$deep"
echo plain > "$tree/usr/plain"
: > "$tree/usr/empty"
head -c 512 /dev/urandom > "$tree/usr/block"
head -c 100001 /dev/urandom > "$tree/usr/large"
cp /bin/true "$tree/usr/bin/true"
ln "$tree/usr/bin/true" "$tree/usr/bin/yes"
ln -s true "$tree/usr/bin/no"
mkfifo "$tree/usr/fifo"
echo deep > "$tree/${deep}file"
chmod 644 "$tree"/usr/{plain,empty,block,large} "$tree/${deep}file"

# What sha256sum says of the same files, in the same words.
expected() {
	(cd "$tree" && find . -type f ! -name yes ! -name true -print0 | xargs -0 sha256sum |
		sed 's/  / -- /' && sha256sum ./usr/bin/true | sed 's/  / xe /') |
		sort
}
for format in gnu ustar; do
	tar -C "$tree" --format=$format --sort=name -cf "$work/$format" .
	equals "$(expected)" "$(list "$work/$format" | grep -v '^link' | sort)" \
		"every file of an archive in format $format"
	gives 0 '^link ./usr/bin/yes to ./usr/bin/true$' \
		"hard links in format $format" list "$work/$format"
done
tar -C "$tree" --format=v7 -cf "$work/v7" ./usr/plain ./usr/bin/true
gives 0 '^[0-9a-f]{64} xe ./usr/bin/true$' "an archive in the old format" \
	list "$work/v7"
deb=$work/package.deb
mkdir "$tree/DEBIAN"
printf '%s\n' 'Package: x' 'Version: 1' 'Architecture: all' \
	'Maintainer: x <x@localhost>' 'Description: x' > "$tree/DEBIAN/control"
rm "$tree/usr/fifo"
dpkg-deb --build "$tree" "$deb" > /dev/null 2>&1
dpkg-deb --fsys-tarfile "$deb" > "$work/deb"
equals "$(expected | grep -v DEBIAN)" \
	"$(list "$work/deb" | grep -v '^link' | sort)" \
	"every file of a package"

tar -C "$tree" --format=pax --pax-option=comment=x -cf "$work/pax" ./usr/plain
wants 'an entry is of a kind' "the pax format" "$work/pax"
tar -C "$tree" --format=gnu -S -cf "$work/small" ./usr/plain
# patch OFFSET BYTES: a copy of the small archive with other bytes there
patch() {
	cp "$work/small" "$work/patched"
	printf '%b' "$2" | dd of="$work/patched" bs=1 seek="$1" conv=notrunc \
		2> /dev/null
	echo "$work/patched"
}
# The same with the right checksum.
forge() {
	local file sum

	file=$(patch "$1" "$2")
	printf '        ' | dd of="$file" bs=1 seek=148 conv=notrunc 2> /dev/null
	sum=$(head -c 512 "$file" | od -An -v -tu1 | tr -s ' \n' '\n' |
		awk '{ sum += $1 } END { printf "%06o", sum }')
	printf '%s\0 ' "$sum" |
		dd of="$file" bs=1 seek=148 conv=notrunc 2> /dev/null
	echo "$file"
}
gives 0 'usr/plain' "a forged archive without a change" \
	list "$(forge 0 './')"
wants 'a checksum is wrong' "a changed name" "$(patch 3 X)"
wants 'a file has no name' "an empty name" "$(forge 0 '\0')"
wants 'a size is no number' "a size with a sign" "$(forge 124 -1)"
wants 'a size is no number' "a size in binary" "$(forge 124 '\0200')"
wants 'a mode is no number' "a mode without digits" \
	"$(forge 100 '\0\0\0\0\0\0\0\0')"
wants 'the archive is cut off' "a size beyond the end" \
	"$(forge 124 '00000777777')"
wants 'a link has content' "a hard link with content" "$(forge 156 1)"
wants 'a link, device or folder has content' "a folder with content" \
	"$(forge 156 5)"
long=$(forge 156 L)
cp "$long" "$work/small"
wants 'a name is too long' "a long name of 2 MB" \
	"$(forge 124 "$(printf %011o 2000000)")"
wants 'a long name does not end' "a long name without an end" "$work/small"
wants 'an entry is of a kind' "a sparse file" "$(forge 156 S)"
tar -C "$tree" --format=gnu -cf "$work/small" ./usr/plain
head -c 1000 "$work/small" > "$work/cut"
wants 'the archive is cut off' "an archive cut in a file" "$work/cut"
head -c 1024 "$work/small" > "$work/cut"
wants 'the archive is cut off' "an archive without an end" "$work/cut"
cat "$work/small" "$work/small" > "$work/twice"
wants 'there is something after the end' "a second archive" "$work/twice"
: > "$work/empty"
wants 'the archive is cut off' "nothing at all" "$work/empty"
tap_end
