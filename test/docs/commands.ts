/** Checks the commands of shell blocks: that each exists, with these options. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./blocks";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  name: string;
  version: string;
  scripts: Record<string, string>;
  bin: Record<string, string>;
};

/** Pulumi's commands that pages may use, with the options that they may use; as `pulumi <command> --help` lists them. */
const PULUMI: Readonly<Record<string, readonly string[]>> = {
  login: ["--local"],
  preview: ["--policy-pack", "--policy-pack-config", "--save-plan", "--stack", "--diff", "--refresh", "--target"],
  up: ["--plan", "--stack", "--yes", "--skip-preview", "--target", "--refresh", "--replace"],
  refresh: ["--stack", "--yes", "--run-program"],
  destroy: ["--stack", "--yes", "--run-program"],
  "config set": ["--secret", "--stack"],
  "stack init": [],
  "stack import": ["--stack", "--file"],
  "stack export": ["--stack", "--file"],
  "stack output": ["--show-secrets", "--stack"],
  "stack select": ["--stack", "--create"],
  "plugin install": ["--file"],
  "package add": [],
  "state delete": ["--stack"],
  "state unprotect": ["--stack"],
};

/** What pages deliver keys with. */
const DELIVERY: Readonly<Record<string, readonly string[]>> = {
  gh: ["secret"],
  kubectl: ["create", "apply", "rollout"],
};

/** The simple commands of a block: comments, redirections and assignments before them are left out. */
export function commandsOf(text: string): string[][] {
  return text
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "")
    .flatMap((line) => line.split(/&&|\|\||\||;/))
    .map((command) => command.trim().replace(/^(do|then|else) /, ""))
    .filter((command) => !/^(for .* in .*|if .*|done|fi)$/.test(command))
    .map((command) => words(command))
    .map((all) => all.slice(all.findIndex((word) => !/^[A-Z_]+=/.test(word))))
    .filter((all) => all.length > 0);
}

function words(command: string): string[] {
  const all = command.match(/(?:"[^"]*"|'[^']*'|\$\([^)]*\)|\S)+/g) ?? [];
  const redirect = all.findIndex((word) => /^[<>]/.test(word));
  return redirect < 0 ? all : all.slice(0, redirect);
}

/**
 * What is wrong with a command, or undefined.
 * @param written the files that the page has its reader write
 */
export function commandFault(command: readonly string[], written: readonly string[] = []): string | undefined {
  const [program = "", ...args] = command[0] === "npx" ? command.slice(1) : command;
  switch (program) {
    case "npm":
      return npmFault(args);
    case "pulumi":
      return pulumiFault(args);
    case "vitest":
      return args
        .slice(1)
        .find((file) => !existsSync(join(root, file)))
        ?.replace(/^/, "there is no ");
    case "curl":
      return /^http:\/\/127\.0\.0\.1:\d+\/\w+$/.test(args.at(-1) ?? "") ? undefined : "curl asks the emulator alone";
    case "node":
      // A program copies the scripts of the examples.
      return written.includes(args[0] ?? "") ||
        [root, join(root, "examples")].some((folder) => existsSync(join(folder, args[0] ?? "")))
        ? undefined
        : `there is no ${args[0]}`;
    case "gh":
    case "kubectl":
      return args[0] !== undefined && (DELIVERY[program] ?? []).includes(args[0])
        ? undefined
        : `${program} ${args[0]} delivers nothing`;
    case "cat":
    case "tr":
    case "rm":
    case "cd":
    case "export":
    case "mkdir":
    case "cp":
      return undefined;
    default:
      return program in manifest.bin ? binFault(program, args) : `nobody knows the command ${program}`;
  }
}

function npmFault([verb = "", ...args]: readonly string[]): string | undefined {
  if (verb === "ci" || verb === "pack") return undefined;
  if (verb === "install") {
    const tarball = `./${manifest.name}-${manifest.version}.tgz`;
    const known = [tarball, `"$PWD/${tarball.slice(2)}"`, "@pulumi/pulumi"];
    const prefix = args.indexOf("--prefix");
    const strange = args.find(
      (arg, at) => !arg.startsWith("-") && !known.includes(arg) && !(prefix >= 0 && at === prefix + 1),
    );
    return strange === undefined ? undefined : `${strange} is not what npm pack makes: ${tarball}`;
  }
  const script = verb === "run" ? (args[0] ?? "") : verb;
  return script in manifest.scripts ? undefined : `package.json has no script ${script}`;
}

function pulumiFault(args: readonly string[]): string | undefined {
  const two = args.slice(0, 2).join(" ");
  const options = PULUMI[two] ?? PULUMI[args[0] ?? ""];
  if (options === undefined) return `pulumi ${two} is not in the list of commands`;
  const strange = optionsOf(args).find((option) => !options.includes(option));
  return strange === undefined ? undefined : `pulumi ${two} has no ${strange} in the list of options`;
}

const help = new Map<string, string>();

function binFault(program: string, [command = "", ...args]: readonly string[]): string | undefined {
  const text = help.get(command) ?? helpOf(program, command);
  if (text === undefined) return `${program} has no command ${command}`;
  help.set(command, text);
  const strange = optionsOf(args).find((option) => !new RegExp(`${option}\\b`).test(text));
  return strange === undefined ? undefined : `${program} ${command} has no option ${strange}`;
}

function helpOf(program: string, command: string): string | undefined {
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [join(root, manifest.bin[program] ?? ""), ...args], { encoding: "utf8" });
  return new RegExp(`^  ${command} `, "m").test(run("--help")) ? run(command, "--help") : undefined;
}

const optionsOf = (args: readonly string[]) =>
  args.filter((arg) => arg.startsWith("--") && arg !== "--").map((arg) => arg.replace(/=.*$/, ""));
