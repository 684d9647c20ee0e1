import type { Role } from "./model";

/** What a role allows. Evidence: `permission-names`. */
export const permissions = {
  viewUsers: "VIEW_AM_USER",
  manageUsers: "MANAGE_AM_USER",
  viewRoles: "VIEW_AM_ROLE",
  viewAccounts: "VIEW_AM_ACCOUNT",
  viewAuditLog: "VIEW_AM_AUDIT_LOG",
  manageCertificates: "MANAGE_AM_CERTIFICATE",
} as const;

/** The application whose roles let a user see itself. */
export const ACCOUNT_MANAGER = "account_manager";

const p = permissions;
const views = [p.viewUsers, p.viewRoles, p.viewAccounts, p.viewAuditLog];

/** The roles that every account starts with. The first is the administrator's. */
export const initialRoles: readonly Omit<Role, "id" | "applicationId">[] = [
  {
    name: "Account manager",
    description: "Everything in Account Manager",
    applicationCode: ACCOUNT_MANAGER,
    permissions: Object.values(permissions),
  },
  {
    name: "User manager",
    description: "Users and their credentials",
    applicationCode: ACCOUNT_MANAGER,
    permissions: [p.viewUsers, p.manageUsers, p.viewRoles, p.viewAccounts],
  },
  {
    name: "Certificate manager",
    description: "Client certificates",
    applicationCode: ACCOUNT_MANAGER,
    permissions: [p.manageCertificates, p.viewAccounts],
  },
  {
    name: "Auditor",
    description: "The audit log",
    applicationCode: ACCOUNT_MANAGER,
    permissions: [p.viewAuditLog],
  },
  { name: "Read only", description: "Sees everything", applicationCode: ACCOUNT_MANAGER, permissions: views },
  {
    name: "Document signer",
    description: "A role of another manager",
    applicationCode: "document_trust_manager",
    permissions: ["SIGN_DTM_DOCUMENT"],
  },
];

/** The applications that have roles. */
export const applicationCodes: readonly string[] = [...new Set(initialRoles.map((role) => role.applicationCode))];

/** Names of the applications as users see them. */
export const applicationNames: Readonly<Record<string, string>> = {
  [ACCOUNT_MANAGER]: "Account Manager",
  document_trust_manager: "Document Trust Manager",
};

/** The other plausible spelling of a permission: `VIEW_AM_USER` as `am:user:view`. */
export function otherSpelling(permission: string): string {
  const [verb = "", application = "", ...noun] = permission.toLowerCase().split("_");
  return [application, noun.join("_"), verb].join(":");
}
