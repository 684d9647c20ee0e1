import { describeMatrix } from "./matrix";

describeMatrix("ApiKey");
