#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Suite: signed policies, and who can get around them
# Copyright (C) 2026 The edgesec authors
#
# time: 420
# programs: openssl
# packages: keyutils
# package-programs: keyctl
. /usr/lib/tap.sh

cd /tmp || exit
: > /tmp/openssl.cnf
export OPENSSL_CONF=/tmp/openssl.cnf

policy() { # NAME VERSION WORD
	cat <<EOP
edgesec: 1
name: $1
version: $2
signature: $3
mode: enforce
ports:
  - {scope: host, protocol: udp, bind: [53, $((1000 + $2))], default: deny}
modbus:
  servers:
    - {name: plc, address: 192.0.2.1, functions: [3], segments: lockstep}
EOP
}
key() { # NAME: makes NAME.key and NAME.pem
	cat > "$1.cnf" <<EOP
[req]
distinguished_name = name
x509_extensions = ext
prompt = no
[name]
CN = $1
[ext]
subjectKeyIdentifier = hash
EOP
	openssl req -x509 -newkey rsa:2048 -nodes -days 1 -config "$1.cnf" \
		-keyout "$1.key" -out "$1.pem" 2> /dev/null
}
sign() { # KEY POLICY SIGNATURE: as docs/signing.md says
	edgesec compile --manifest "$2" > "$2.manifest" &&
		openssl cms -sign -binary -noattr -nocerts -md sha256 \
			-in "$2.manifest" -signer "$1.pem" -inkey "$1.key" \
			-outform DER -out "$3"
}
force() { edgesec apply --force "$@"; }
in_force() { # NAME DESCRIPTION
	prints "policy +$1," "$2" edgesec status
}

key owner
key thief
policy one 1 required > one.yaml
policy two 2 required > two.yaml
policy three 3 required > three.yaml
policy free 4 optional > free.yaml
for name in one two three free; do
	sign owner $name.yaml $name.p7s
done
sign thief two.yaml thief.p7s
chmod 644 ./*.yaml ./*.pem ./*.p7s

# Before there is a key of the owner.
prints 'no key was added' "there is no key at first" edgesec key list
exits 71 "so a signature of anybody counts for nothing" \
	edgesec apply --force --signature one.p7s one.yaml
exits 77 "a user adds no key" su operator -c 'edgesec key add /tmp/owner.pem'
exits 77 "nor as root of a namespace" \
	su operator -c 'unshare -r edgesec key add /tmp/owner.pem'
exits 71 "what is no certificate is refused" edgesec key add one.yaml
log_mark
prints '^trusted until' "root adds the key of the owner" \
	edgesec key add owner.pem
logged 'op=policy .*action=key .*signer=.*exe="/usr/sbin/edgesec"' \
	"which is recorded"
exits 71 "the same twice is refused" edgesec key add owner.pem
prints '^owner: [0-9a-f]{40}' "and listed" edgesec key list

# What is not signed well.
exits 71 "a policy that requires a signature needs one" force one.yaml
prints 'A signature is required, and there is none' "with the reason" \
	force one.yaml
exits 71 "the key of another is refused" \
	force --signature thief.p7s two.yaml
prints 'not signed by a key that is trusted' "with the reason too" \
	force --signature thief.p7s two.yaml
exits 71 "the signature of another policy is refused" \
	force --signature two.p7s one.yaml
sed 's/1001/1009/' one.yaml > changed.yaml
log_mark
exits 71 "a policy that was changed is refused" \
	force --signature one.p7s changed.yaml
logged 'op=policy .*verdict=deny action=commit .*reason=signature .*res=0' \
	"and recorded"
exits 71 "also when it is only tried" \
	force --dry-run --signature one.p7s changed.yaml
sed 's/version: 1/version: 7/' one.yaml > changed.yaml
exits 71 "so is another version" force --signature one.p7s changed.yaml
sed 's/lockstep/coalesce/' one.yaml > changed.yaml
exits 71 "one in which requests may come in pieces" \
	force --signature one.p7s changed.yaml
sed 's/, segments: lockstep//' one.yaml > changed.yaml
exits 71 "one that says nothing of that" \
	force --signature one.p7s changed.yaml
sed 's/required/optional/' one.yaml > changed.yaml
exits 71 "and one that requires no signature any more" \
	force --signature one.p7s changed.yaml
exits 66 "an empty signature is none" force --signature /dev/null one.yaml
openssl cms -sign -binary -noattr -nodetach -md sha256 \
	-in one.yaml.manifest -signer owner.pem -inkey owner.key \
	-outform DER -out whole.p7s
exits 71 "a signature with the content in it is refused" \
	force --signature whole.p7s one.yaml
prints 'no policy is in force' "and nothing of that is in force" edgesec status

# The number that RSA makes. Before it are bytes that mean nothing, as parameters
# that the algorithm does not have.
size=$(stat -c %s one.p7s)
taken=
at=$((size - 1))
while [ $at -gt $((size - 256)) ]; do
	byte=$(od -An -tu1 -j $at -N 1 one.p7s)
	{
		head -c $at one.p7s
		# shellcheck disable=SC2059 # the format is the byte
		printf "\\$(printf %03o $((byte ^ 1)))"
		tail -c +$((at + 2)) one.p7s
	} > bad.p7s
	edgesec apply --dry-run --force --signature bad.p7s one.yaml \
		> /dev/null 2>&1 && taken="$taken $at"
	at=$((at - 7))
done
prints '^ *1$' "signatures were changed in one byte" \
	sh -c "cmp -l bad.p7s one.p7s | wc -l"
prints '^$' "and each of them was refused" echo "$taken"
head -c $((size - 1)) one.p7s > bad.p7s
exits 71 "one that is cut short is refused" \
	force --signature bad.p7s one.yaml

# What is signed well.
exits 0 "and the good one is taken" force --signature one.p7s one.yaml
in_force one "it is in force"
prints '^plc .* lockstep *$' "with what it says of segments" edgesec show
prints 'signed by +owner: ' "status says who signed it" edgesec status
prints '"signature": "required"' "and that the next one must be, too" \
	edgesec status --json
prints '^unchanged' "again it changes nothing" \
	force --signature one.p7s one.yaml
openssl base64 -A -in two.p7s > two.b64
{
	cat two.yaml
	printf '# edgesec-signature: %s\n' "$(cat two.b64)"
} > two-signed.yaml
exits 0 "a policy file may bring its signature along" force two-signed.yaml
in_force two "and is in force"

# Nobody gets around it.
policy unsigned 9 optional > unsigned.yaml
exits 71 "no policy without a signature may follow" force unsigned.yaml
exits 71 "not even on trial" force --confirm 5 unsigned.yaml
exits 71 "nor an older one that was signed" \
	force --signature one.p7s one.yaml
prints 'not followed by one of a lower version' "with the reason" \
	force --signature one.p7s one.yaml
log_mark
exits 71 "the policy can't be disabled" edgesec disable
logged 'verdict=deny action=disable .*reason=signature' "which is recorded"
exits 1 "nor the module unloaded" rmmod edgesec
exits 71 "no other key is taken now" edgesec key add thief.pem
exits 71 "nothing is learned meanwhile, whatever it begins with" \
	edgesec learn --seconds 1 two.yaml
prints 'gives way only to signed ones, and what learning puts in force nobody has signed' \
	"with the reason" edgesec learn --seconds 1 two.yaml
prints 'gives way only to signed ones' "also without a beginning" \
	edgesec learn --seconds 1
in_force two "so the policy stays"

# The keyring itself.
ring=$(awk '/\.edgesec/ { print $1 }' /proc/keys | head -1)
owner=$(awk '/asymmetri .*owner/ { print $1 }' /proc/keys | head -1)
prints '^[0-9a-f]+ [0-9a-f]+$' "root sees keyring and key" echo "$ring $owner"
openssl x509 -in thief.pem -outform DER -out thief.der
exits 1 "but adds no key" \
	sh -c "keyctl padd asymmetric '' 0x$ring < thief.der"
exits 0 "as it may to a keyring of its own" \
	sh -c "keyctl padd asymmetric '' @u < thief.der"
thief=$(keyctl show @u | awk '/thief/ { print $1 }')
exits 1 "links none" keyctl link "$thief" "0x$ring"
exits 1 "does not take the keyring for its own" keyctl link "0x$ring" @u
for action in clear revoke invalidate; do
	exits 1 "the keyring withstands $action" keyctl $action "0x$ring"
done
for action in revoke invalidate; do
	exits 1 "the key withstands $action" keyctl $action "0x$owner"
done
exits 1 "the key can't be unlinked" keyctl unlink "0x$owner" "0x$ring"
exits 1 "nor moved" keyctl move "0x$owner" "0x$ring" @u
exits 1 "nor made to time out" keyctl timeout "0x$owner" 1
exits 1 "nor the keyring" keyctl timeout "0x$ring" 1
exits 1 "nobody else gets it" keyctl chown "0x$ring" 1000
exits 1 "nor the rights to it" keyctl setperm "0x$ring" 0x3f3f3f3f
exits 1 "nor to the key" keyctl setperm "0x$owner" 0x3f3f3f3f
exits 1 "it can't be restricted" keyctl restrict_keyring "0x$ring"
exits 0 "as a keyring of one's own can" keyctl clear @u

# What the owner may.
force --confirm 2 --signature three.p7s three.yaml > /dev/null
exits 71 "during a trial the policy can't be disabled either" edgesec disable
i=0
while edgesec status | grep -q '^waits' && [ $i -lt 60 ]; do
	sleep 1
	i=$((i + 1))
done
in_force two "and what comes back is signed"
exits 0 "the owner puts the next one in force" \
	force --signature three.p7s three.yaml
prints '^# edgesec-signature: ' "which is kept with its signature" \
	tail -1 /var/lib/edgesec/last-good
prints '^unchanged' "the unit may be restarted" edgesec apply --boot
exits 0 "and ends the requirement by a policy that has none" \
	force --signature free.p7s free.yaml
prints 'is signed, and learning could not put its signature in force again' \
	"it would not come back after learning, and that is said" \
	edgesec learn --seconds 1 free.yaml
in_force free "so it stays"
exits 0 "then any may follow" force unsigned.yaml
exits 0 "or none" edgesec disable

# From load on, and as after a boot.
exits 0 "the module goes" rmmod edgesec
modprobe edgesec require_signature=1
prints 'no key was added' "and has forgotten its keys" edgesec key list
exits 71 "with require_signature no other policy is taken" force unsigned.yaml
exits 1 "and the module stays" rmmod edgesec
force --signature three.p7s three.yaml 2> /dev/null
prints 'no policy is in force' "nor one of an unknown owner" edgesec status
mkdir -p /etc/edgesec/keys
cp owner.pem /etc/edgesec/keys/owner.pem
signature_attached() {
	cat three.yaml
	printf '# edgesec-signature: %s\n' "$(openssl base64 -A -in three.p7s)"
}
signature_attached > /var/lib/edgesec/last-good
exits 0 "the boot brings the keys and the policy that was kept" \
	edgesec apply --boot
in_force three "with its signature"
exits 71 "of which root can't get rid" edgesec disable
sed 's/1003/1004/' /var/lib/edgesec/last-good > edited
exits 71 "nor change what was kept" force edited
exits 1 "that was a change" cmp -s edited /var/lib/edgesec/last-good
tap_end
