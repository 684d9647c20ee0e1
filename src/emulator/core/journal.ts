/** One call, as the management port shows it. It holds no secret: no header, no body, no key's value. */
export interface JournalEntry {
  method: string;
  /** The whole path, `/account/api/v1/…`, without the query. */
  path: string;
  /** The query as it came, without the question mark; absent when there was none. */
  query?: string;
  /** The HTTP status; 0 when no response was sent. */
  status: number;
  /** Id of the key that was presented; absent when the key was unknown or missing. */
  keyId?: string;
  /** RFC 3339 with milliseconds, on the emulator's clock. */
  at: string;
  /** The kind of the fault that met the call. */
  fault?: string;
}

/** The last calls, in order. Bounded: `dropped` counts the oldest ones that made way. */
export interface Journal {
  readonly add: (entry: JournalEntry) => void;
  readonly entries: () => JournalEntry[];
  readonly dropped: () => number;
  readonly clear: () => void;
}

/** How far the journal may outgrow its limit between two cuts. */
const SLACK = 1.25;

/** A journal of at most so many entries. */
export function createJournal(limit: number): Journal {
  let entries: JournalEntry[] = [];
  let dropped = 0;
  return {
    add: (entry) => {
      entries.push(entry);
      // A quarter more before cutting, so that a full journal is not copied on every call.
      if (entries.length > limit * SLACK) {
        dropped += entries.length - limit;
        entries = entries.slice(-limit);
      }
    },
    entries: () => entries.slice(-limit),
    dropped: () => dropped + Math.max(0, entries.length - limit),
    clear: () => {
      entries = [];
      dropped = 0;
    },
  };
}
