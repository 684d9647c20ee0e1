/** The examples: each with its reader, its forge, and a way to make it wrong. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { azure, parsePipeline } from "./azure";
import { type ADDRESSES, azureForge, type Forge, githubForge, gitlabForge } from "./forges";
import { github, parseWorkflow } from "./github";
import { gitlab, parseGitlab } from "./gitlab";
import type { Pipeline } from "./pipeline";
import { CI } from "./stage";

export interface Example {
  readonly name: keyof typeof ADDRESSES;
  /** The file's text. */
  readonly text: string;
  readonly read: (text: string) => Pipeline;
  readonly forge: () => Promise<Forge>;
  /** Where the run is that made a comment. */
  readonly link: (forge: Forge) => string;
  /** The job for pull requests without secrets. */
  readonly forkJob: string;
  /** Gives that job a secret. */
  readonly leak: (text: string) => string;
}

const textOf = (file: string) => readFileSync(join(CI, file), "utf8");

export const onGithub: Example = {
  name: "github",
  text: textOf("github-actions.yml"),
  read: (file) => github(parseWorkflow(file)),
  forge: githubForge,
  link: () => "https://github.com/acme/keys/actions/runs/42",
  forkJob: "preview-on-emulator",
  leak: (file) =>
    file.replace(
      "        run: node ci/preview-on-emulator.mjs",
      `$&\n        env:\n          KEY: \${{ secrets.DIGICERT_ONE_PREVIEW_API_KEY }}`,
    ),
};

export const onGitlab: Example = {
  name: "gitlab",
  text: textOf("gitlab-ci.yml"),
  read: (file) => gitlab(parseGitlab(file)),
  forge: gitlabForge,
  link: () => "https://gitlab.com/acme/keys/-/jobs/42",
  forkJob: "preview-on-emulator",
  leak: (file) => file.replace("preview-on-emulator:\n", "$&  environment:\n    name: preview\n"),
};

export const onAzure: Example = {
  name: "azure",
  text: textOf("azure-pipelines.yml"),
  read: (file) => azure(parsePipeline(file)),
  forge: azureForge,
  link: ({ url }) => `${url}/acme/9f1d/_build/results?buildId=42`,
  forkJob: "preview_on_emulator",
  leak: (file) =>
    file.replace(
      "          - bash: node ci/preview-on-emulator.mjs",
      "$&\n            env:\n              TOKEN: $(System.AccessToken)",
    ),
};
