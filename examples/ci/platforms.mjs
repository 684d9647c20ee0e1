/** Where the comment goes: for each platform what it needs from the environment, and its calls. */

/** As many characters as a comment may have: GitHub and GitLab document theirs, Azure DevOps refuses more than 150,000. */
const LIMITS = { github: 65_536, gitlab: 1_000_000, azure: 150_000 };

export const platforms = {
  github: {
    limit: LIMITS.github,
    runs: (env) => env.GITHUB_ACTIONS === "true",
    needs: ["GITHUB_REPOSITORY", "PULL_REQUEST", "GITHUB_TOKEN"],
    token: "GITHUB_TOKEN",
    permission: "the job needs `permissions: pull-requests: write`",
    link: ({ GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID }) =>
      GITHUB_RUN_ID && `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`,
    comments(env, request) {
      const repository = `${env.GITHUB_API_URL ?? "https://api.github.com"}/repos/${env.GITHUB_REPOSITORY}`;
      const comments = `${repository}/issues/${env.PULL_REQUEST}/comments`;
      const call = (method, url, body) =>
        request(
          method,
          url,
          { authorization: `Bearer ${env.GITHUB_TOKEN}`, accept: "application/vnd.github+json" },
          body,
        );
      return {
        // GITHUB_TOKEN speaks for this user, and may not ask who it is.
        find: (isOurs) =>
          inPages(
            (page) => call("GET", `${comments}?per_page=100&page=${page}`),
            ({ body, user }) => user?.login === "github-actions[bot]" && isOurs(body),
          ),
        create: (body) => call("POST", comments, { body }),
        update: ({ id }, body) => call("PATCH", `${repository}/issues/comments/${id}`, { body }),
      };
    },
  },

  gitlab: {
    limit: LIMITS.gitlab,
    runs: (env) => env.GITLAB_CI === "true",
    needs: ["CI_API_V4_URL", "CI_MERGE_REQUEST_PROJECT_ID", "CI_MERGE_REQUEST_IID", "GITLAB_TOKEN"],
    token: "GITLAB_TOKEN",
    permission: "CI_JOB_TOKEN may not write notes: it needs a project access token of scope `api`",
    link: ({ CI_JOB_URL }) => CI_JOB_URL,
    comments(env, request) {
      const { CI_API_V4_URL: api, CI_MERGE_REQUEST_PROJECT_ID: project, CI_MERGE_REQUEST_IID: iid } = env;
      const notes = `${api}/projects/${project}/merge_requests/${iid}/notes`;
      const call = (method, url, body) => request(method, url, { "private-token": env.GITLAB_TOKEN }, body);
      return {
        async find(isOurs) {
          const me = await call("GET", `${api}/user`);
          return inPages(
            (page) => call("GET", `${notes}?sort=asc&per_page=100&page=${page}`),
            ({ body, author }) => author?.id === me.id && isOurs(body),
          );
        },
        create: (body) => call("POST", notes, { body }),
        update: ({ id }, body) => call("PUT", `${notes}/${id}`, { body }),
      };
    },
  },

  azure: {
    limit: LIMITS.azure,
    runs: (env) => env.TF_BUILD === "True" && env.BUILD_REPOSITORY_PROVIDER === "TfsGit",
    needs: [
      "SYSTEM_COLLECTIONURI",
      "SYSTEM_TEAMPROJECTID",
      "BUILD_REPOSITORY_ID",
      "SYSTEM_PULLREQUEST_PULLREQUESTID",
      "SYSTEM_ACCESSTOKEN",
    ],
    token: "SYSTEM_ACCESSTOKEN",
    permission: "the build service needs `Contribute to pull requests` on the repository",
    link: ({ SYSTEM_COLLECTIONURI, SYSTEM_TEAMPROJECTID, BUILD_BUILDID }) =>
      BUILD_BUILDID && `${SYSTEM_COLLECTIONURI}${SYSTEM_TEAMPROJECTID}/_build/results?buildId=${BUILD_BUILDID}`,
    comments(env, request) {
      const collection = env.SYSTEM_COLLECTIONURI.replace(/\/*$/, "/");
      const repository = `${collection}${env.SYSTEM_TEAMPROJECTID}/_apis/git/repositories/${env.BUILD_REPOSITORY_ID}`;
      const threads = `${repository}/pullRequests/${env.SYSTEM_PULLREQUEST_PULLREQUESTID}/threads`;
      const call = (method, url, body, version = "7.1") => {
        const headers = { authorization: `Bearer ${env.SYSTEM_ACCESSTOKEN}`, accept: "application/json" };
        return request(method, `${url}?api-version=${version}`, headers, body);
      };
      return {
        async find(isOurs) {
          const { authenticatedUser: me } = await call(
            "GET",
            `${collection}_apis/connectionData`,
            undefined,
            "7.1-preview.1",
          );
          const { value } = await call("GET", threads);
          return value.find(({ isDeleted, comments: [first] = [] }) => {
            return !isDeleted && !first?.isDeleted && first?.author?.id === me.id && isOurs(first.content);
          });
        },
        // Closed: a branch policy may want every open comment resolved before a pull request is completed.
        create: (content) =>
          call("POST", threads, { comments: [{ parentCommentId: 0, content, commentType: "text" }], status: "closed" }),
        update: ({ id, comments: [{ id: first }] }, content) =>
          call("PATCH", `${threads}/${id}/comments/${first}`, { content }),
      };
    },
  },
};

async function inPages(read, isIt) {
  for (let page = 1; ; page += 1) {
    const list = await read(page);
    const found = list.find(isIt);
    if (found || list.length < 100) return found;
  }
}
