// What GitLab's schema, as gitlab-ci-local has it, says of pipelines: a line for each error, nothing where they have none.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { schema } from "./node_modules/gitlab-ci-local/src/schema/schema.js";

const validate = new Ajv({ strict: false, allErrors: true, logger: false, validateFormats: false }).compile(schema);
for (const file of process.argv.slice(2)) {
  validate(parse(readFileSync(file, "utf8")));
  for (const error of validate.errors ?? []) console.log(`${basename(file)}: ${error.instancePath} ${error.message}`);
}
