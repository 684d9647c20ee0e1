/** The page of a plan as a person meets it: drawn, filtered by keyboard, heard, printed. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import type { RotationPlan } from "../../../src/plan";
import { render } from "../../../src/reports";
import { addDays } from "../../../src/rotation";
import { describeInChromium } from "../../support/chromium";
import { FLEET, keys, planOf } from "./fleet";

/** A page fills while it is looked at, and more slowly beside other tests. */
const PATIENT = { timeout: 20_000 };
const WIDE = { viewport: { width: 2000, height: 1200 } };
const folder = mkdtempSync(join(tmpdir(), "page-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Opened {
  readonly page: Page;
  /** What the browser complained of: its console, exceptions, its content policy. */
  readonly complaints: string[];
}

async function open(browser: Browser, markup: string, options: BrowserContextOptions = WIDE): Promise<Opened> {
  const file = join(folder, "plan.html");
  writeFileSync(file, markup);
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("request", (request) => {
    if (request.url() !== page.url() && !request.isNavigationRequest()) complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { page, complaints };
}

/** A plan as another program reads it. */
const json = (plan: RotationPlan): RotationPlan => JSON.parse(render(plan, "json"));
const markup = render(planOf(), "html");
const lines = (page: Page) => page.locator("tr[data-status]:visible");
const namesOf = (page: Page) => lines(page).locator("th > bdi").allInnerTexts();
const shown = (page: Page) => page.locator("output").innerText();
const boxOf = async (locator: Locator) => {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("It is not drawn.");
  return box;
};

/** Goes on by the keyboard until something has the focus. */
async function tabTo(page: Page, locator: Locator): Promise<void> {
  for (let times = 0; times < 30; times += 1) {
    await page.keyboard.press("Tab");
    if (await locator.evaluate((element) => element === element.ownerDocument.activeElement)) return;
  }
  throw new Error("The keyboard does not reach it.");
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const results: axe.AxeResults = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
  expect(results.passes.length).toBeGreaterThan(15);
  return results.violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html}`);
}

describeInChromium("the page of a plan", (browser) => {
  it("draws each bar at its days, as the JSON has them", async () => {
    const { page, complaints } = await open(browser(), markup);
    const { rows } = json(planOf());
    const table = page.locator("table");
    const [from = "", to = ""] = [await table.getAttribute("data-from"), await table.getAttribute("data-to")];
    const ms = (day: string | null) => Date.parse(`${day}T00:00:00Z`);
    for (const row of rows.filter(({ label }) => label !== null)) {
      const line = lines(page).filter({ has: page.locator("th", { hasText: row.label ?? "" }) });
      const [bar, drawing] = [await boxOf(line.locator(".life")), await boxOf(line.locator("svg"))];
      const at = (day: string) =>
        drawing.x + Math.min(1, Math.max(0, (ms(day) - ms(from)) / (ms(to) - ms(from)))) * drawing.width;
      const [left, right] = [row.issuedOn ?? "", row.endDate === null ? (to ?? "") : addDays(row.endDate, 1)].map(at);
      const aDay = drawing.width / ((ms(to) - ms(from)) / 86_400_000);
      expect(aDay).toBeGreaterThan(0.4);
      expect(Math.abs(bar.x - (left ?? 0)), `${row.name} begins`).toBeLessThan(aDay / 4);
      expect(Math.abs(bar.x + bar.width - (right ?? 0)), `${row.name} ends`).toBeLessThan(aDay / 4);
      expect(bar.height).toBe(12);
    }
    expect(await lines(page).count()).toBe(rows.length);
    expect(complaints).toEqual([]);
  });

  it("is filtered by keyboard: text, stack, status, and what is due", async () => {
    const { page, complaints } = await open(browser(), markup);
    expect(await shown(page)).toBe("10 of 10 shown");
    await tabTo(page, page.getByLabel("Text"));
    await page.keyboard.type("PAIR old");
    expect(await namesOf(page)).toEqual(["pair"]);
    expect(await shown(page)).toBe("1 of 10 shown");
    await tabTo(page, page.getByRole("button", { name: "Show all" }));
    await page.keyboard.press("Enter");
    await expect.poll(() => shown(page), PATIENT).toBe("10 of 10 shown");
    await page.getByLabel("Text").focus();
    await tabTo(page, page.getByLabel("Stack"));
    await page.keyboard.type("keys/dev");
    expect(await namesOf(page)).toEqual(["old-user", "of-nobody"]);
    await page.keyboard.press("Home");
    await tabTo(page, page.getByLabel("Status"));
    await page.keyboard.type("DIS");
    expect(await namesOf(page)).toEqual(["disabled"]);
    expect(await page.locator("tr.stack:visible").innerText()).toContain("1 of 8 users and keys");
    await page.keyboard.press("Home");
    await tabTo(page, page.getByLabel("Only"));
    await page.keyboard.press("ArrowDown");
    const due = json(planOf()).rows.filter(({ action }) => action !== "none");
    expect((await namesOf(page)).sort()).toEqual(due.map(({ name }) => name).sort());
    await page.keyboard.press("Enter");
    expect(complaints).toEqual([]);
  });

  it("is sorted by keyboard, either way, and back into its stacks", async () => {
    const { page, complaints } = await open(browser(), markup);
    const grouped = await namesOf(page);
    const ends = page.getByRole("button", { name: "Ends" });
    await tabTo(page, ends);
    await page.keyboard.press("Enter");
    expect(await page.getByRole("columnheader", { name: "Ends" }).getAttribute("aria-sort")).toBe("ascending");
    const endsOf = () => lines(page).locator("td:nth-child(6) .day").allInnerTexts();
    const days = json(planOf()).rows.flatMap(({ endDate }) => endDate ?? []);
    expect(await endsOf()).toEqual([...days.sort(), "none"]);
    await page.keyboard.press("Enter");
    expect(await page.getByRole("columnheader", { name: "Ends" }).getAttribute("aria-sort")).toBe("descending");
    expect(await endsOf()).toEqual(["none", ...days.reverse()]);
    expect(await page.locator("tr.stack:visible").count()).toBe(0);
    await page.getByRole("button", { name: "User and stack" }).press("Enter");
    expect(await namesOf(page)).toEqual(grouped);
    expect(await page.locator("tr.stack:visible").count()).toBe(2);
    expect(await page.locator("thead [aria-sort]").count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it.each(["light", "dark"] as const)(
    "has nothing that axe finds, in %s, filtered and sorted too",
    async (colorScheme) => {
      const { page } = await open(browser(), markup, { ...WIDE, colorScheme });
      expect(await violationsOf(page)).toEqual([]);
      await page.getByRole("button", { name: "Next" }).click();
      await page.getByLabel("Only").selectOption("warned");
      expect(await violationsOf(page)).toEqual([]);
    },
  );

  it("has something that axe finds once its labels are taken away", async () => {
    const { page } = await open(browser(), markup.replaceAll(/<\/?label>/g, ""));
    expect(await violationsOf(page)).toEqual([
      expect.stringMatching("critical label"),
      expect.stringMatching("critical select-name"),
    ]);
  });

  it("is a table to a screen reader, lines out of view included", async () => {
    const { page } = await open(browser(), render(planOf([...FLEET, ...keys(300)]), "html"));
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const count = (role: string) => nodes.filter((node) => !node.ignored && node.role?.value === role).length;
    expect(count("table")).toBe(1);
    expect(count("row")).toBe(1 + 2 + 310);
    expect(count("columnheader")).toBe(7);
    expect(count("cell")).toBe(6 * 310);
    expect(
      nodes.filter((node) => node.role?.value === "image" && /^made on /.test(node.name?.value ?? "")).length,
    ).toBe(310);
  });

  it("runs no script that is not its own, and applies no style", async () => {
    const added = markup
      .replace("<main>", `<main><script>console.log("ran")</script><p style="color: red" onclick="x()">x</p>`)
      .replace("</h1>", `</h1><img src="http://127.0.0.1:9/x.png" alt="">`);
    const { page, complaints } = await open(browser(), added);
    await page.locator("main p").click();
    expect(complaints.filter((text) => /Content Security Policy/.test(text)).length).toBeGreaterThanOrEqual(4);
    expect(complaints).not.toContain("ran");
    const open_ = await open(browser(), added.replace(/<meta http-equiv[^>]*>/, ""));
    expect(open_.complaints).toContain("ran");
  });

  it("is whole without its script, but for filters and sorting", async () => {
    const { page, complaints } = await open(browser(), markup, { ...WIDE, javaScriptEnabled: false });
    expect(await lines(page).count()).toBe(10);
    expect(await page.locator("form:visible").count()).toBe(0);
    expect(await page.locator("thead button").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("is dark for who likes it dark, and light on paper", async () => {
    const { page } = await open(browser(), markup, { ...WIDE, colorScheme: "dark" });
    const background = () => page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
    expect(await background()).toBe("rgb(20, 24, 31)");
    await page.emulateMedia({ media: "print" });
    expect(await background()).toBe("rgb(255, 255, 255)");
    expect(await page.locator("form:visible").count()).toBe(0);
    expect(await page.evaluate("getComputedStyle(document.querySelector('thead')).display")).toBe("table-header-group");
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
    expect(await background()).toBe("rgb(255, 255, 255)");
    expect(await page.locator("form:visible").count()).toBe(1);
  });

  it("follows each keystroke with 1,000 keys, and says how long it took", async () => {
    const { page, complaints } = await open(browser(), render(planOf(keys(1000)), "html"));
    const loaded: number = await page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd");
    /** From a keystroke to the frame that shows what it did, in milliseconds. */
    const strokes: number[] = await page.evaluate(`(async () => {
      const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const input = document.querySelector("input");
      const times = [];
      for (const text of ["k", "ke", "key-", "key-1", "key-12", "key-1", "key-", "", "9", ""]) {
        await frame();
        const started = performance.now();
        input.value = text;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        await frame();
        times.push(performance.now() - started);
      }
      return times.sort((a, b) => a - b);
    })()`);
    console.log(
      `1,000 keys: loaded in ${Math.round(loaded)} ms; a keystroke takes ${Math.round(strokes[5] ?? 0)} ms, at worst ${Math.round(strokes[9] ?? 0)} ms`,
    );
    expect(strokes).toHaveLength(10);
    expect(await shown(page)).toBe("1,000 of 1,000 shown");
    await expect.poll(() => lines(page).count(), PATIENT).toBe(1000);
    expect(complaints).toEqual([]);
  });

  it("has on paper what is yet to appear on the screen", async () => {
    const { page } = await open(browser(), render(planOf(keys(300)), "html"));
    /** How many lines are to be seen at the moment at which a filter was taken away, and how many once the page is printed. */
    const seen = await page.evaluate(`(() => {
      const count = () => document.querySelectorAll("tr[data-status]:not([hidden])").length;
      const input = document.querySelector("input");
      const type = (text) => {
        input.value = text;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      };
      type("nothing is called so");
      const none = count();
      type("");
      const atOnce = count();
      dispatchEvent(new Event("beforeprint"));
      return [none, atOnce, count()];
    })()`);
    expect(seen).toEqual([0, 50, 300]);
  });
});
