/** Whether the provider process can load the package: asked by inline programs too, wherever their process stands. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type * as digicert from "../../src";
import { programStage } from "./program-stage";

const stage = programStage("where");
const user = { email: "team@example.com", accountIds: ["783a6a45-b74b-4635-bb4b-69855910ccd3"], roleIds: [] };

/** A copy that has not asked yet. */
let copy: typeof digicert;
const folder = process.cwd();
const options = process.env.NODE_OPTIONS;

beforeEach(async () => {
  vi.resetModules();
  copy = await vi.importActual<typeof digicert>("../../src");
});
afterEach(() => {
  vi.restoreAllMocks();
  Reflect.deleteProperty(process.versions, "pnp");
  if (options === undefined) delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = options;
});

describe("an inline program", () => {
  // The stack's own workDir, which the program cannot see, may be fine: hence no failure.
  it.each([
    ["elsewhere is warned, with the folder and what to do", "/", 1],
    ["in the tree of its packages is not", folder, 0],
  ])("%s", async (_what, from, count) => {
    const run = await stage.open(() => {
      vi.spyOn(process, "cwd").mockReturnValue(from);
      new copy.ServiceUser("u", user);
      new copy.ServiceUser("v", user);
    });
    const { ok, warnings } = await run("preview");
    expect(ok).toBe(true);
    const said = warnings.filter((each) => each.includes("does not resolve from /,"));
    expect(said).toHaveLength(count);
    for (const each of said) expect(each).toMatch(/Set the stack's workDir to a folder from which it resolves/);
  });
});

describe("under Yarn's Plug'n'Play", () => {
  it.each([
    ["that the provider process would not know, is refused in a sentence", "--max-old-space-size=4096", false],
    ["that Yarn hands on, works", "--require /project/.pnp.cjs", true],
  ])("%s", async (_what, handedOn, works) => {
    Object.defineProperty(process.versions, "pnp", { value: "3", configurable: true });
    const run = await stage.open(() => {
      process.env.NODE_OPTIONS = handedOn;
      new copy.ServiceUser("u", user);
    });
    const { ok, errors } = await run("preview");
    expect(ok).toBe(works);
    expect(errors.filter((each) => /Plug'n'Play.+nodeLinker: node-modules/.test(each))).toHaveLength(works ? 0 : 1);
  });
});
