import { agedToNative, describeMoves, staysNative } from "./frozen-moves";

describeMoves(agedToNative, staysNative);
