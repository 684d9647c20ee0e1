/** What a process of a program and one of a provider load of this package, once Pulumi's SDK is there: each time a new process. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Section } from "../report/section.mts";
import { shown, spreadOf } from "../report/statistics.mts";
import { repository } from "../stage/emulator.mts";
import { type Measure, type Settings, wordsOf } from "./measure.mts";

const call = promisify(execFile);

/** Milliseconds of the SDK, and of what is loaded after it. */
interface Start {
  readonly what: string;
  readonly sdk: Cost;
  readonly ours: Cost;
}
interface Cost {
  readonly wall: number;
  readonly processor: number;
}

/** Code of a process, and the milliseconds that it may take. */
const processes = {
  program: { allowed: 15, code: 'require("pulumi-digicert-one");' },
  "provider, with check and diff": {
    allowed: 40,
    code: `
      const provider = require("pulumi-digicert-one/provider").serviceUser();
      await provider.configure({ config: { get: () => undefined } });
      const user = { owner: "acme/pay/prod/ci", email: "a@example.com", accountIds: ["a"], roleIds: [] };
      const { inputs, failures } = await provider.check({}, user);
      if (failures.length > 0) throw new Error(JSON.stringify(failures));
      const { changes } = await provider.diff("id", { ...inputs, nonce: "n", host: "127.0.0.1:9" }, inputs);
      if (changes) throw new Error("it changes");`,
  },
} as const;

const measured = (code: string): string => `
  const cost = async (work) => {
    const [at, used] = [performance.now(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(used);
    return { wall: performance.now() - at, processor: (user + system) / 1000 };
  };
  (async () => {
    const sdk = await cost(() => require("@pulumi/pulumi"));
    const ours = await cost(async () => {${code}});
    process.stdout.write(JSON.stringify({ sdk, ours }));
  })();`;

async function start(what: keyof typeof processes): Promise<Start> {
  const env = { ...process.env, DIGICERT_ONE_BASE_URL: "http://127.0.0.1:9", DIGICERT_ONE_API_KEY: "of nobody" };
  const { stdout } = await call(process.execPath, ["-e", measured(processes[what].code)], { cwd: repository, env });
  return { what, ...JSON.parse(stdout) };
}

export const starts: Measure = {
  name: "start",
  means: "what a program and a provider take to load this package, over Pulumi's SDK",
  async run({ quick, progress, isInterrupted }: Settings): Promise<Section> {
    const rounds = quick ? 5 : 21;
    const names = Object.keys(processes) as (keyof typeof processes)[];
    const all: Start[] = [];
    const failures: string[] = [];
    for (let round = 0; round < rounds && !isInterrupted(); round += 1) {
      progress(`start, round ${round + 1} of ${rounds}`);
      for (const what of names) {
        try {
          all.push(await start(what));
        } catch (error) {
          failures.push(`start, ${what}: ${wordsOf(error)}`);
        }
      }
    }
    const measuredOf = (name: string) => all.filter(({ what }) => what === name);
    const done = names.filter((name) => measuredOf(name).length > 0);
    const spread = (name: string, of: "sdk" | "ours", by: keyof Cost) =>
      spreadOf(measuredOf(name).map((each) => each[of][by]));
    return {
      measure: "start",
      tables: [
        {
          title: "Start",
          head: ["process", "SDK ms", "ours ms", "ours, processor ms"],
          rows: done.map((name) => [
            name,
            shown(spread(name, "sdk", "wall")),
            shown(spread(name, "ours", "wall")),
            shown(spread(name, "ours", "processor")),
          ]),
        },
      ],
      targets: done.map((name) => ({
        what: `${name}: ms over the SDK`,
        allowed: processes[name].allowed,
        seen: spread(name, "ours", "wall").median,
      })),
      failures: [...new Set(failures)],
      data: all,
    };
  },
};
