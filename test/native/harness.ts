/** The native host in this process, against an emulator, driven as an engine drives it. */
import { type Emulator, startEmulator } from "../../src/emulator";
import { NativeHost } from "../../src/native/host";
import { asSecret, unwrapAll } from "../../src/native/wire";
import { RunClock } from "../../src/provider/host/run/clock";
import type { Props } from "../../src/provider/host/state";

export interface Stage {
  readonly emulator: Emulator;
  readonly host: NativeHost;
  /** What was said, one line each. */
  readonly said: string[];
  /** Arguments of a service user that the emulator takes. */
  readonly args: Props;
  /** Checks and creates, as an update does. */
  make(urn: string, args: Props): Promise<{ id: string; inputs: Props; props: Props }>;
}

export const IDENTITY = "11111111-2222-3333-4444-555555555555";

export const urnOf = (kind: string, name: string, stack = "dev"): string =>
  `urn:pulumi:${stack}::shop::digicert-one:index:${kind}::${name}`;

/** A host, configured; `env` and `identity` are those of its process and of its provider resource. */
export async function openHost(
  emulator: Emulator,
  { env = {}, identity = IDENTITY, said = [] as string[] } = {},
): Promise<NativeHost> {
  const host = new NativeHost({
    env,
    now: () => Date.now(),
    clock: new RunClock(),
    engineAlive: () => Promise.resolve(true),
    notice: (subject, message, severity) => said.push(`${severity}: ${subject}: ${message}`),
  });
  await host.configure({ baseUrl: emulator.url, apiKey: asSecret(emulator.apiKey) }, identity);
  return host;
}

export async function openStage(): Promise<Stage> {
  const emulator = await startEmulator({ seed: 7 });
  const said: string[] = [];
  const host = await openHost(emulator, { said });
  const [account, role] = (await Promise.all([
    host.functions.call("digicert-one:index:getAccount", {}),
    host.functions.call("digicert-one:index:getRole", { name: "Certificate manager" }),
  ])) as { id: string }[];
  return {
    emulator,
    host,
    said,
    args: { nickname: "ci", email: "team@example.com", accountIds: [account?.id], roleIds: [role?.id] },
    async make(urn, args) {
      const { inputs, failures } = await host.check(urn, {}, args);
      if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
      return { ...(await host.create(urn, inputs, false)), inputs };
    },
  };
}

/** Properties in the clear. */
export const clear = unwrapAll;
