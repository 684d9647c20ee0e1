import type { CallOptions } from "./calling/signals";
import { type Core, listOf } from "./core";
import type { AuditEntry, AuditFilter } from "./reading/types";
import { toAuditEntry } from "./reading/wire";
import { auditQuery } from "./writing/requests";

/** Who did what. */
export interface AuditLog {
  /** The entries that match, page by page as they are asked for, each once. */
  list(filter?: AuditFilter, options?: CallOptions): AsyncIterable<AuditEntry>;
}

/** Makes the audit log. */
export function createAuditLog(core: Core): AuditLog {
  return {
    list(filter = {}, { signal } = {}) {
      const what = { doing: "read the audit log", path: "/audit-log", query: auditQuery(filter) };
      return listOf(core, what, toAuditEntry, signal);
    },
  };
}
