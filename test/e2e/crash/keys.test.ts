import { describeMatrix } from "./matrix";

describeMatrix("crashes-of-keys", "ApiKey");
