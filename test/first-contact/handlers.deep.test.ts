/** What a resource shows that fails at first contact, through the SDK's own provider process. */
import { handlers } from "./handlers";
import { playAll } from "./play";

playAll(handlers, 30);
