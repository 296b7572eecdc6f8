// Runs the modules on standard input, a JSON array, one after the other; prints what each printed.
import { readFileSync } from "node:fs";
import { format } from "node:util";

const printed = [];
for (const source of JSON.parse(readFileSync(0, "utf8"))) {
  let output = "";
  console.log = (...values) => (output += format(...values) + "\n");
  // Numbered, because a module that was imported once isn't run again.
  const numbered = `${source}\n// ${printed.length}`;
  await import(`data:text/javascript,${encodeURIComponent(numbered)}`);
  printed.push(output);
}
process.stdout.write(JSON.stringify(printed));
