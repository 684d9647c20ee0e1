import * as pulumi from "@pulumi/pulumi";
import * as digicert from "pulumi-digicert-one";

const config = new pulumi.Config();
const baseUrl = config.get("baseUrl"); // of the emulator, or an installation of your own

// With a certificate calls go to `clientauth.` before the region's host by themselves. Each is a path or a PEM text.
const provider = new digicert.Provider("mtls", {
  ...(baseUrl === undefined ? { region: config.get<digicert.Region>("region") ?? "us" } : { baseUrl }),
  clientCert: config.require("clientCert"),
  clientKey: config.requireSecret("clientKey"),
  ...(config.get("caCert") && { caCert: config.require("caCert") }),
  // An account that wants two factors: the key goes along with the certificate.
  ...(config.get("apiKey") && { apiKey: config.requireSecret("apiKey") }),
});

const user = new digicert.ServiceUser(
  "signer",
  {
    email: "signing@example.com",
    accountIds: [digicert.getAccountOutput({}, { provider }).id],
    roleIds: [digicert.getRoleOutput({ name: "Certificate manager" }, { provider }).id],
    lifetimeDays: 365,
  },
  { provider },
);
const key = new digicert.ApiKey("signer", { serviceUser: user, lifetimeDays: 90 }, { provider });

export const keyEndsAt = key.endsAt;
export const apiKey = key.value;
