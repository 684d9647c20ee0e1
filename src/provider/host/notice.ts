/** What a provider says to the person who runs Pulumi: one redacted line each, the resource named first. */
import { scrub } from "../../errors";
import { engineLog, type Severity } from "./engine-log";
import { engineAddress } from "./process";

/** Says a line; what answers only once it is said is a promise. */
export type Notice = (subject: string, message: string, severity: Severity, log?: Log) => unknown;

/** Takes a line as it is to be shown. */
type Log = (severity: Severity, line: string) => unknown;

/** Says a line through the engine's log, or on standard error where no engine takes it. */
export async function notice(subject: string, message: string, severity: Severity, log?: Log): Promise<void> {
  const line = scrub(`${subject}: ${message}`).replaceAll("\n", " ");
  try {
    const send = log ?? engineLog(engineAddress());
    if (send === undefined) aside(severity, line);
    else await send(severity, line);
  } catch {
    aside(severity, line);
  }
}

function aside(severity: Severity, line: string): void {
  process.stderr.write(`${severity === "warning" ? "warning: " : ""}${line}\n`);
}

/** Remembers what is still being sent, so that a handler returns after its notices: an engine ends its providers at once. */
export class NoticeQueue {
  /** Takes the lines instead of the engine's log. */
  log: Log | undefined;
  readonly #pending = new Set<Promise<unknown>>();
  readonly #notice: Notice;

  constructor(notice: Notice) {
    this.#notice = notice;
  }

  readonly add: Notice = (subject, message, severity) => {
    const sending = Promise.resolve(this.#notice(subject, message, severity, this.log));
    this.#pending.add(sending);
    void sending.finally(() => this.#pending.delete(sending));
  };

  /** Resolves once all is sent. */
  async flush(): Promise<void> {
    await Promise.all(this.#pending);
  }
}
