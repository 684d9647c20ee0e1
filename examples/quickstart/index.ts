import * as pulumi from "@pulumi/pulumi";
import * as digicert from "pulumi-digicert-one";

const config = new pulumi.Config();

// A machine identity that lives a year at a time: a run within its last four months extends it in place.
const user = new digicert.ServiceUser("ci-signing", {
  description: config.get("description") ?? "Signs releases",
  email: "team@example.com",
  accountIds: [digicert.getAccountOutput().id],
  roleIds: [digicert.getRoleOutput({ name: "Certificate manager" }).id],
  lifetimeDays: 365,
});

// Its key: replaced by the first `pulumi up` within the last 30 of its 90 days, and shown in preview before.
const key = new digicert.ApiKey("ci", {
  serviceUser: user,
  lifetimeDays: 90,
  rotateBeforeDays: 30,
});

// A user that somebody made by hand may be taken over instead of failing on its nickname.
if (config.getBoolean("releaseBot")) {
  new digicert.ServiceUser("release-bot", {
    nickname: "release-bot",
    email: "team@example.com",
    accountIds: [digicert.getAccountOutput().id],
    roleIds: [digicert.getRoleOutput({ name: "Certificate manager" }).id],
    onDuplicate: config.getBoolean("adopt") ? "adopt" : "fail",
  });
}

export const userEndsAt = user.endsAt;
export const keyEndsAt = key.endsAt;
export const keyRotatesOn = key.rotateOn;
export const keyFingerprint = key.fingerprint;
export const apiKey = key.value;
