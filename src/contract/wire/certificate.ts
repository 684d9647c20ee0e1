import * as z from "zod";
import { endDate, id, name, text } from "./common";

/** A client certificate. Evidence: `certificate-body`. */
export const certificateWire = z
  .looseObject({
    id,
    user_id: text,
    nickname: text,
    enabled: z.boolean().nullish(),
    status: text,
    created_at: text,
    end_date: text,
  })
  .meta({
    id: "ClientAuthCertificate",
    description: "A certificate that authenticates its user on the `clientauth.` host.",
    example: {
      id: "5a1b7ff8-7d0e-4f0b-8d4b-6f0d9c5c1a55",
      user_id: "783a6a45-b74b-4635-bb4b-69855910ccd3",
      nickname: "ci-laptop",
      enabled: true,
      status: "ACTIVE",
      created_at: "2026-11-22T08:55:19Z",
      end_date: "2027-02-20",
    },
  });

/** A client certificate as the API returns it. */
export type CertificateWire = z.infer<typeof certificateWire>;

/** Body of `POST /client-auth-certificate`: a signing request of the caller's own. Evidence: `certificate-body`. */
export const certificateCreateRequest = z
  .strictObject({
    nickname: name,
    csr: z.string().regex(/^-----BEGIN (NEW )?CERTIFICATE REQUEST-----/, "must be a PEM certificate request"),
    end_date: endDate.optional(),
  })
  .meta({ id: "ClientAuthCertificateCreateRequest", description: "A certificate signing request." });

/** Body of `POST /client-auth-certificate`. */
export type CertificateCreateRequest = z.infer<typeof certificateCreateRequest>;
