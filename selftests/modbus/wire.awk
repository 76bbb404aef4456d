# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Tells what is wrong with TCP segments that tshark has read
# Copyright (C) 2026 The edgesec authors
#
# Fields of a line, between tabs: stream, source port, flags, sequence number,
# payload, acknowledgement number, window as scaled, status of the TCP and the IP
# checksum (1: good), a mark if it is malformed. Sequence numbers are absolute and
# far from where they wrap. Prints a line for each fault, and at the end what the
# server's port has sent.

function fault(what) {
	print "fault: segment " NR ": " what ": " $0
}

# The last two digits of a hexadecimal number.
function low(hex) {
	return 16 * (index(digits, substr(hex, length(hex) - 1, 1)) - 1) +
		index(digits, substr(hex, length(hex))) - 1
}

BEGIN {
	FS = "\t"
	digits = "0123456789abcdef"
}

{
	me = $1 ($2 == 502 ? "s" : "c")
	peer = $1 ($2 == 502 ? "c" : "s")
	flags = low($3)
	fin = flags % 2
	syn = int(flags / 2) % 2
	rst = int(flags / 4) % 2
	has_ack = int(flags / 16) % 2
	end = $4 + $5 + fin + syn
	if ($8 != 1 || ($9 != "" && $9 != 1))
		fault("checksum")
	if ($10 != "")
		fault("malformed")
	if (has_ack && (peer in next_seq) && $6 > next_seq[peer])
		fault("it acknowledges what was not sent")
	if (rst && (me in next_seq) && $4 != next_seq[me])
		fault("not where a RST is believed")
	# A client may repeat what the server has.
	if (!syn && ($2 == 502 || rst) && (peer in acked) &&
	    ($4 < acked[peer] || end - fin > acked[peer] + window[peer]))
		fault("outside of the window")
	if (!(me in next_seq) || end > next_seq[me])
		next_seq[me] = end
	if (has_ack && !rst) {
		acked[me] = $6
		window[me] = $7
	}
	if ($2 == 502)
		sent[rst ? "rst" : fin ? "fin" : $5 ? "data" : "none"]++
	else if (rst)
		sent["client-rst"]++
}

END {
	for (what in sent)
		if (what != "none")
			print what, sent[what]
}
