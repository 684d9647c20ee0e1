import * as pulumi from "@pulumi/pulumi";
import * as digicert from "pulumi-digicert-one";
import { EnvFile } from "./env-file";

const config = new pulumi.Config();

const user = new digicert.ServiceUser("app", {
  email: config.get("team") ?? "team@example.com",
  accountIds: [digicert.getAccountOutput().id],
  roleIds: [digicert.getRoleOutput({ name: "Certificate manager" }).id],
  lifetimeDays: 365, // extended in place, before a key would outlive it
});

// The first run within the last 30 of a key's 90 days makes the next one. Both work for 7 days; then a run disables the
// older one, and the next rotation deletes it. So run at least every 30 - 7 = 23 days, better every day.
const pair = new digicert.RotatingApiKey("app", {
  serviceUser: user,
  lifetimeDays: 90,
  rotateBeforeDays: 30,
  overlapDays: 7,
  triggers: config.getObject<Record<string, string>>("triggers") ?? {}, // change: rotate now, with overlap
  revoke: config.getObject<Record<string, string>>("revoke") ?? {}, // change: rotate now, both older keys go at once
  use: config.get("use") === "previous" ? "previous" : "newest", // "previous": back to the key before
});

// A consumer in the same program is updated in the very run that rotates. Others read the stack output in the days after.
new EnvFile("app-env", { path: config.get("envFile") ?? "app.env", apiKey: pair.value });

export const apiKey = pair.value;
export const endsAt = pair.endsAt;
export const rotateOn = pair.rotateOn;
export const retireOn = pair.retireOn;
