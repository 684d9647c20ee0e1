import type { History } from "./inventory-fixture";

/** What a person does with a program whose tenant does not show ends: writes them in, and says that all is checked. */
export function asPersonChecks(printed: string, { ends }: History): string {
  let program = printed.replace("const isChecked = false;", "const isChecked = true;");
  for (const [id, end] of ends) {
    if (end === undefined) continue;
    program = program.replace(`  adoptId: "${id}",\n`, (line) => `${line}  endDate: "${end}",\n`);
  }
  return program;
}
