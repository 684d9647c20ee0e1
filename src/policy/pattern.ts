/** A configured regular expression. The engine's JSON schema speaks another dialect, so it is compiled here alone. */
export function expression(setting: string, pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch (error) {
    throw new Error(
      `${setting} is no regular expression of JavaScript: ${(error as Error).message}. Correct the configuration.`,
    );
  }
}
