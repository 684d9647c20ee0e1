// @ts-check
const digicert = require("pulumi-digicert-one");

const user = new digicert.ServiceUser("scanner", {
  email: "team@example.com",
  accountIds: [digicert.getAccountOutput().id],
  roleIds: [digicert.getRoleOutput({ name: "Certificate manager" }).id],
  lifetimeDays: 365,
});

const pair = new digicert.RotatingApiKey("scanner", { serviceUser: user, lifetimeDays: 90, overlapDays: 7 });

exports.rotateOn = pair.rotateOn;
exports.retireOn = pair.retireOn;
exports.apiKey = pair.value;
