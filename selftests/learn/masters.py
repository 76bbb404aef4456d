#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - Modbus/TCP masters that poll, for tests
# Copyright (C) 2026 The edgesec authors
#
# usage: masters.py SERVER SECONDS GO CLIENT...
"""Each client address polls the same registers.

Once there is a file GO the seventh writes, once, and pymodbus asks from the first
address what its users ask; until then, and for SECONDS at least, they poll, but not
for ever. Prints how many requests were answered, and how many were not.
"""

import os
import socket
import struct
import sys
import time

from pymodbus.client import ModbusTcpClient

PATIENCE = 20
POLLED = ((3, 0, 10), (3, 10, 10), (4, 30, 5))


def connect(server, client):
    """A connection from one of this host's addresses."""
    sock = socket.create_connection((server, 502), 5, (client, 0))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def ask(sock, code, first, what):
    """Sends one request to unit 1; true if it is answered without exception."""
    try:
        sock.sendall(struct.pack(">HHHBBHH", 1, 0, 6, 1, code, first, what))
        answer = sock.recv(300)
    except OSError:
        return False
    return len(answer) > 8 and answer[7] == code


def use_pymodbus(server, client):
    """What a user of pymodbus asks; the number of errors."""
    plc = ModbusTcpClient(server, source_address=(client, 0), timeout=5)
    if not plc.connect():
        return 4
    answers = (plc.read_coils(0, 8, slave=1),
               plc.write_coil(3, True, slave=1),
               plc.write_registers(50, [7, 500], slave=1),
               plc.readwrite_registers(read_address=60, read_count=2,
                                       write_address=70,
                                       write_registers=[9], slave=1))
    plc.close()
    return sum(answer.isError() for answer in answers)


def main():
    """Polls for some time."""
    server, seconds, go_file = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    clients = sys.argv[4:]
    good = bad = rounds = 0
    socks = [connect(server, client) for client in clients]
    print("connected", flush=True)
    once, passed, begin = False, 0.0, time.monotonic()
    while passed < seconds or (not once and passed < PATIENCE * seconds):
        for sock in socks:
            fine = ask(sock, *POLLED[rounds % len(POLLED)])
            good, bad = good + fine, bad + (not fine)
        rounds += 1
        passed = time.monotonic() - begin
        if once or not os.path.exists(go_file):
            continue
        once = True
        bad += not ask(socks[6], 6, 40, 1234)
        bad += use_pymodbus(server, clients[0])
    print(f"{good} answered, {bad} not, {good / passed:.0f} a second")


main()
