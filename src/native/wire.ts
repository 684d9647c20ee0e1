/**
 * Properties as an engine sends them: JSON in which secrets are marked. The marks are Pulumi's (sdk/go/common/resource/sig,
 * and properties.go); the SDK's own provider server unwraps none of them. Pure.
 */
import { isRecord } from "../basics/unknown";
import { type Props, toPlain, UNKNOWN } from "../provider/host/state";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** The SDK's text for a value that a preview does not know. */
export { UNKNOWN };

/** A value marked as a secret; one that is marked stays as it is. */
export const asSecret = (value: unknown): Props =>
  isSecret(value) ? value : { [SIGNATURE]: SECRET, value: unwrap(value) };

const isSecret = (value: unknown): value is Props => isRecord(value) && value[SIGNATURE] === SECRET;

/** A value without its marks. */
export function unwrap(value: unknown): unknown {
  if (isSecret(value)) return unwrap(value.value);
  if (Array.isArray(value)) return value.map(unwrap);
  return isRecord(value) ? unwrapAll(value) : value;
}

/** Properties without the marks of their secrets. */
export const unwrapAll = (wire: Props): Props =>
  Object.fromEntries(Object.entries(wire).map(([name, value]) => [name, unwrap(value)]));

/** Whether a value is a secret, or holds one. */
function containsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(containsSecret);
  return isRecord(value) && Object.values(value).some(containsSecret);
}

/** The properties that are secrets, or hold one, by name. */
export const secretNames = (wire: Props): string[] => Object.keys(wire).filter((name) => containsSecret(wire[name]));

/**
 * What is sent back: plain JSON in which a secret stays one under the name under which it came, as the engine does by itself for
 * providers that see no secrets (provider_plugin.go, annotateSecrets).
 * @param like as they came
 * @param names what is a secret of its own
 */
export function toWire(props: Props, like: Props, names: readonly string[] = []): Props {
  const plain = toPlain(props) as Props;
  return Object.fromEntries(
    Object.entries(plain).map(([name, value]) => [
      name,
      names.includes(name) ? asSecret(value) : likeThat(value, Object.hasOwn(like, name) ? like[name] : undefined),
    ]),
  );
}

function likeThat(value: unknown, like: unknown): unknown {
  if (isRecord(value) && isRecord(like) && !isSecret(like)) return toWire(value, like);
  return containsSecret(like) ? asSecret(value) : value;
}
