/** What is in a tenant, who manages it, and the program that adopts what nobody does. Pure. */
export { counted, type Inventory, takeInventory } from "./inventory";
export { adoptingProgram } from "./program";
export { recordedIn } from "./recorded";
export type { Recorded, SeenUser, Tenant } from "./types";
