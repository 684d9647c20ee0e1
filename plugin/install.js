/** Runs after `npm install`, which Pulumi does by itself. A clone of the repository has no compiled code: it is bundled here, once. */
const { execSync } = require("node:child_process");
const { join } = require("node:path");
const { hostFile } = require("./hosts.js");

if (hostFile() === undefined) {
  const options = { cwd: join(__dirname, ".."), stdio: "inherit" };
  execSync("npm ci --ignore-scripts", options);
  execSync("npm run bundle", options);
}
