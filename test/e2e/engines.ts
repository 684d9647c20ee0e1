/** Runs tests on every engine that is there: the embedded one always, the real command line where it is installed. */
import { afterAll, describe } from "vitest";
import { CliStack, findCli } from "./cli-stack";
import { EmbeddedEngineStack } from "./embedded-stack";
import { makeToyProject, type Project } from "./project";
import type { Stage } from "./scenario";
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

const onCli = "on Pulumi's command line";

/** Describes the same tests once per engine. The projects made are removed at the end. */
export function describeOnEngines(title: string, body: (makeStage: (program: string) => Promise<Stage>) => void): void {
  describe(`${title}, on the embedded engine`, () => onEngine(embeddedStack, body));
  if (cli) describe(`${title}, ${onCli}`, () => onEngine(cliStack, body));
  else
    describe.skip(`${title}, ${onCli} (skipped: no \`pulumi\` on the path and no PULUMI_BIN)`, () =>
      onEngine(cliStack, body));
}

/** Hands the tests a maker of stages, and clears away what they made. */
export function onEngine(makeStack: MakeStack, body: (makeStage: (program: string) => Promise<Stage>) => void): void {
  const projects: Project[] = [];
  afterAll(() => {
    for (const project of projects.splice(0)) project.remove();
  });
  body(async (program) => {
    const project = makeToyProject(program);
    projects.push(project);
    return { stack: await makeStack(project), scratch: project.scratch, setProgram: project.setProgram };
  });
}
