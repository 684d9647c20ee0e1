/** The table of dependencies in SECURITY.md. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../blocks";
import { code, table } from "../sections";
import { licenceOf, manifest, runtimePackages } from "./runtime";

/** Why each is there. One that has no reason is an error, and so is a reason for what is not there. */
const REASONS: Readonly<Record<string, string>> = {
  "@pulumi/pulumi": "peer: the program's own SDK, never a second copy",
  "@pulumi/policy": "optional peer: for programs that use `pulumi-digicert-one/policy`",
  commander: "the command line",
  "d3-time": "ticks of the time axis on the page of a plan; calendar arithmetic that we would get wrong",
  "ical-generator": "calendars of a plan: folding and escaping as RFC 5545 asks",
  "node-fetch": "requests through the proxies and certificates of Node's own agents",
  "p-limit": "at most so many calls at once",
  "p-retry": "the loop round our decision whether to retry",
  socks: "SOCKS proxies",
  "string-width": "columns of a table, whatever the script of a name",
  "temporal-polyfill": "the clock of the emulator, until Node has Temporal",
  zod: "what an API may answer, and what the emulator accepts",
};

const licenceIn = (name: string): string =>
  (JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")) as { license: string }).license;

export function dependencies(): string {
  const names = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
  const strange = Object.keys(REASONS).filter((name) => !names.includes(name));
  if (strange.length > 0) throw new Error(`there is a reason for ${strange.join()}, which is no dependency`);
  const rows = names.map((name) => {
    const reason = REASONS[name];
    if (reason === undefined) throw new Error(`SECURITY.md says no reason for the dependency ${name}`);
    return [code(name), licenceIn(name), reason];
  });
  const all = runtimePackages();
  const licences = [...new Set(all.map(licenceOf))].sort();
  const summary = `With what they depend on, ${all.length} packages are installed. Their licences: ${licences.join(", ")}.`;
  return `${table(["package", "licence", "why"], rows)}\n\n${summary}`;
}
