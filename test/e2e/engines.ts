/** Runs tests on every engine that is there: the embedded one always, the real command line where it is installed. */
import { afterAll, describe } from "vitest";
import { findCli } from "../../scripts/find-cli.mts";
import { CliStack } from "./cli-stack";
import { EmbeddedEngineStack } from "./embedded-stack";
import { makeToyProject, type Project } from "./project";
import type { Stage } from "./scenario";
import type { SdkUnderTest } from "./sdks";
import type { Stack } from "./stack";

/** Gives a project its stack on one engine. */
export type MakeStack = (project: Project) => Promise<Stack>;

const cli = findCli();

export const cliStack: MakeStack = (project) =>
  CliStack.create({
    cli: cli ?? "pulumi",
    projectName: project.name,
    stackName: "dev",
    workDir: project.folder,
    homeDir: project.scratch,
  });

export const embeddedStack: MakeStack = async (project) =>
  new EmbeddedEngineStack({
    projectName: project.name,
    stackName: "dev",
    workDir: project.folder,
    homeDir: project.scratch,
  });

/** The embedded engine with program and providers in this process: many scenarios in little time. */
export const inProcessStack: MakeStack = async (project) =>
  new EmbeddedEngineStack({
    projectName: project.name,
    stackName: "dev",
    workDir: project.folder,
    homeDir: project.scratch,
    host: "in-process",
  });

type MakeStage = (program: string) => Promise<Stage>;

/**
 * Describes the same tests once per engine; `body` is told which. Projects are removed at the end.
 */
export function describeOnEngines(
  title: string,
  sdk: SdkUnderTest,
  body: (makeStage: MakeStage, engine: "cli" | "embedded") => void,
): void {
  const named = `${title} with SDK ${sdk.version}`;
  describe(`${named}, on the embedded engine`, () => onEngine(embeddedStack, sdk, (make) => body(make, "embedded")));
  describeOnCli(named, () => onEngine(cliStack, sdk, (make) => body(make, "cli")));
}

/**
 * Describes tests of the real command line where it is installed; where it is not, they are listed as skipped, for it is
 * never downloaded. Skipping is allowed here and in support/chromium.ts alone.
 */
export function describeOnCli(title: string, body: (program: string) => void): void {
  const named = `${title}, on Pulumi's command line`;
  describe.skipIf(!cli)(cli ? named : `${named} (skipped: no \`pulumi\` on the path and no PULUMI_BIN)`, () =>
    body(cli ?? "pulumi"),
  );
}

/** Hands the tests a maker of stages, and clears away what they made. */
export function onEngine(makeStack: MakeStack, sdk: SdkUnderTest, body: (makeStage: MakeStage) => void): void {
  const projects: Project[] = [];
  afterAll(() => {
    for (const project of projects.splice(0)) project.remove();
  });
  body(async (program) => {
    const project = makeToyProject(program, sdk);
    projects.push(project);
    return { stack: await makeStack(project), scratch: project.scratch, setProgram: project.setProgram };
  });
}
