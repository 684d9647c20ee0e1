/**
 * Whether a message says that a name is taken. Pure. Sibling services have no code of its own for that, only words
 * (`… already exists`), so the words are weighed sentence by sentence: what is said, and of what.
 */

interface Phrase {
  readonly pattern: RegExp;
  /** Says so only of a name; otherwise also of what was to be created, or of nothing. */
  readonly ofName?: true;
}

const STATES = "in use|used|taken|registered|assigned|reserved";
const PHRASES: readonly Phrase[] = [
  { pattern: new RegExp(`\\balready (?:exists|existing|(?:been )?(?:${STATES}))\\b`) },
  { pattern: new RegExp(`\\b(?:exists|${STATES}) already\\b`) },
  // With letters or characters it is the rule of how names are written, which is no verdict.
  { pattern: /\b(?:must|should|ha(?:s|ve) to|needs? to) be unique\b(?!.*\b(?:characters?|letters?|digits?)\b)/ },
  { pattern: /\b(?:is|are) not unique\b|\bisn't unique\b|\bnon-unique\b/ },
  { pattern: /\bduplicate (?:entry|entity|object|record|resource|(?:service )?user|(?:api )?key|token)\b/ },
  { pattern: /\bduplicated?\b|\bis (?:in use|taken)\b/, ofName: true },
];

/** What turns a phrase into the contrary or into a question, right before it: "is not already in use", "if it already exists". */
const TURNED =
  /(?:\bnot|n't|\bnever)\s+(?:yet\s+|be\s+|been\s+)*$|\bno\s+(?:\w+\s+){1,5}$|\b(?:if|whether|unless)\b[^,:]*$/;

/** A name, but of the object itself: roles and accounts have names too. */
const NAME =
  /(?<![a-z])(?<!(?:role|account|application|first|last|organi[sz]ation)[ _-]?)(?:(?:nick|friendly|display|user|token|key)[ _-]?)?names?(?![a-z])|\b(?:named|called)\b/;

/** Other things that are there once: an e-mail, and what a body refers to. */
const OTHER =
  /e-?mail|mailbox|\baddress|\b(?:roles?|accounts?|applications?|managers?|permissions?|dates?|certificates?|csr|versions?|descriptions?|requests?)\b|(?:\b|_)(?:uu)?ids?\b|\bidentifiers?\b/;

/** The same behind the phrase, "exists with this e-mail"; and what a tenant says that gives each user one key. */
const OTHER_BEHIND = /\b(?:with|by|for)\b.*(?:e-?mail|(?:\b|_)(?:uu)?id\b)|\bfor (?:this|the) (?:service )?user\b/;
const NAME_BEHIND = /\b(?:with|by|for|of)\b.*\bname/;

/** What is weighed of a message: it comes from a server, and may be a page long. */
const LONGEST = 1000;

/** Whether a message says that the name exists already or must be unique. What it says of an e-mail or a role is another matter. */
export function isNameTakenMessage(message: string): boolean {
  return withoutValues(message.slice(0, LONGEST).toLowerCase())
    .split(/[.;!?](?:\s|$)|\n/)
    .some((sentence) => PHRASES.some((phrase) => isMatch(phrase, sentence)));
}

/** Values are no words of the message: somebody may be called `email-sender`, and an address is an e-mail's. */
function withoutValues(text: string): string {
  return text
    .replace(/\S+@\S+/g, "e-mail")
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "id")
    .replace(/(["'`])(?<![a-z]')([^"'`]*)\1/g, (quoted, _mark, inside: string) => (isField(inside) ? quoted : "…"));
}

const isField = (text: string): boolean => /^[a-z_]+$/.test(text) && (NAME.test(text) || OTHER.test(text));

function isMatch({ pattern, ofName }: Phrase, sentence: string): boolean {
  const match = pattern.exec(sentence);
  if (match === null) return false;
  const before = sentence.slice(0, match.index);
  const behind = sentence.slice(match.index + match[0].length);
  if (TURNED.test(before)) return false;
  // "Duplicate name": what there are two of stands behind.
  if (NAME.test(before) || NAME_BEHIND.test(behind) || (ofName && NAME.test(behind))) return true;
  return !ofName && !OTHER.test(before) && !OTHER_BEHIND.test(behind);
}
