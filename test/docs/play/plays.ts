/** The tests of pages that are played. */
import { globSync } from "node:fs";
import { describe, it } from "vitest";
import { root } from "../blocks";
import { Player } from "./player";
import { scriptOf } from "./script";

const TIMEOUT_MS = 300_000;

/** A test for each page that plays something. */
export function playsAll(pattern: string): void {
  const scripts = globSync(pattern, { cwd: root })
    .sort()
    .flatMap((page) => scriptOf(page) ?? []);
  describe(`the pages ${pattern}`, () => {
    it.each(scripts.map((script) => ({ script, page: script.page })))(
      "$page can be followed",
      { timeout: TIMEOUT_MS },
      ({ script }) => Player.play(script),
    );
  });
}
