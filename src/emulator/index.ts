/** An emulator of DigiCert ONE's Account Manager API. What it is and is not: `PROVENANCE.md` beside this file. */
export type { ActiveFault, Fault } from "./core/faults";
export type { JournalEntry } from "./core/journal";
export { furtherVariants, variantNames } from "./core/variants";
export { type Emulator, startEmulator } from "./emulator";
export type { TlsMaterial } from "./http/listen";
export type { AddedUser, Management, State } from "./management/handle";
export type { EmulatorOptions } from "./options";
