// What GitHub's own parser says of workflows: a line for each error, nothing where they have none.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";

for (const file of process.argv.slice(2)) {
  const parsed = parseWorkflow({ name: basename(file), content: readFileSync(file, "utf8") }, new NoOperationTraceWriter());
  for (const error of parsed.context.errors.getErrors()) console.log(error.message);
}
