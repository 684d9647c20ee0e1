/** What a message comes to, without its wording: that may change, and recordings of the command line must outlive it. */

const GISTS: readonly (readonly [RegExp, string])[] = [
  [
    /^Resource '\S+::(\S+)' depends on '\S+::(\S+)' which was (?:was )?not specified in --target list.*$/,
    "$1 needs $2 as a target",
  ],
  [/^.*is left alone: it is managed by (.+?)(?: now)?\.?$/, "left alone, managed by $1"],
  [/^.*is left alone: its description no longer.*$/, "left alone, unmarked"],
  [
    /^.*is left alone: .*second copy of this stack's state.*$/,
    "left alone, written by a run or a copy that this state does not know",
  ],
  [/^.*is left as it is \(.*adopted.*$/, "left as it is, for it was adopted"],
  [/^.*is left as it is \(onDestroy.*$/, "left as it is, as declared"],
  [/^.*is gone at .*$/, "gone"],
  [/^.*not ours any more: it is managed by (.+?)(?: now)?\.?$/, "not ours any more, managed by $1"],
  [/^.*was not changed: it is managed by (.+?)(?: now)?\..*$/, "not changed, managed by $1"],
  [/^.*is taken back: .*second copy of this stack's state.*$/, "taken back, warns of a second copy of the state"],
  [/^.*was taken back.*$/, "taken back"],
  [/^.*was adopted.*$/, "adopted"],
  [/^.*is held by service user .*managed by (.+)\.$/, "the nickname is held, managed by $1"],
  [
    /^.*adoptFrom: "([^"]+)"(, adoptChanges)?.*to its aliases instead.*$/,
    "names the ways: adoptFrom $1$2, or an alias",
  ],
  [/^.*adoptFrom: "([^"]+)", adoptChanges: true.*$/, "names the way: adoptFrom $1, adoptChanges"],
  [/^.*adoptFrom: "([^"]+)".*$/, "names the way: adoptFrom $1"],
  [/^.*or add: adoptChanges: true.*$/, "names the way: adoptChanges"],
];

/** The gists of a message's lines; lines that say nothing about whose a user is have none. */
export function gistsOf(message: string): string[] {
  return message.split("\n").flatMap((line) => {
    const text = line.trim();
    const [form, gist] = GISTS.find(([each]) => each.test(text)) ?? [];
    return form === undefined || gist === undefined ? [] : [text.replace(form, gist)];
  });
}
