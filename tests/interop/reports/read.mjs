// node read.mjs FOLDER: what others read in the reports there, as JSON: the tests of gates.trx and gates.junit.xml by test-results-parser
// (it knows TRX as mstest), those of gates.junit.xml by junit2json, and what the published schema of SARIF says against gates.sarif.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import addFormats from 'ajv-formats';
import { parse as parseJUnit } from 'junit2json';

const require = createRequire(import.meta.url);
const Ajv = require('ajv-draft-04');
const { parse } = require('test-results-parser');
const folder = process.argv[2];

const ofSuites = result => result.suites.flatMap(suite => suite.cases.map(test => ({ id: test.id, name: test.name, status: test.status, message: test.failure ?? '' })));
const status = test => (test.failure ? 'FAIL' : test.skipped ? 'SKIP' : 'PASS');

const junit = await parseJUnit(readFileSync(join(folder, 'gates.junit.xml'), 'utf8'), {});
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false }); // false: a pattern of the schema is none otherwise
addFormats(ajv);
const validate = ajv.compile(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));
validate(JSON.parse(readFileSync(join(folder, 'gates.sarif'), 'utf8')));

console.log(JSON.stringify({
  trx: ofSuites(parse({ type: 'mstest', files: [join(folder, 'gates.trx')] })),
  junit: ofSuites(parse({ type: 'junit', files: [join(folder, 'gates.junit.xml')] })),
  junit2json: (junit.testsuite ?? []).flatMap(suite => (suite.testcase ?? []).map(test => (
    { name: test.name, status: status(test), message: (test.failure ?? test.skipped)?.[0].message ?? '' }))),
  sarif: (validate.errors ?? []).map(error => `${error.instancePath}: ${error.message}`),
}));
