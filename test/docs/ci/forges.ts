/** GitHub, GitLab and Azure DevOps on loopback, as far as comments go: they check who calls, and can fail for a while. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Comment {
  readonly id: number;
  readonly author: string;
  body: string;
}

export interface Forge {
  readonly url: string;
  /** Who we are there, and the token that says so. */
  readonly us: string;
  readonly token: string;
  /** Every comment, others' too. */
  readonly comments: Comment[];
  /** `POST /path`, in order. */
  readonly requests: string[];
  /** The statuses with which the next calls fail. */
  readonly faults: number[];
  /** Does the next write, and closes without an answer. */
  losesNextWrite: boolean;
  close(): void;
}

interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
  readonly headers: IncomingMessage["headers"];
}
type Answer = readonly [status: number, json: unknown];
interface Rules {
  readonly us: string;
  readonly token: string;
  readonly authorized: (call: Call, token: string) => boolean;
  readonly answer: (call: Call, comments: Comment[]) => Answer;
}

const MARK = "[//]: # (digicert-one acme/keys/prod)";

async function forge({ us, token, authorized, answer }: Rules): Promise<Forge> {
  // A page and more of other people, and somebody with our mark.
  const comments: Comment[] = Array.from({ length: 120 }, (_, id) => ({ id, author: "mallory", body: "hello" }));
  comments.unshift({ id: 999, author: "mallory", body: `${MARK}\nnot ours` });
  const requests: string[] = [];
  const faults: number[] = [];
  const state = { losesNextWrite: false };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { method = "", headers } = request;
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? "/", "http://forge");
    const call: Call = { method, url, headers, body: text === "" ? undefined : JSON.parse(text) };
    requests.push(`${method} ${url.pathname}`);
    const send = (status: number, body: string, type: string) =>
      response.writeHead(status, { "content-type": type, "retry-after": "0" }).end(body);
    const fault = faults.shift();
    if (fault !== undefined) send(fault, JSON.stringify({ message: `refused, ${token}` }), "application/json");
    else if (!authorized(call, token)) send(203, "<html>Sign in</html>", "text/html");
    else {
      const [status, json] = answer(call, comments);
      if (state.losesNextWrite && method !== "GET") {
        state.losesNextWrite = false;
        request.socket.destroy();
      } else send(status, JSON.stringify(json), "application/json; charset=utf-8");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return Object.assign(state, { url, us, token, comments, requests, faults, close: () => void server.close() });
}

const NOT_FOUND: Answer = [404, { message: "Not Found" }];

function page<Shown>({ url }: Call, comments: readonly Comment[], show: (comment: Comment) => Shown): Answer {
  const size = Number(url.searchParams.get("per_page") ?? 30);
  const first = (Number(url.searchParams.get("page") ?? 1) - 1) * size;
  return [200, comments.slice(first, first + size).map(show)];
}

function make(comments: Comment[], author: string, body: string): Comment {
  const made = { id: 1_000 + comments.length, author, body };
  comments.push(made);
  return made;
}

function edit(comments: readonly Comment[], author: string, id: string | undefined, body: string): Comment | undefined {
  const found = comments.find((comment) => comment.id === Number(id) && comment.author === author);
  if (found) found.body = body;
  return found;
}

const bodyOf = (call: Call) => (call.body as { body: string }).body;

export function githubForge(): Promise<Forge> {
  const us = "github-actions[bot]";
  const show = ({ id, body, author }: Comment) => ({ id, body, user: { login: author } });
  return forge({
    us,
    token: "ghs_of-the-job",
    authorized: ({ headers }, token) => headers.authorization === `Bearer ${token}`,
    answer: (call, comments) => {
      const { pathname } = call.url;
      if (pathname === "/repos/acme/keys/issues/7/comments") {
        if (call.method === "GET") return page(call, comments, show);
        if (call.method === "POST") return [201, show(make(comments, us, bodyOf(call)))];
      }
      const id = /^\/repos\/acme\/keys\/issues\/comments\/(\d+)$/.exec(pathname)?.[1];
      const edited = call.method === "PATCH" ? edit(comments, us, id, bodyOf(call)) : undefined;
      return edited ? [200, show(edited)] : NOT_FOUND;
    },
  });
}

export function gitlabForge(): Promise<Forge> {
  const us = "project_11_bot";
  const ids = new Map([
    ["mallory", 1],
    [us, 2],
  ]);
  const show = ({ id, body, author }: Comment) => ({ id, body, author: { id: ids.get(author) } });
  return forge({
    us,
    token: "glpat-of-the-project",
    authorized: ({ headers }, token) => headers["private-token"] === token,
    answer: (call, comments) => {
      const { pathname } = call.url;
      const notes = "/api/v4/projects/11/merge_requests/7/notes";
      if (call.method === "GET" && pathname === "/api/v4/user") return [200, { id: ids.get(us) }];
      if (call.method === "GET" && pathname === notes) return page(call, comments, show);
      if (call.method === "POST" && pathname === notes) return [201, show(make(comments, us, bodyOf(call)))];
      const id = pathname.startsWith(`${notes}/`) ? pathname.slice(notes.length + 1) : undefined;
      const edited = call.method === "PUT" ? edit(comments, us, id, bodyOf(call)) : undefined;
      return edited ? [200, show(edited)] : NOT_FOUND;
    },
  });
}

export function azureForge(): Promise<Forge> {
  const us = "build-service";
  const threadOf = ({ id, body, author }: Comment) => ({
    id,
    isDeleted: false,
    comments: [{ id: 1, content: body, author: { id: author }, isDeleted: false }],
  });
  return forge({
    us,
    token: "eyJ.of-the-job",
    authorized: ({ headers, url }, token) =>
      headers.authorization === `Bearer ${token}` && url.searchParams.has("api-version"),
    answer: ({ method, url, body }, comments) => {
      const threads = "/acme/9f1d/_apis/git/repositories/0b2c/pullRequests/7/threads";
      if (method === "GET" && url.pathname === "/acme/_apis/connectionData") {
        return [200, { authenticatedUser: { id: us } }];
      }
      if (method === "GET" && url.pathname === threads) return [200, { value: comments.map(threadOf) }];
      if (method === "POST" && url.pathname === threads) {
        const thread = body as { comments: [{ content: string; parentCommentId: 0 }]; status: "closed" };
        return [200, threadOf(make(comments, us, thread.comments[0].content))];
      }
      const id = /\/threads\/(\d+)\/comments\/1$/.exec(url.pathname)?.[1];
      const edited = method === "PATCH" ? edit(comments, us, id, (body as { content: string }).content) : undefined;
      return edited ? [200, threadOf(edited).comments[0]] : NOT_FOUND;
    },
  });
}

/** What a platform sets so that its API is found. */
export const ADDRESSES = {
  github: ({ url }: Forge) => ({ GITHUB_API_URL: url }),
  gitlab: ({ url }: Forge) => ({ CI_API_V4_URL: `${url}/api/v4` }),
  azure: ({ url }: Forge) => ({ SYSTEM_COLLECTIONURI: `${url}/acme/` }),
} as const;

/** A monitor that hears when runs start, succeed and fail; its address is a secret. */
export async function startMonitor() {
  const pings: string[] = [];
  const secret = "5f3c0e1a-ping";
  const server = createServer((request, response) => {
    pings.push((request.url ?? "").replace(`/${secret}`, "") || "success");
    response.end("OK");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { pings, secret, url: `http://127.0.0.1:${port}/${secret}`, close: () => void server.close() };
}
