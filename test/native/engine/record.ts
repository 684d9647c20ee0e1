/** `npm run record` plays the scenarios of this folder on the real engine; this says which one that is. */
import { test } from "vitest";
import { writeRecordedOn } from "../../e2e/recorded-on";
import { folder } from "./recordings";

test("there is a `pulumi` on the path, or PULUMI_BIN names one", () => writeRecordedOn(folder));
