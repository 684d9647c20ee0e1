import * as pulumi from "@pulumi/pulumi";
import * as digicert from "pulumi-digicert-one";

const config = new pulumi.Config();
const accountIds = [digicert.getAccountOutput().id];
const roleIds = [digicert.getRoleOutput({ name: "Certificate manager" }).id];

// Found by its nickname. Its roles, accounts and switch must be as declared, or the run fails and lists what differs.
const releaseBot = new digicert.ServiceUser("release-bot", {
  nickname: "release-bot",
  description: "Publishes releases",
  email: "team@example.com",
  accountIds,
  roleIds,
  onDuplicate: "adopt",
});

// Found by its id, whatever it is called; it gets the name, the roles and the end that stand here.
const scanner = new digicert.ServiceUser("scanner", {
  nickname: "scanner",
  email: "security@example.com",
  accountIds,
  roleIds,
  lifetimeDays: 365,
  adoptId: config.require("scannerId"),
  adoptChanges: true,
});

// A key that somebody made by hand cannot be managed: its value was shown once. Consumers move to this one, a person deletes that.
const key = new digicert.ApiKey("release-bot", { serviceUser: releaseBot, lifetimeDays: 90 });

export const adopted = pulumi.all([releaseBot.adopted, scanner.adopted]).apply((all) => all.every(Boolean));
export const apiKey = key.value;
