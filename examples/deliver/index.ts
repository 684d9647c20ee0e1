import * as github from "@pulumi/github";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as digicert from "pulumi-digicert-one";

const config = new pulumi.Config();

const user = new digicert.ServiceUser("release", {
  email: "team@example.com",
  accountIds: [digicert.getAccountOutput().id],
  roleIds: [digicert.getRoleOutput({ name: "Certificate manager" }).id],
  lifetimeDays: 365,
});

// Workflows and pods take the new value up when they start next. Until then the key before it works: for two weeks here.
const pair = new digicert.RotatingApiKey("release", { serviceUser: user, lifetimeDays: 90, overlapDays: 14 });

// The run that rotates writes both. The preview shows them as updates, and never the value.
new github.ActionsSecret("release-key", {
  repository: config.require("repository"),
  secretName: "DIGICERT_API_KEY",
  value: pair.value,
});
new kubernetes.core.v1.Secret("release-key", {
  metadata: { name: "digicert-one", namespace: config.get("namespace") ?? "default" },
  stringData: { DIGICERT_API_KEY: pair.value },
});

export const rotateOn = pair.rotateOn;
export const retireOn = pair.retireOn;
