/** What an interrupted run left under way, as the CLI warns of it (deployment_executor.go, printPendingOperationsWarning). */
import type { Recorder } from "./recorder";

interface Pending {
  readonly resource: { readonly urn: string };
  /** What was under way, such as `creating`. */
  readonly type: string;
}

export function warnOfPending(pending: readonly Pending[], recorder: Recorder): void {
  if (pending.length === 0) return;
  const rows = pending.map(({ resource, type }) => `  * ${resource.urn}, interrupted while ${type}`);
  recorder.report({
    severity: "warning",
    message: [
      `Attempting to deploy or update resources with ${pending.length} pending operations from previous deployment.`,
      ...rows,
      "These resources are in an unknown state because an earlier run was interrupted while waiting for changes to " +
        "these resources to complete. Refresh the stack to clear what can be cleared; look for what an interrupted " +
        "create may have left, then refresh with clearPendingCreates.",
    ].join("\n"),
  });
}
