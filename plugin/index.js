/** Started by Pulumi's Node.js language host, because of PulumiPlugin.yaml beside it. */
const { hostFile } = require("./hosts.js");

const file = hostFile();
if (file === undefined) {
  console.error(
    `There is no native host in ${__dirname}. Run \`npm install\` there, or \`npm run bundle\` in the repository.`,
  );
  process.exit(1);
}
require(file);
