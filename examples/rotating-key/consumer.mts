/** Stands for whoever uses the key: reads it anew for each call, so that no restart is needed after a rotation. */
import { readFileSync } from "node:fs";

const [, , file = "app.env"] = process.argv;
const baseUrl = process.env.DIGICERT_ONE_BASE_URL ?? "https://one.digicert.com";

const key = /^DIGICERT_API_KEY=(.+)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? "";
const headers = { "x-api-key": key, "user-agent": "consumer/1.0" };
const response = await fetch(`${baseUrl}/account/api/v1/user/me`, { headers });
if (response.ok) {
  const { friendly_name: name } = (await response.json()) as { friendly_name?: string };
  console.log(`DigiCert ONE knows this key as ${name}.`);
} else {
  console.error(`DigiCert ONE answered ${response.status}. Is ${file} older than the overlap?`);
  process.exitCode = 1;
}
