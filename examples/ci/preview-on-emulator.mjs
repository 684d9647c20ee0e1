/**
 * Previews the Pulumi program of this folder on the embedded engine, against an emulator of DigiCert ONE: for pull
 * requests without secrets. Settings of the program, if it requires any: `node ci/preview-on-emulator.mjs name=value …`
 */
import { EmbeddedStack, EngineRunError, startEmulator } from "pulumi-digicert-one/testing";

const given = process.argv.slice(2).map((pair) => [pair.split("=", 1)[0], pair.slice(pair.indexOf("=") + 1)]);
const emulator = await startEmulator();
try {
  const stack = await EmbeddedStack.createOrSelect({
    projectName: "preview",
    stackName: "emulator",
    workDir: process.cwd(),
    stateFile: false,
    config: {
      ...Object.fromEntries(given),
      "digicert-one:baseUrl": emulator.url,
      "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
    },
  });
  await stack.preview({ onOutput: console.log });
} catch (error) {
  if (!(error instanceof EngineRunError)) console.error(error);
  process.exitCode = 1;
} finally {
  await emulator.close();
}
