import { describeMatrix } from "./matrix";

describeMatrix("crashes-of-pairs", "ApiKeySlot", "ApiKeyRetirement");
