import { describeMatrix } from "./matrix";

describeMatrix("crashes-of-users", "ServiceUser");
