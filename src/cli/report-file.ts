/** The file of `--report`; what would keep it from being written is said before anything is sent. */
import { accessSync, constants, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname } from "node:path";
import { messageOf } from "../basics/unknown";
import { isMarkdownReport, REPORT_FORMS } from "../examiner/report/forms";
import { parseReport, type Report } from "../examiner/report/report";
import { usage } from "./exit-codes";

/** A way to write a report. An earlier report is replaced, any other file is not. */
export function reportFile(path: string): (report: Report) => void {
  const form = REPORT_FORMS[extname(path).toLowerCase()];
  if (form === undefined)
    throw usage(`--report ${path}: the name must end in ${Object.keys(REPORT_FORMS).join(" or ")}.`);
  const before = statSync(path, { throwIfNoEntry: false });
  try {
    accessSync(before === undefined ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw usage(`--report ${path}: ${messageOf(error)}`);
  }
  if (before !== undefined && !(before.isFile() && isReport(path))) {
    throw usage(`--report ${path}: something else than a report stands there. Give another name.`);
  }
  return (report) => writeFileSync(path, form(report));
}

function isReport(path: string): boolean {
  const text = readFileSync(path, "utf8");
  return text === "" || parseReport(text) !== undefined || isMarkdownReport(text);
}
