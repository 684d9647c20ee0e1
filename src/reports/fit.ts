/** As many lines as there is room for, each with its line break; what is left out is counted in the last one. */
export function fit(lines: readonly string[], room: number, rest: (count: number) => string): string[] {
  const needed = (line: string) => line.length + 1;
  const all = lines.reduce((sum, line) => sum + needed(line), 0);
  if (all <= room) return [...lines];
  let left = room - needed(rest(lines.length));
  const end = lines.findIndex((line) => {
    left -= needed(line);
    return left < 0;
  });
  const kept = lines.slice(0, end < 0 ? lines.length : end);
  return [...kept, rest(lines.length - kept.length)];
}
