/** What shows whose an object is: owner marks of users, generated names of keys. */
export { firstKeyOf } from "./first-key";
export { cameWith, isGeneratedName, keyName } from "./key-name";
export { adoptedNonce, isAdoptedNonce, type Mark, newNonce, nextNonce, parseMark, withMark } from "./mark";
export { isVerifyMark, verifyMark } from "./verify-mark";
export { exactName, isOfSameStack, namesOwner, ownerHash, ownerName, type Whose, whose, whoseIs } from "./whose";
