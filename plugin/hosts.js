/** Where the native host may be: bundled, as `npm run bundle` leaves it, or compiled, as it stands in the package. */
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const HOSTS = [
  join(__dirname, "dist", "pulumi-resource-digicert-one.cjs"),
  join(__dirname, "..", "dist", "native", "main.js"),
];

exports.hostFile = () => HOSTS.find((file) => existsSync(file));
