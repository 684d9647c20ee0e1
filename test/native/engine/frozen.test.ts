import { describeMoves, toDynamic, toNative } from "./frozen-moves";

describeMoves(toNative, toDynamic);
