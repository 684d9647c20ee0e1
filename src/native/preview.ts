/** What a creation or an update will return, as far as a preview knows: pure. What is not known is the engine's unknown. */
import type { Kind } from "../fields/kinds";
import { type Props, UNKNOWN } from "../provider/host/state";

/** What stands in no input: which outputs a creation makes, and which of them an update leaves as they are. */
interface OutputsRow {
  readonly made: readonly string[];
  readonly stays: (olds: Props, news: Props) => readonly string[];
}

const ofKey = ["name", "createdAt", "fingerprint", "value", "accountId"];
const ofFirstKey = ["initialApiKeyId", "initialApiKey", "initialApiKeyEndDate"];
const nothing = (): readonly string[] => [];

const table: Record<Kind, OutputsRow> = {
  ServiceUser: {
    made: ["status", "createdAt", "adopted", "requestedEndDate", "endGrantedOn", ...ofFirstKey],
    stays: (olds, news) => ["createdAt", "adopted", ...(keepsFirstKey(olds, news) ? ofFirstKey : [])],
  },
  ApiKey: { made: [...ofKey, "status", "requestedEndDate"], stays: () => ofKey },
  RotationSchedule: { made: [], stays: nothing },
  // A slot is updated where its key becomes the previous one, or its end moves: the key stays.
  ApiKeySlot: {
    made: [...ofKey, "status", "requestedEndDate", "unproven"],
    stays: () => [...ofKey, "unproven"],
  },
  ApiKeyRetirement: { made: [], stays: nothing },
  StackIdentity: { made: [], stays: nothing },
};

/** The key that came with a user moves with the user's end. */
const keepsFirstKey = (olds: Props, news: Props): boolean =>
  olds.initialKey === news.initialKey && olds.endDate === news.endDate && olds.lostInitialKey !== true;

/** The outputs of a creation. */
export function previewCreate(kind: Kind, inputs: Props): Props {
  const made = Object.fromEntries(table[kind].made.map((name) => [name, UNKNOWN]));
  return { ...made, ...inputs };
}

/** The outputs of an update: without a preview of them, whatever reads a key that stays would show as changing. */
export function previewUpdate(kind: Kind, olds: Props, news: Props): Props {
  const { made, stays } = table[kind];
  const kept = stays(olds, news).filter((name) => olds[name] !== undefined);
  return {
    ...Object.fromEntries([...made, ...Object.keys(olds)].map((name) => [name, UNKNOWN])),
    ...Object.fromEntries(kept.map((name) => [name, olds[name]])),
    ...news,
  };
}
