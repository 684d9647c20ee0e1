import type { Emulator } from "../../../src/emulator";
import type { Breakage } from "../../../src/emulator/core/variants";

/**
 * What the contract demands of whoever plays DigiCert ONE. Each check gets a fresh emulator whose clock stands at
 * 2027-01-10T12:00Z. `notices` names the leniency that it must fail under.
 */
export interface ContractCheck {
  readonly title: string;
  readonly notices?: Breakage;
  readonly run: (emulator: Emulator) => Promise<void>;
}
