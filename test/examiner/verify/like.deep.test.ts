import { expect, it } from "vitest";
import { variantNames } from "../../../src/emulator";
import { playsAlike } from "./like";

it("plays each tenant so that a run against it reports the same", async () => {
  const visible = variantNames.filter((name) => name !== "another-host");
  expect(visible.length).toBeGreaterThan(60);
  for (const variant of visible) await playsAlike([variant]);
}, 300_000);
