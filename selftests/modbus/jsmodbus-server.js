#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0-only
// edgesec - a Modbus/TCP server (jsmodbus) for tests
// Copyright (C) 2026 The edgesec authors
//
// usage: jsmodbus-server.js ADDRESS PORT
//
// Has 2000 holding registers; register n holds 1000 + n at the start.
'use strict';

const net = require('net');
const modbus = require('jsmodbus');

const holding = Buffer.alloc(2 * 2000);
for (let n = 0; n < 2000; n++)
	holding.writeUInt16BE(1000 + n, 2 * n);

const server = new net.Server();
server.on('connection', (socket) => socket.on('error', () => socket.destroy()));
new modbus.server.TCP(server, {
	holding,
	input: Buffer.from(holding),
	coils: Buffer.alloc(250),
	discrete: Buffer.alloc(250),
});
server.listen(Number(process.argv[3]), process.argv[2]);
