import * as pulumi from "@pulumi/pulumi";
import * as digicert from "pulumi-digicert-one";

const config = new pulumi.Config();
const access = {
  email: "team@example.com",
  accountIds: [digicert.getAccountOutput().id],
  roleIds: [digicert.getRoleOutput({ name: "Certificate manager" }).id],
};

const user = new digicert.ServiceUser("app", { ...access, lifetimeDays: 365 });

const pair = new digicert.RotatingApiKey("app", {
  serviceUser: user,
  lifetimeDays: 90,
  rotateBeforeDays: 30, // the first run in its last 30 days makes the next key
  overlapDays: 7, // both keys work for 7 days
  revoke: config.getObject<Record<string, string>>("revoke") ?? {}, // change it after a leak
});

if (config.getBoolean("bot")) {
  const adopt = config.getBoolean("adopt") ? { onDuplicate: "adopt" as const, adoptChanges: true } : {};
  const bot = new digicert.ServiceUser("release-bot", {
    ...access,
    nickname: "release-bot",
    lifetimeDays: 365,
    ...adopt,
  });
  new digicert.ApiKey("release-bot", { serviceUser: bot, lifetimeDays: 90 });
}

export const apiKey = pair.value; // secret
export const keyName = pair.current.name;
export const endsAt = pair.endsAt;
export const rotateOn = pair.rotateOn;
