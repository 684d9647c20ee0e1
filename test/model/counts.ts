/** How often each thing happened, over all stories of one engine. */
export class Counts {
  readonly #counts = new Map<string, number>();

  add(what: string, by = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + by);
  }

  of(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  /** Which of these never happened. */
  missing(all: readonly string[]): string[] {
    return all.filter((what) => this.of(what) === 0);
  }

  table(title: string): string {
    const rows = [...this.#counts].sort(([one], [other]) => one.localeCompare(other));
    const width = Math.max(...rows.map(([what]) => what.length));
    return [title, ...rows.map(([what, count]) => `  ${what.padEnd(width)}  ${String(count).padStart(6)}`)].join("\n");
  }
}
