import { expect } from "vitest";
import { call, makeKey, makeUser, newUser } from "../harness";
import type { ContractCheck } from "./check";

/** Names that are taken, and names that are free again. */
export const duplicates: readonly ContractCheck[] = [
  {
    title: "answers 409 duplicate_error with the published message for a nickname that is taken, whatever its case",
    notices: "no-409",
    run: async (emulator) => {
      await makeUser(emulator);
      const reply = await call(emulator, "POST", "/user", { body: newUser(emulator, { friendly_name: "CI" }) });
      expect(reply.status).toBe(409);
      expect(reply.codes).toEqual(["duplicate_error"]);
      expect(reply.messages).toEqual(["Nickname CI already exists. Enter a different nickname."]);
    },
  },
  {
    title: "answers 409 to a rename onto a taken nickname, and lets a user keep its own",
    notices: "no-409",
    run: async (emulator) => {
      await makeUser(emulator);
      const other = await makeUser(emulator, { friendly_name: "other" });
      const own = await call(emulator, "PUT", `/user/${other.id}`, {
        body: newUser(emulator, { friendly_name: "other" }),
      });
      expect(own.status).toBe(200);
      expect((await call(emulator, "PUT", `/user/${other.id}`, { body: newUser(emulator) })).status).toBe(409);
    },
  },
  {
    title: "answers 409 to a second key of one name for one user, and not for two users",
    notices: "no-409",
    run: async (emulator) => {
      const one = await makeUser(emulator);
      const two = await makeUser(emulator, { friendly_name: "two" });
      await makeKey(emulator, one.id, "release");
      await makeKey(emulator, two.id, "release");
      const reply = await call(emulator, "POST", "/api-access-token", { body: { user_id: one.id, name: "RELEASE" } });
      expect(reply.status).toBe(409);
      expect(reply.codes).toEqual(["duplicate_error"]);
    },
  },
  {
    title: "frees a name when its object is deleted",
    run: async (emulator) => {
      const user = await makeUser(emulator);
      const key = await makeKey(emulator, user.id, "release");
      expect((await call(emulator, "DELETE", `/api-access-token/${key.id}`)).status).toBe(204);
      await makeKey(emulator, user.id, "release");
      expect((await call(emulator, "DELETE", `/user/${user.id}`)).status).toBe(204);
      await makeUser(emulator);
    },
  },
];
