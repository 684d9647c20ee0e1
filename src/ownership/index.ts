/** What tells whose an object is: owner marks of users, generated names of keys. */
export { cameWith, isGeneratedName, keyName } from "./key-name";
export { adoptedNonce, isAdoptedNonce, type Mark, newNonce, parseMark, withMark } from "./mark";
