/** A policy pack in a preview of the stand-in for Pulumi's command line, which the embedded engine cannot run. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Analyzer, type PolicyConfig } from "../policy/analyzer.mts";
import { plannedIn } from "../policy/planned.mts";

/** Asks a pack about what a preview has planned, shows what it says, and answers whether a run may go on. */
export async function keepsPolicies(planFile: string, pack: string, configFile?: string): Promise<boolean> {
  const text = configFile === undefined ? "{}" : readFileSync(configFile, "utf8");
  const analyzer = await Analyzer.start(resolve(pack));
  try {
    await analyzer.configure(JSON.parse(text) as Record<string, PolicyConfig>);
    const found = await analyzer.analyze(plannedIn(readFileSync(planFile, "utf8")));
    console.log("Policies:");
    for (const { level, policy, urn, message } of found) {
      const [type, name] = urn.split("::").slice(-2);
      console.log(`    - [${level}]  ${policy}  (${type?.split("$").at(-1)}: ${name})\n      ${message}`);
    }
    return found.every(({ level }) => level === "advisory");
  } finally {
    await analyzer.stop();
  }
}
