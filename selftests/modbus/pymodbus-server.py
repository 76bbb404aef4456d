#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - a Modbus/TCP server (pymodbus) for tests
# Copyright (C) 2026 The edgesec authors
#
# usage: pymodbus-server.py ADDRESS PORT
"""Has 2000 holding registers; register n holds 1000 + n at the start."""

import sys

from pymodbus.datastore import (ModbusSequentialDataBlock, ModbusServerContext,
                                ModbusSlaveContext)
from pymodbus.server import StartTcpServer

registers = ModbusSequentialDataBlock(0, [1000 + n for n in range(2000)])
coils = ModbusSequentialDataBlock(0, [False] * 2000)
device = ModbusSlaveContext(hr=registers, ir=registers, co=coils, di=coils,
                            zero_mode=True)
StartTcpServer(context=ModbusServerContext(slaves=device, single=True),
               address=(sys.argv[1], int(sys.argv[2])))
