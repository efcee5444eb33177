// Ajv, an independent validator, for the tests. Reads { schemas: {kind: schema}, documents: [[kind, document], ...] }
// from stdin and writes whether each document is valid.
import { json } from "node:stream/consumers"; // reading a pipe at once may fail with EAGAIN
import Ajv2020 from "ajv/dist/2020.js";

const { schemas, documents } = await json(process.stdin);
const ajv = new Ajv2020.default({ strict: true, strictRequired: false });
const valid = Object.fromEntries(Object.entries(schemas).map(([kind, schema]) => [kind, ajv.compile(schema)]));
process.stdout.write(JSON.stringify(documents.map(([kind, document]) => valid[kind](document))));
