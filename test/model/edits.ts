/** Small edits of programs. */
import type { Model } from "./model";
import type { DeclaredUser, Program } from "./program";

/** A name that was never used in this story. */
export function renamed(model: Model, name: string): string {
  model.serial += 1;
  return `${name.replace(/-v\d+$/, "")}-v${model.serial}`;
}

/** A user beside others: two of one nickname could never be. */
export function distinctFrom(program: Program, user: DeclaredUser): DeclaredUser {
  const isTaken = program.some(({ name, nickname }) => name !== user.name && nickname === user.nickname);
  if (user.nickname === undefined || !isTaken) return user;
  const { nickname: _nickname, ...rest } = user;
  return rest;
}
