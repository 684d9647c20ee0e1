import * as pulumi from "@pulumi/pulumi";
import * as digicert from "pulumi-digicert-one";

const config = new pulumi.Config();
const production = pulumi.getStack() === "prod";

// Signing keys of production live longer than those of any other stack, and none lives without an end.
const user = new digicert.ServiceUser("signer", {
  email: config.require("team"),
  accountIds: [digicert.getAccountOutput().id],
  roleIds: [digicert.getRoleOutput({ name: "Certificate manager" }).id],
  lifetimeDays: 365,
  onDestroy: production ? "disable" : "delete",
});

const key = new digicert.ApiKey("signer", {
  serviceUser: user,
  lifetimeDays: production ? 90 : 14,
});

export const keyRotatesOn = key.rotateOn;
export const keyEndsAt = key.endsAt;
export const apiKey = key.value;
