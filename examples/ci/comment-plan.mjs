/** Puts a file into a comment of a pull request: `node ci/comment-plan.mjs plan.md`. A later run updates the same comment. */
import { readFileSync } from "node:fs";

const MARK = "<!-- digicert-one plan -->";
const AUTHOR = "github-actions[bot]"; // whom GITHUB_TOKEN speaks for; a comment of somebody else stays as it is
const LONGEST = 65_000; // GitHub takes 65,536 characters

const { GITHUB_API_URL = "https://api.github.com", GITHUB_REPOSITORY, GITHUB_TOKEN, PULL_REQUEST } = process.env;
const comments = `/repos/${GITHUB_REPOSITORY}/issues/${PULL_REQUEST}/comments`;

async function call(method, path, body) {
  const response = await fetch(GITHUB_API_URL + path, {
    method,
    headers: { authorization: `Bearer ${GITHUB_TOKEN}`, accept: "application/vnd.github+json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function findComment() {
  for (let page = 1; ; page += 1) {
    const list = await call("GET", `${comments}?per_page=100&page=${page}`);
    const found = list.find(({ body, user }) => user?.login === AUTHOR && body?.startsWith(MARK));
    if (found || list.length < 100) return found;
  }
}

const text = readFileSync(process.argv[2] ?? "plan.md", "utf8");
const body = `${MARK}\n${text.length > LONGEST ? `${text.slice(0, LONGEST)}\n\n(cut)` : text}`;
const found = await findComment();
if (found) await call("PATCH", `/repos/${GITHUB_REPOSITORY}/issues/comments/${found.id}`, { body });
else await call("POST", comments, { body });
console.log(found ? "The comment was updated." : "A comment was made.");
