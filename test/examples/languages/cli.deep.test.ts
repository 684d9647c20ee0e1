/** The examples in other languages, as people run them: Pulumi's command line, the packed plugin, and the API on loopback. */
import { type ExecFileException, execFile } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle, pack } from "../../../scripts/bundle.mts";
import { findCli } from "../../../scripts/find-cli.mts";
import { packageVersion } from "../../../src/basics/version";
import { type Emulator, startEmulator } from "../../../src/emulator";
import { blocksOf } from "../../docs/blocks";
import { repository } from "../../e2e/project";
import { folderOf, makeScratch, opens } from "../support";

/** A first build in Go compiles Pulumi's SDK. */
const SLOW = 15 * 60_000;

const cli = findCli();
const onPath = (program: string): boolean =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Each language with what it needs on the path, and how its program is got ready; YAML has no SDK to generate. */
const languages = [
  { example: "yaml", needs: ["pulumi-language-yaml"], ready: async () => undefined },
  {
    example: "python",
    needs: ["pulumi-language-python", "python3"],
    ready: async (folder: string) => void (await pulumi(folder, "install")),
  },
  {
    example: "go",
    needs: ["pulumi-language-go", "go"],
    ready: async (folder: string) => {
      await pulumi(folder, "install");
      await run(folder, "go", "mod", "tidy");
    },
  },
];

const scratch = makeScratch("languages");
const home = join(scratch.folder, "home");

/** Nothing of this leaves the scratch folder: no login of the user's is touched. */
function run(cwd: string, command: string, ...args: string[]): Promise<string> {
  const env = {
    ...process.env,
    PATH: [dirname(process.execPath), ...(cli ? [dirname(cli)] : []), process.env.PATH ?? ""].join(delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: pathToFileURL(home).href,
    PULUMI_ACCESS_TOKEN: "",
    PULUMI_CONFIG_PASSPHRASE: "of the stack",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, env, maxBuffer: 64_000_000 }, (error: ExecFileException | null, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`));
    });
  });
}
const pulumi = (cwd: string, ...args: string[]) => run(cwd, cli ?? "", ...args);

const version = packageVersion() ?? "";
const PAGE = "docs/how-to/languages/plugin.md";

describe.skipIf(cli === undefined)("the plugin, installed from its archive", () => {
  const plugin = join(scratch.folder, "plugin");
  let archive: string;

  beforeAll(async () => {
    for (const each of [plugin, home]) mkdirSync(each);
    await bundle(plugin);
    [archive = ""] = pack(plugin);
    await pulumi(scratch.folder, "plugin", "install", "resource", "digicert-one", version, "--file", archive);
  }, SLOW);
  afterAll(() => scratch.remove());

  it("is found by its name where a server has the archives", async () => {
    const served: string[] = [];
    const server = createServer((request, response) => {
      const name = basename(request.url ?? "");
      served.push(name);
      response.end(existsSync(join(plugin, name)) ? readFileSync(join(plugin, name)) : "");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await pulumi(
      scratch.folder,
      ...["plugin", "install", "resource", "digicert-one", version, "--reinstall"],
      ...["--server", `http://127.0.0.1:${port}/archives`],
    );
    server.close();
    const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
    expect(served).toEqual([`pulumi-resource-digicert-one-v${version}-${platform}.tar.gz`]);
  });

  describe.skipIf(!onPath("pulumi-language-python"))(`as ${PAGE} has it`, () => {
    const blocks = blocksOf(PAGE).filter(({ language }) => language === "sh");

    it("has a block for the archive and one for the npm package", () => {
      expect(blocks.map(({ text }) => text.split(" ", 2).join(" "))).toEqual(["pulumi plugin", "npm install"]);
    });

    it.each(blocks.map(({ text }) => [text.split("\n")[0], text]))(
      "%s",
      async (_, text) => {
        const folder = mkdtempSync(join(scratch.folder, "page-"));
        writeFileSync(
          join(folder, "Pulumi.yaml"),
          "name: page\nruntime:\n  name: python\n  options: { virtualenv: venv }\n",
        );
        writeFileSync(join(folder, "requirements.txt"), "pulumi>=3.139.0,<4\n");
        copyFileSync(archive, join(folder, basename(archive)));
        if (text.includes(".tgz")) {
          await run(repository, "npm", "pack", "--ignore-scripts", "--pack-destination", folder);
        }
        await run(folder, "sh", "-ec", text);
        expect(readFileSync(join(folder, "Pulumi.yaml"), "utf8")).toContain("digicert-one:");
        expect(readdirSync(join(folder, "sdks"))).toEqual(["digicert-one"]);
      },
      SLOW,
    );
  });

  for (const { example, needs, ready } of languages) {
    describe.skipIf(!needs.every(onPath))(`serves examples/${example}`, () => {
      const folder = join(scratch.folder, example);
      let emulator: Emulator;
      beforeAll(async () => {
        emulator = await startEmulator({ rateLimits: "off" });
        const isSource = (path: string) => !/\/(sdks|venv)(\/|$)/.test(path.slice(folderOf(example).length));
        cpSync(folderOf(example), folder, { recursive: true, filter: isSource });
        await ready(folder);
        await pulumi(folder, "stack", "init", "dev");
        await pulumi(folder, "config", "set", "digicert-one:baseUrl", emulator.url);
        await pulumi(folder, "config", "set", "--secret", "digicert-one:apiKey", emulator.apiKey);
      }, SLOW);
      afterAll(async () => {
        await emulator.close();
        rmSync(folder, { recursive: true, force: true });
      });

      it(
        "makes a user, a key and a pair that work, changes nothing afterwards, and destroys them",
        async () => {
          await pulumi(folder, "up", "--yes", "--skip-preview");
          const outputs = JSON.parse(await pulumi(folder, "stack", "output", "--json", "--show-secrets")) as object;
          expect(Object.keys(outputs).sort()).toEqual(["apiKey", "pairKey", "pairRotatesOn", "rotatesOn"]);
          const { apiKey, pairKey } = outputs as Record<string, string>;
          expect([await opens(emulator, apiKey), await opens(emulator, pairKey)]).toEqual([true, true]);
          expect(await pulumi(folder, "stack", "output")).not.toContain(apiKey);

          await pulumi(folder, "preview", "--expect-no-changes");
          await pulumi(folder, "destroy", "--yes", "--skip-preview");
          expect([await opens(emulator, apiKey), await opens(emulator, pairKey)]).toEqual([false, false]);
        },
        SLOW,
      );
    });
  }
});
