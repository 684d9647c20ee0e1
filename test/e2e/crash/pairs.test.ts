import { describeMatrix } from "./matrix";

describeMatrix("ApiKeySlot", "ApiKeyRetirement");
