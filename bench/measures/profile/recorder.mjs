/** Loaded into the processes of a run that is profiled: samples them from their start, and writes the profile at their end. */
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { join } from "node:path";

const role = process.argv[1]?.includes("dynamic-provider") ? "provider" : "program";
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.setSamplingInterval", { interval: 500 });
session.post("Profiler.start");

process.once("exit", () => {
  session.post("Profiler.stop", (error, result) => {
    if (error) return;
    writeFileSync(
      join(process.env.BENCH_PROFILES, `${role}-${process.pid}.cpuprofile`),
      JSON.stringify(result.profile),
    );
  });
});
// The engine ends a provider so.
process.once("SIGTERM", () => process.exit(0));
