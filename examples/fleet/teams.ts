export interface Team {
  /** Never change it: it names the team's resources. */
  readonly name: string;
  readonly email: string;
  /** Names of roles in DigiCert ONE. */
  readonly roles: readonly string[];
}

// Whoever needs access adds a line here, in a pull request.
export const teams: readonly Team[] = [
  { name: "checkout", email: "checkout@example.com", roles: ["Certificate manager"] },
  { name: "data-platform", email: "data-platform@example.com", roles: ["Certificate manager"] },
  { name: "firmware", email: "firmware@example.com", roles: ["Certificate manager", "Auditor"] },
  { name: "identity", email: "identity@example.com", roles: ["Certificate manager"] },
  { name: "mobile-apps", email: "mobile@example.com", roles: ["Certificate manager"] },
  { name: "payments", email: "payments@example.com", roles: ["Certificate manager"] },
  { name: "release-engineering", email: "releng@example.com", roles: ["Certificate manager", "Auditor"] },
  { name: "security", email: "security@example.com", roles: ["Auditor"] },
];
