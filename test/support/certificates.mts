/** Writes what a page about client certificates takes as given: an authority, and the certificates of a server and a client. */
import { writeFileSync } from "node:fs";
import { makeAuthority } from "../emulator/certificates.mts";

const authority = makeAuthority("example");
const server = authority.issue("localhost", { hosts: ["localhost", "127.0.0.1"] });
const client = authority.issue("signer");
const files = {
  "ca.pem": authority.cert,
  "server.pem": server.cert,
  "server.key": server.key,
  "client.pem": client.cert,
  "client.key": client.key,
};
for (const [file, text] of Object.entries(files)) writeFileSync(file, text, { mode: 0o600 });
