/** The package schema: what Pulumi makes SDKs and documentation of, and checks YAML programs against. */
import { packageVersion } from "../../basics/version";
import { functions } from "./functions";
import { pair, parts } from "./pair";
import { configVariables, provider } from "./provider";
import { tabledResources } from "./resources";
import type { PackageSpec, Types } from "./spec";

/** The schema of this version, plain JSON. */
export function schema(): PackageSpec {
  const version = packageVersion();
  const types: Types = {};
  const resources = { ...tabledResources(types), ...pair(types), ...parts() };
  const respectSchemaVersion = true; // an SDK asks for the plugin of its own version
  return {
    name: "digicert-one",
    displayName: "DigiCert ONE",
    ...(version !== undefined && { version }),
    description:
      "Service users and API keys of DigiCert ONE: rotate keys with `pulumi up`, see every rotation in `pulumi preview`.",
    keywords: [
      "pulumi",
      "digicert",
      "digicert-one",
      "service-user",
      "api-key",
      "rotation",
      "kind/native",
      "category/infrastructure",
    ],
    license: "Apache-2.0",
    meta: { moduleFormat: "(.*)", supportPack: true },
    config: { variables: configVariables() },
    provider: provider(types),
    types,
    resources,
    functions: functions(),
    language: {
      csharp: { respectSchemaVersion },
      go: { respectSchemaVersion },
      nodejs: { respectSchemaVersion },
      python: { respectSchemaVersion, pyproject: { enabled: true } },
    },
  };
}
