/**
 * Stands in for Pulumi's command line where there is none: the commands and options of the examples, on the embedded
 * engine, with the state in the folder that PULUMI_BACKEND_URL names. What it does not know it refuses.
 */
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

type Testing = typeof import("../../src/testing.js");
type RunResult = Awaited<ReturnType<import("../../src/testing.js").EmbeddedStack["preview"]>>;

/** What a failed run of the real one ends with. */
const FAILED = 255;

const { EmbeddedStack, EngineRunError }: Testing = await import(new URL("../../dist/testing.js", import.meta.url).href);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    stack: { type: "string" },
    json: { type: "boolean" },
    yes: { type: "boolean" },
    plan: { type: "string" },
    "save-plan": { type: "string" },
  },
});
const backend = process.env.PULUMI_BACKEND_URL ?? "";
if (!backend.startsWith("file://")) throw new Error("PULUMI_BACKEND_URL must name a folder.");
if (!process.env.PULUMI_ACCESS_TOKEN) throw new Error("PULUMI_ACCESS_TOKEN must be set for login.");
const [organization = "", projectName = "", stackName = ""] = (values.stack ?? "").split("/");

const folder = process.cwd();
const stack = await EmbeddedStack.createOrSelect({
  projectName,
  stackName,
  organization,
  workDir: folder,
  stateFile: join(fileURLToPath(backend), `${organization}.${projectName}.${stackName}.json`),
  passphrase: "of the stack",
  host: "in-process",
  program: async () => ({ ...(await import(pathToFileURL(join(folder, "index.ts")).href)) }),
});

const commands: Record<string, () => Promise<number>> = {
  preview: async () => {
    const savePlan = values["save-plan"];
    const { ok, result } = await ending(stack.preview(savePlan === undefined ? {} : { plan: savePlan }));
    process.stdout.write(values.json ? `${JSON.stringify(digest(result), undefined, 4)}\n` : result.stdout);
    return ok ? 0 : FAILED;
  },
  up: async () => {
    if (!values.yes) throw new Error("--yes must be passed in to proceed when running in non-interactive mode");
    const { ok, result } = await ending(stack.up(values.plan === undefined ? {} : { plan: values.plan }));
    process.stdout.write(result.stdout);
    return ok ? 0 : FAILED;
  },
  "stack export": async () => {
    process.stdout.write(`${JSON.stringify(await stack.exportStack(), undefined, 4)}\n`);
    return 0;
  },
};

async function ending(run: Promise<RunResult>): Promise<{ ok: boolean; result: RunResult }> {
  try {
    return { ok: true, result: await run };
  } catch (error) {
    if (error instanceof EngineRunError) return { ok: false, result: error.result };
    throw error;
  }
}

/**
 * As `pulumi preview --json` writes it (PreviewDigest and PreviewDiagnostic in pkg/display/json.go): severities other
 * than info stand before the message too, and each message ends its line. The states of the steps are left out.
 */
function digest({ steps, diagnostics, summary }: RunResult) {
  return {
    steps: steps.map(({ op, urn, replaceKeys }) => ({
      op,
      urn,
      ...(replaceKeys.length > 0 && { replaceReasons: replaceKeys }),
      detailedDiff: null,
    })),
    ...(diagnostics.length > 0 && {
      diagnostics: diagnostics.map(({ urn, severity, message }) => ({
        ...(urn !== undefined && { urn }),
        message: `${severity === "info" ? "" : `${severity}: `}${message}\n`,
        severity,
      })),
    }),
    changeSummary: summary.resourceChanges,
  };
}

const command = commands[positionals.join(" ")];
if (command === undefined) throw new Error(`unknown command ${positionals.join(" ")}`);
process.exitCode = await command();
