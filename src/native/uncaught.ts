/**
 * What nobody caught fails the components that are being made, and ends nothing: a process that makes credentials must not die
 * while it makes one. Pulumi's SDK raises such errors on purpose, to end a program: a registration that was refused rejects
 * every output behind it. The SDK's own server keeps its process in the same way (`@pulumi/pulumi/provider/server.js`).
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { messageOf } from "../basics/unknown";
import { DigiCertOneError } from "../errors";
import type { Notice } from "../provider/host/notice";

/** Takes why a component could not be made. */
export type Fail = (error: unknown) => void;

interface Making {
  readonly fail: Fail;
  state: "open" | "made" | "failed";
}

/** The components under way, each of which gets one response. */
export class Uncaught {
  readonly #open = new Set<Making>();
  /** Which component an error belongs to: the SDK makes several at once. */
  readonly #own = new AsyncLocalStorage<Making>();
  readonly #notice: Notice;

  constructor(notice: Notice) {
    this.#notice = notice;
  }

  /** Makes a component, and ends at its first error, wherever that appears. Every error names what could not be made. */
  async during<T>(what: string, make: (fail: Fail) => Promise<T>): Promise<T> {
    let fail: Fail = () => undefined;
    const failed = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const making: Making = { fail, state: "open" };
    this.#open.add(making);
    try {
      const made = await Promise.race([failed, this.#own.run(making, () => make(fail))]);
      making.state = "made";
      return made;
    } catch (error) {
      making.state = "failed";
      const message = messageOf(error);
      throw message.includes(what) ? error : new Error(`${what}: ${message}`, { cause: error });
    } finally {
      this.#open.delete(making);
    }
  }

  /** Takes over what would end this process. */
  listen(): void {
    process.on("uncaughtException", this.#take);
    process.on("unhandledRejection", this.#take);
    // Nobody reads these once the engine is gone, and a line that cannot be written would come here again.
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  }

  readonly #take = (error: unknown): void => {
    const own = this.#own.getStore();
    // One refusal rejects dozens of promises, and has got its response.
    if (own?.state === "failed") return;
    if (own?.state === "open") {
      own.fail(error);
      return;
    }
    for (const { fail } of this.#open) fail(error);
    const remedy =
      "Components that were being made have failed: run again. If it comes again, report it with this line.";
    const { message } = new DigiCertOneError(`Nothing caught this error: ${messageOf(error)}`, { remedy });
    void this.#notice("pulumi-resource-digicert-one", message, "warning");
  };
}
