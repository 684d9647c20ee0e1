/** Runs tests in a browser where one is installed. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const programs = [process.env.CHROMIUM_BIN, ...folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))];
  return programs.filter((program) => program !== undefined).find(isExecutable);
}

function isExecutable(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const found = findChromium();

/** Describes tests in a browser where one is installed; where none is, they are listed as skipped, for none is ever downloaded. */
export function describeInChromium(title: string, body: (browser: () => Browser) => void): void {
  const named = `${title}, in Chromium`;
  const reason = `${named} (skipped: no \`chromium\` on the path and no CHROMIUM_BIN)`;
  describe.skipIf(found === undefined)(found === undefined ? reason : named, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      // The sandbox of a browser that root starts cannot be made in a container.
      const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
      browser = await chromium.launch({ ...(found !== undefined && { executablePath: found }), args });
    });
    afterAll(() => browser?.close());
    body(() => {
      if (browser === undefined) throw new Error("The browser did not start.");
      return browser;
    });
  });
}
