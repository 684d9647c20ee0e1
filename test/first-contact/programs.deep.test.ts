/** What a program shows that fails at first contact, through the SDK's own runner. */
import { playAll } from "./play";
import { programs } from "./programs";

playAll(programs, 35);
