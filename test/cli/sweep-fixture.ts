import type { CommanderError } from "commander";
import { EXIT } from "../../src/cli/exit-codes";
import type { CommandIo } from "../../src/cli/process-io";
import { sweepCommand } from "../../src/cli/sweep";
import { ownerHash } from "../../src/ownership";
import { type Resource, userArgs, userOf, type World } from "../provider/apply-harness";

export const USER_TYPE = "pulumi-nodejs:dynamic/digicert-one:ServiceUser";
const IDENTITY_TYPE = "pulumi-nodejs:dynamic/digicert-one:StackIdentity";

/** The id of a stack's identity, made of `<org>/<project>/<stack>`. */
export const identityOf = (stack: string): string => `identity-of-${stack}`;

/**
 * An exported stack that holds these resources, its identity, and a user that is long gone from the server, whose owner is
 * all that tells the organization.
 */
export function exported(
  resources: readonly Resource[],
  stack = "prod",
  project = "payments",
  organization = "acme",
): string {
  const row = (type: string, name: string, more: object = {}) => ({
    urn: `urn:pulumi:${stack}::${project}::${type}::${name}`,
    type,
    ...more,
  });
  const path = `${organization}/${project}/${stack}`;
  const things = resources.flatMap(({ state }, index) =>
    state ? [row("pulumi-nodejs:dynamic/digicert-one:Thing", `r${index}`, { custom: true, ...state })] : [],
  );
  const rows = [
    row("pulumi:pulumi:Stack", `${project}-${stack}`),
    row(IDENTITY_TYPE, "digicert-one-stack-identity", { id: identityOf(path) }),
    row(USER_TYPE, "remembered", { id: "long-gone", inputs: { owner: `${path}/remembered` } }),
    ...things,
  ];
  return JSON.stringify({ version: 3, deployment: { manifest: {}, resources: rows } });
}

/** A user made as a run makes it, marked as one of `acme/payments/prod` unless its owner says otherwise. */
export async function markedUser(
  world: World,
  nickname: string,
  args: Record<string, unknown> = {},
): Promise<Resource> {
  const user = userOf(world);
  const owner = typeof args.owner === "string" ? args.owner : `acme/payments/prod/${nickname}`;
  const [org, project, stack, name] = owner.split("/");
  const hash = ownerHash(identityOf(`${org}/${project}/${stack}`), `${USER_TYPE}::${name}`);
  await user.up(userArgs(world, { nickname, owner, ownerHash: hash, ...args }));
  return user;
}

/** How a run of the command went. */
export interface SweepRun {
  code: number;
  out: string;
  questions: string[];
}

/** Runs the command against a world. `stdin` is piped; without it standard input is a terminal, answered by `answer`. */
export async function sweep(
  world: World,
  argv: readonly string[],
  options: {
    stdin?: string;
    answer?: string;
    later?: number;
    env?: Record<string, string>;
    during?: () => Promise<void>;
  } = {},
): Promise<SweepRun> {
  const run: SweepRun = { code: 0, out: "", questions: [] };
  const io: CommandIo = {
    env: options.env ?? world.env,
    now: () => Date.parse("2026-12-01T12:00:00Z") + (options.later ?? 48) * 3_600_000,
    readStdin: async () => options.stdin ?? "",
    stdinIsTerminal: () => options.stdin === undefined,
    errorIsTerminal: () => false,
    write: (text) => {
      run.out += text;
    },
    writeError: () => undefined,
    ask: async (question) => {
      run.questions.push(question);
      await options.during?.();
      return options.answer ?? "no";
    },
    exit: (code) => {
      run.code = code;
    },
  };
  const command = sweepCommand(io)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  try {
    await command.parseAsync(["node", "sweep", ...argv]);
  } catch (error) {
    if ((error as CommanderError).exitCode === undefined) throw error;
    run.code = EXIT.usage; // as the whole command line makes of it
    run.out += (error as Error).message;
  }
  return run;
}

/** What a run with `--json` printed. */
export function jsonOf(run: SweepRun): {
  found: { kind: string; id: string; why: string; keep?: string; outcome?: string; problem?: string }[];
  summary: Record<string, number>;
} {
  return JSON.parse(run.out);
}
