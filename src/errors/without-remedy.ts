import { messageOf } from "../basics/unknown";
import { isDigiCertOneError } from "./guards";

/** What an error says has happened, for a message that ends with a remedy of its own: one remedy is enough. */
export function withoutRemedy(error: unknown): string {
  const message = messageOf(error);
  const remedy = (isDigiCertOneError(error) && error.remedy) || "";
  return message.endsWith(remedy) ? message.slice(0, message.length - remedy.length).trim() : message;
}
