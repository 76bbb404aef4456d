// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Is a document what its published JSON schema says?
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: node check.js FOLDER FILE
 *
 * FOLDER is where the packages of package.json are installed; FILE a bill of
 * materials of CycloneDX 1.5. Prints "good", or what is wrong and exits with 1.
 */
"use strict";

const fs = require("fs");
const path = require("path");
const [folder, file] = process.argv.slice(2);
const load = require("module").createRequire(path.resolve(folder) + "/");
const schemas = path.join(folder, "node_modules", "@cyclonedx",
	"cyclonedx-library", "res", "schema");
const SUFFIX = ".SNAPSHOT.schema.json";

function readJson(name) {
	return JSON.parse(fs.readFileSync(name, "utf8"));
}

function schema(name) {
	return readJson(path.join(schemas, name + SUFFIX));
}

// Formats count. A keyword that ajv does not know is one that nobody checks.
function validator() {
	const Ajv = load("ajv"), bom = schema("bom-1.5");
	const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false,
			      strictRequired: false, validateFormats: true });

	ajv.addKeyword("meta:enum");
	load("ajv-formats")(ajv);
	load("ajv-formats-draft2019")(ajv);
	// They are named as the package names its files, beside the first one.
	for (const name of ["spdx", "jsf-0.82"])
		ajv.addSchema({ ...schema(name), $id: undefined },
			      new URL(name + SUFFIX, bom.$id).href);
	return ajv.compile(bom);
}

const check = validator();

if (check(readJson(file))) {
	console.log("good");
} else {
	for (const error of check.errors)
		console.log(`${error.instancePath || "/"} ${error.message}`);
	process.exitCode = 1;
}
