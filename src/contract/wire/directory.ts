import * as z from "zod";
import { id, text } from "./common";

const permission = z.union([z.string(), z.looseObject({ name: z.string() })]);

/** A role. Evidence: `role-body`. */
export const roleWire = z
  .looseObject({
    id,
    name: text,
    description: text,
    application_id: text,
    application_code: text,
    permissions: z.array(permission).nullish(),
  })
  .meta({
    id: "Role",
    description: "A role that can be given to a user.",
    example: {
      id: "5f6cf7a7-4d0a-4a0b-9a64-9cf4dc0e7b52",
      name: "Account manager",
      application_id: "78c0355a-e1ca-4978-b60c-e9d66b9e1f30",
      application_code: "account_manager",
      permissions: ["MANAGE_AM_USER", "VIEW_AM_AUDIT_LOG"],
    },
  });

/** A role as the API returns it. */
export type RoleWire = z.infer<typeof roleWire>;

/** An account. Evidence: `account-fields`. */
export const accountWire = z
  .looseObject({
    id,
    name: text,
    active: z.boolean().nullish(),
    service_period: z.looseObject({ from: text, to: text }).nullish(),
    friendly_identifier: text,
    admins: z.array(z.looseObject({ id: text, name: text, email: text })).nullish(),
    sign_in_methods: z.array(z.unknown()).nullish(),
    locale: text,
  })
  .meta({
    id: "Account",
    description: "An account that the caller can reach.",
    example: {
      id: "130deba5-3ebb-43b2-8183-1a9940d460f5",
      name: "Example account",
      active: true,
      service_period: { from: "2021-05-25", to: "2027-05-25" },
      friendly_identifier: "EXAMPLE-1",
      admins: [{ id: "8f7f8b1f-63c1-4580-af7d-ea4cd890e8f7", email: "admin@example.com" }],
      sign_in_methods: ["standard"],
      locale: "en_US",
    },
  });

/** An account as the API returns it. */
export type AccountWire = z.infer<typeof accountWire>;

const named = z.looseObject({ id: text, name: text, type: text }).optional();

/** One entry of the audit log, nested or flat. Evidence: `audit-entry-body`, `audit-entry-nested`. */
export const auditEntryWire = z
  .looseObject({
    id,
    created_at: text,
    timestamp: text,
    user: named,
    account: named,
    resource: named,
    user_id: text,
    user_name: text,
    action: text,
    resource_type: text,
    resource_id: text,
    status: text,
    account_id: text,
  })
  .meta({
    id: "AuditEntry",
    description: "Who did what to which object, and whether it worked.",
    example: {
      id: "aa3de3a4-0b8b-4f0e-8a27-0a6d1f4ef4b7",
      created_at: "2026-11-22T08:55:19Z",
      user: { id: "8f7f8b1f-63c1-4580-af7d-ea4cd890e8f7", name: "Example service user" },
      account: { id: "130deba5-3ebb-43b2-8183-1a9940d460f5" },
      resource: { type: "API_ACCESS_TOKEN", id: "0f2c1a86-5c3e-4f0e-9a39-3d1f8a7f0c11" },
      action: "CREATE",
      status: "SUCCESS",
    },
  });

/** An entry of the audit log as the API returns it. */
export type AuditEntryWire = z.infer<typeof auditEntryWire>;
