/** Certificates of the settings, as far as they can be read without a server: authority, dates, key, purpose, host. */
import { type ClientSettings, hasClientCertificate } from "../../../client";
import { checkMaterial, clientCertificateOf } from "../../../client/settings/tls";
import { explain } from "../../../errors";
import { type Check, type Finding, fail, ok, skipped, warn } from "../check";
import type { DoctorContext } from "../context";

export const certificateChecks: readonly Check<DoctorContext>[] = [
  { id: "authority", title: "Authority", needs: ["host"], run: ({ settings }) => authorityFinding(settings()) },
  {
    id: "client-certificate",
    title: "Client certificate",
    needs: ["authority"],
    run: ({ settings, now }) => certificateFinding(settings(), now()),
  },
];

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;
/** `id-kp-clientAuth` of RFC 5280. */
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

function authorityFinding({ tls: { ca } }: ClientSettings): Finding {
  if (ca === undefined) return skipped("this machine's own are trusted, no other is set");
  const problem = checkMaterial({ ca }, 0);
  if (problem === undefined) return ok("caCert can be read, and is trusted beside this machine's own");
  return fail(problem.detail, "caCert must be the certificate of an authority, in PEM: check the path or the text.");
}

function certificateFinding(settings: ClientSettings, nowMs: number): Finding {
  const { tls, host } = settings;
  const problem = checkMaterial(tls, nowMs);
  if (problem !== undefined) {
    const { remedy } = explain({ kind: "tls", ...problem }, { doing: "read the client certificate", host });
    return { ...fail(problem.detail, remedy), code: problem.failure };
  }
  if (!hasClientCertificate(tls)) return skipped("none is set");
  const certificate = clientCertificateOf(tls);
  if (certificate === undefined) return ok("it can be read with its key; its dates cannot be seen from here");
  const endsMs = Date.parse(certificate.validTo);
  const ends = `it belongs to its key and ends ${new Date(endsMs).toISOString().slice(0, 10)}`;
  // Without the extension a certificate is for any purpose.
  const purposes: readonly string[] = certificate.keyUsage ?? [];
  if (purposes.length > 0 && !purposes.includes(CLIENT_AUTH)) {
    return fail(
      `${ends}, but is not made for client authentication`,
      "Use the client authentication certificate that Account Manager issued for the service user.",
    );
  }
  const left = Math.floor((endsMs - nowMs) / DAY_MS);
  if (left <= SOON_DAYS) return warn(`${ends}, in ${left} days`, "Issue a new one in Account Manager before that day.");
  return ok(ends, [
    host.startsWith("clientauth.")
      ? `It counts on ${host}, where calls go.`
      : `DigiCert's hosts take certificates at clientauth. only; calls go to ${host}.`,
  ]);
}
