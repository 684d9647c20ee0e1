/**
 * Turns the contract into an OpenAPI 3.1 document. `npm run openapi` runs this file, which writes openapi.json from the
 * compiled contract; the test hands over the source, so that a stale file is noticed.
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as z from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from "zod-openapi";

type Contract = typeof import("../src/contract/index.js");
type Operation = Contract["operations"][number];

/** The failures that every operation can answer. */
const COMMON_FAILURES = [400, 401, 403, 429, 500, 503] as const;

const MEANINGS: Readonly<Record<number, string>> = {
  200: "Success",
  201: "Created",
  204: "Success, no body",
  400: "The request breaks a rule",
  401: "Bad or missing API key, or one that has ended",
  403: "Authenticated, but a role is missing",
  404: "There is no such object within reach",
  409: "The name is taken",
  429: "A rate limit is exceeded",
  500: "Something failed on the server",
  503: "Maintenance",
};

function factsOf(contract: Contract, ids: readonly string[]) {
  return ids.map((id) => {
    const fact = contract.evidence.find((one) => one.id === id);
    if (fact === undefined) throw new Error(`There is no fact ${id} in the evidence.`);
    return { id, facts: fact.facts, mark: fact.mark };
  });
}

function failureOf(contract: Contract, status: number) {
  const { error, errors, flat } = {
    error: contract.errorBodies.single,
    errors: contract.errorBodies.several,
    flat: contract.errorBodies.flat,
  };
  const row = contract.errorCodes[status];
  const message = status === 409 ? contract.duplicateMessage("ci-signing") : MEANINGS[status];
  const evidence = factsOf(contract, row === undefined ? [] : [row.evidence]);
  const retryAfter = {
    "Retry-After": {
      description: "Seconds, or an HTTP date.",
      schema: { type: "string" as const },
      example: "7",
    },
  };
  return {
    id: `Failure${status}`,
    description: MEANINGS[status] ?? "",
    "x-evidence": evidence,
    ...(status === 429 || status === 503 ? { headers: retryAfter } : {}),
    content: {
      "application/json": {
        schema: z.union([error, errors, flat]),
        example: { errors: [{ code: row?.code, message }] },
      },
    },
  };
}

function exampleOf(schema: z.ZodType): unknown {
  const own = schema.meta()?.example;
  if (own !== undefined) return own;
  if (schema instanceof z.ZodUnion) {
    const [list] = schema.options;
    return list instanceof z.ZodArray && list.element instanceof z.ZodType ? [exampleOf(list.element)] : undefined;
  }
  return undefined;
}

const USER_BODY = {
  user_type: "service",
  access_scope: "account",
  friendly_name: "ci-signing",
  description: "Signs releases",
  email: "team@example.com",
  end_date: "2027-12-31",
  accounts: ["130deba5-3ebb-43b2-8183-1a9940d460f5"],
  roles: ["5f6cf7a7-4d0a-4a0b-9a64-9cf4dc0e7b52"],
};

const USER_ID = "783a6a45-b74b-4635-bb4b-69855910ccd3";

/** Bodies by operation id; a test holds each against its schema. */
export const requestExamples: Readonly<Record<string, unknown>> = {
  createUser: USER_BODY,
  updateUser: USER_BODY,
  createApiAccessToken: { user_id: USER_ID, name: "ci-2027-02-20-4f9a1c", end_date: "2027-02-20" },
  updateApiAccessToken: { name: "ci-2027-02-20-4f9a1c", end_date: "2027-02-20", enabled: false },
  createClientAuthCertificate: {
    nickname: "ci-laptop",
    csr: "-----BEGIN CERTIFICATE REQUEST-----\n…\n-----END CERTIFICATE REQUEST-----\n",
  },
};

/** Answers that no schema's own example shows. */
export const responseExamples: Readonly<Record<string, unknown>> = {
  createUser: {
    id: USER_ID,
    status: "ACTIVE",
    created_at: "2026-11-22T08:55:19Z",
    primary_account_id: USER_BODY.accounts[0],
    ...USER_BODY,
    accounts: [{ id: USER_BODY.accounts[0], name: "Example account" }],
    roles: [{ id: USER_BODY.roles[0], name: "Account manager" }],
    api_access_token: {
      id: "0f2c1a86-5c3e-4f0e-9a39-3d1f8a7f0c11",
      name: "ci-signing",
      token: "emu_shown_once",
      end_date: "2027-12-31",
    },
  },
  createApiAccessToken: {
    id: "0f2c1a86-5c3e-4f0e-9a39-3d1f8a7f0c11",
    user_id: USER_ID,
    name: "ci-2027-02-20-4f9a1c",
    status: "ACTIVE",
    created_at: "2026-11-22T08:55:19Z",
    end_date: "2027-02-20",
    token: "emu_shown_once",
  },
};

type Failures = Readonly<Record<number, ReturnType<typeof failureOf>>>;

function responsesOf(failures: Failures, operation: Operation): ZodOpenApiResponsesObject {
  const { response, status } = operation;
  const success =
    response === undefined
      ? { description: MEANINGS[status] ?? "" }
      : {
          description: MEANINGS[status] ?? "",
          content: {
            "application/json": {
              schema: response,
              example: responseExamples[operation.id] ?? exampleOf(response),
            },
          },
        };
  const codes = [...COMMON_FAILURES, ...operation.failures].sort();
  return {
    [`${status}`]: success,
    ...Object.fromEntries(
      codes.flatMap((code) => {
        const failure = failures[code];
        return failure === undefined ? [] : [[`${code}`, failure]];
      }),
    ),
  };
}

function operationOf(contract: Contract, failures: Failures, operation: Operation): ZodOpenApiOperationObject {
  const params = operation.path.includes("{id}") ? { path: z.object({ id: z.string() }) } : {};
  const query = operation.query === undefined ? {} : { query: operation.query };
  const body =
    operation.request === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: operation.request, example: requestExamples[operation.id] } },
          },
        };
  return {
    operationId: operation.id,
    summary: operation.summary,
    requestParams: { ...params, ...query },
    ...body,
    responses: responsesOf(failures, operation),
    "x-evidence": factsOf(contract, operation.evidence),
  };
}

/** The whole document. */
export function buildDocument(contract: Contract) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  // One object each: the library tells by identity that they are the same component.
  const failures = Object.fromEntries([...COMMON_FAILURES, 404, 409].map((code) => [code, failureOf(contract, code)]));
  for (const operation of contract.operations) {
    const path = `${contract.API_PREFIX}${operation.path}`;
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: operationOf(contract, failures, operation) };
  }
  const servers = contract.REGIONS.flatMap((region) =>
    contract.ENVIRONMENTS.map((environment) => ({
      url: `https://${contract.hosts[region][environment]}`,
      description: `${region}, ${environment}`,
    })),
  );
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "DigiCert ONE Account Manager, as pulumi-digicert-one understands it",
      version: "1.0.0",
      description:
        "Not published by DigiCert. Generated from the contract of pulumi-digicert-one; `x-evidence` says of every " +
        "operation which facts it rests on, and whether each is documented by DigiCert, supported by a sibling service of " +
        "the platform, or assumed.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers,
    security: [{ apiKey: [] }, { clientCertificate: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: "apiKey", in: "header", name: "x-api-key" },
        clientCertificate: { type: "mutualTLS", description: "On the host with clientauth. before it." },
      },
    },
    "x-evidence": contract.evidence,
  });
}

/** The document as it stands in the file. */
export function renderDocument(contract: Contract): string {
  return `${JSON.stringify(buildDocument(contract), undefined, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const compiled: Contract = createRequire(import.meta.url)("../dist/contract/index.js");
  writeFileSync(join(import.meta.dirname, "..", "openapi.json"), renderDocument(compiled));
}
