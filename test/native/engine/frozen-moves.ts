/** States that versions of either host wrote, read by a program behind either: nothing is made anew, nothing is lost. */
import { afterEach, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../../src/emulator";
import {
  ageMarks,
  everyChange,
  frozen,
  frozenProgram,
  isOurs,
  readFrozen,
  sameIn,
  withObjectsOf,
} from "../../e2e/digicert/frozen";
import { losses } from "../../e2e/digicert/losses";
import { census } from "../../e2e/digicert/stage";
import type { Deployment, Stack } from "../../e2e/stack";
import { describeHosts, type Host } from "./stage";

/** A frozen state, of the host that wrote it, under a program of one host. */
export interface Move {
  readonly file: string;
  readonly from: Host;
  readonly to: Host;
  /** What of ours is no user, key or part of a pair: the identity of the stack. */
  readonly shows: readonly string[];
  /** What the first `up` does beside what its preview shows. */
  readonly writes: readonly string[];
}

const identity = "StackIdentity digicert-one-stack-identity";
/** The user, the key and the four parts of the pair. */
const OURS = 6;

export const toNative: Move = {
  ...{ file: "v1.json", from: "dynamic", to: "native" },
  ...{ shows: [`delete ${identity}`], writes: [] },
};
/** Of before identities. */
export const agedToNative: Move = { ...toNative, file: "v0.json", shows: [] };
export const staysNative: Move = { ...toNative, file: "native-v1.json", from: "native", shows: [] };
export const toDynamic: Move = {
  ...{ file: "native-v1.json", from: "native", to: "dynamic" },
  // The identity is made in that run, so its preview does not know the mark yet.
  ...{ shows: [`create ${identity}`], writes: ["update ServiceUser app"] },
};

export function describeMoves(...moves: readonly Move[]): void {
  describeHosts("a frozen state", (makeStage) => {
    const emulators: Emulator[] = [];
    afterEach(async () => {
      for (const emulator of emulators.splice(0)) await emulator.close();
    });

    /** The same program as today's code records it, and a stack of the other host beside the same objects. */
    async function made(from: Host, to: Host): Promise<{ today: Deployment; stack: Stack; emulator: Emulator }> {
      const emulator = await startEmulator({ seed: frozen.seed, now: `${frozen.day}T12:00:00Z` });
      emulators.push(emulator);
      const onDay = async (host: Host): Promise<Stack> => {
        const { stack } = await makeStage(host, frozenProgram(), { emulator, project: frozen.project });
        stack.setEnv("DIGICERT_ONE_AS_OF", frozen.day);
        return stack;
      };
      const maker = await onDay(from);
      await maker.up();
      return { today: await maker.exportStack(), stack: await onDay(to), emulator };
    }

    it.each(moves)("$file goes on behind the $to host", { timeout: 600_000 }, async (move) => {
      const { file, from, to, shows, writes } = move;
      const old = readFrozen(file);
      const { today, stack, emulator } = await made(from, to);
      const resources = (old.deployment.resources ?? []).filter(isOurs);
      expect(resources.filter(({ type }) => !type.endsWith(":StackIdentity"))).toHaveLength(OURS);
      expect(resources.flatMap((each) => losses(each, today))).toEqual([]);

      await stack.importStack(withObjectsOf(old, today));
      if (file === agedToNative.file) await ageMarks(emulator);
      const before = await census(emulator);
      const preview = await stack.preview();
      expect(everyChange(preview)).toEqual(shows);
      expect(sameIn(preview)).toBe(OURS);

      expect(everyChange(await stack.up())).toEqual([...shows, ...writes]);
      const after = await census(emulator);
      expect(after.tokens).toEqual(before.tokens);
      if (writes.length === 0) expect(after).toEqual(before);
      const second = await stack.preview();
      expect(everyChange(second)).toEqual([]);
      expect(sameIn(second)).toBe(to === "dynamic" ? OURS + 1 : OURS);
    });
  });
}
