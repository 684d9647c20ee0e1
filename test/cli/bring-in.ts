/** The way in for a tenant with a history: print the program, compile it, preview, adopt, and preview again. */
import ts from "typescript";
import { expect } from "vitest";
import type { Emulator } from "../../src/emulator";
import { typeFaults } from "../docs/type-check";
import { EmbeddedEngineStack } from "../e2e/embedded-stack";
import { makeProject } from "../e2e/project";
import { failing, type Run } from "../e2e/stack";
import { call } from "../emulator/harness";
import { type History, inventory } from "./inventory-fixture";

const USERS = "/account/api/v1/user/";

/** What is wrong with a program by a strict compiler. */
export function faultsOf(program: string): string[] {
  const block = { page: "index", line: 1, language: "ts", text: program, generated: false, note: "" };
  return typeFaults([block], "", []).faults.flat();
}

type User = Awaited<ReturnType<Emulator["state"]>>["users"][number];

/** Users without what an adoption is to add. */
const unmarked = (users: readonly User[]) =>
  users.map((user) => ({
    ...user,
    applications: undefined, // which it may use is what the API shows of it
    description: String(user.description)
      .replace(/\s*\(pulumi: [^()]*\)$/, "")
      .trim(),
    accounts: [...(user.accounts as string[])].sort(),
    roles: [...(user.roles as string[])].sort(),
  }));

/** What the API shows that each user may do, and where. */
async function mayDo(emulator: Emulator): Promise<unknown[]> {
  const { list } = await call(emulator, "GET", "/user");
  const inOrder = (items: unknown) =>
    JSON.stringify([...(items as unknown[])].map((item) => JSON.stringify(item)).sort());
  return list.map(({ id, applications }) => `${id} ${inOrder(applications)}`).sort();
}

const writes = async (emulator: Emulator) =>
  (await emulator.journal())
    .filter(({ method }) => method !== "GET")
    .map(({ method, path, status }) => `${method} ${path.replace(USERS, "")} ${status}`)
    .sort();

/**
 * Plays it whole, and expects that nothing but the owners' marks comes into the tenant.
 * @param edit what a person does with the program before running it
 */
export async function bringIn(
  { emulator, ends }: History,
  edit: (program: string) => string,
  host: Host,
): Promise<string> {
  const { out: printed, code } = await inventory(emulator, ["--program"]);
  expect(code).toBe(0);
  const program = edit(printed);
  expect(faultsOf(program)).toEqual([]);
  const before = await emulator.state();
  const allowed = await mayDo(emulator);
  return onStack(emulator, program, host, async (stack) => {
    await emulator.clearJournal();
    const preview = await stack.preview();
    expect(takenOver(preview)).toEqual([...ends.keys()].sort());
    expect(preview.resourceChanges).toMatchObject({ create: ends.size + IDENTITY_AND_STACK });
    expect(await writes(emulator)).toEqual([]);

    await stack.up();
    expect(await writes(emulator)).toEqual([...ends.keys()].map((id) => `PUT ${id} 200`).sort());
    const after = await emulator.state();
    expect(after.users.filter(({ description }) => String(description).includes("(pulumi: "))).toHaveLength(ends.size);
    expect(unmarked(after.users)).toEqual(unmarked(before.users));
    expect(after.tokens).toEqual(before.tokens);
    expect(await mayDo(emulator)).toEqual(allowed);

    await emulator.clearJournal();
    await expectUnchanged(stack, ends.size);
    await stack.refresh();
    await expectUnchanged(stack, ends.size);
    expect(await writes(emulator)).toEqual([]);
    return printed;
  });
}

/** The ids of the users that a preview says are taken over. */
function takenOver({ stdout }: Run): string[] {
  const ids = [...stdout.matchAll(/takes over the service user ([\w-]+)/g)].map(([, id = ""]) => id);
  return [...new Set(ids)].sort();
}

/** The stack itself, and its identity. */
const IDENTITY_AND_STACK = 2;

async function expectUnchanged(stack: EmbeddedEngineStack, users: number): Promise<void> {
  const { steps } = await stack.preview();
  expect(steps.filter(({ type }) => type.endsWith(":ServiceUser"))).toHaveLength(users);
  expect(steps.filter(({ op }) => op !== "same").map(({ op, name }) => `${op} ${name}`)).toEqual([]);
}

/** The message with which `up` fails, and what it wrote. */
export async function failedUp(emulator: Emulator, program: string): Promise<{ output: string; writes: string[] }> {
  return onStack(emulator, program, "in-process", async (stack) => {
    await emulator.clearJournal();
    const { stdout, diagnostics } = await failing(stack.up());
    return {
      output: [stdout, ...diagnostics.map(({ message }) => message)].join("\n"),
      writes: await writes(emulator),
    };
  });
}

/** `process` runs the TypeScript as users do; `in-process` what it compiles to, in this process. */
export type Host = "process" | "in-process";

async function onStack<T>(
  emulator: Emulator,
  program: string,
  host: Host,
  use: (stack: EmbeddedEngineStack) => Promise<T>,
): Promise<T> {
  const isTypeScript = host === "process";
  const options = { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 } };
  const project = makeProject({
    name: "estate",
    program: isTypeScript ? program : ts.transpileModule(program, options).outputText,
    typescript: isTypeScript,
  });
  try {
    const stack = new EmbeddedEngineStack({
      projectName: "estate",
      stackName: "prod",
      workDir: project.folder,
      homeDir: project.scratch,
      host,
    });
    stack.setEnv("PULUMI_NODEJS_TRANSPILE_ONLY", "true"); // types were checked already
    await stack.setConfig("digicert-one:baseUrl", emulator.url);
    await stack.setConfig("digicert-one:apiKey", emulator.apiKey, { secret: true });
    await stack.setConfig("digicert-one:rateLimits", "off");
    return await use(stack);
  } finally {
    project.remove();
  }
}
