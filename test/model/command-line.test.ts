import { describe } from "vitest";
import { findCli } from "../e2e/cli-stack";
import { tellStoriesOn } from "./processes";

const title = "on Pulumi's command line";
if (findCli()) describe(title, () => tellStoriesOn("cli", 6, 1));
else describe.skip(`${title} (skipped: no \`pulumi\` on the path and no PULUMI_BIN)`, () => tellStoriesOn("cli", 6, 1));
