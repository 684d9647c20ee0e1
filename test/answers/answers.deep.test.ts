import { testTable } from "./table";

testTable(() => true);
