import { playsAll } from "./plays";

playsAll("docs/{start/*,troubleshooting}.md");
