// Filters and sorts the table of a plan. It runs as it stands here, checked by tsconfig.browser.json: no build, no imports. What it
// reads is written by rows.ts and page.ts; it puts nothing into the page as markup.
(() => {
  const form = document.querySelector("form");
  const table = document.querySelector("table");
  const shown = document.querySelector("output");
  if (form === null || table === null || shown === null) return;

  const collator = new Intl.Collator("en", { numeric: true });

  /** @param {HTMLTableRowElement} row */
  function entryOf(row) {
    const is = new Set((row.dataset.is ?? "").split(" "));
    const cells = [...row.cells].filter((cell) => !cell.classList.contains("line"));
    const text = cells.map((cell) => cell.textContent).join("\n");
    return { row, is, status: row.dataset.status, text: text.toLowerCase() };
  }

  const stacks = [...table.tBodies].map((body) => {
    const [head, ...rows] = body.rows;
    const count = head?.querySelector("small");
    return { body, name: body.dataset.stack, rows: rows.map(entryOf), count, whole: count?.textContent ?? "" };
  });
  const entries = stacks.flatMap(({ rows }) => rows);
  const together = table.createTBody(); // for rows that are sorted across stacks

  /** @param {string} name */
  function chosen(name) {
    const value = new FormData(form ?? undefined).get(name);
    return typeof value === "string" ? value : "";
  }

  /** Rows that are to be seen and are not yet, in their order. */
  let waiting = entries.slice(0, 0);
  let ordered = entries;
  let next = 0;

  /**
   * Rows appear in portions, because a browser needs a moment to lay out a thousand of them: what is at hand is seen at once, and
   * a key that is pressed meanwhile waits for one portion only.
   */
  function appear(portion = 50) {
    clearTimeout(next);
    for (const { row } of waiting.splice(0, portion)) row.hidden = false;
    if (waiting.length > 0) next = setTimeout(appear);
  }

  function filter() {
    const words = chosen("text").toLowerCase().split(/\s+/);
    const [stack, status, only] = [chosen("stack"), chosen("status"), chosen("only")];
    const wanted = new Set(
      stacks
        .filter(({ name }) => stack === "" || name === stack)
        .flatMap(({ rows }) => rows)
        .filter((entry) => status === "" || entry.status === status)
        .filter(({ is }) => only === "" || is.has(only))
        .filter(({ text }) => words.every((word) => text.includes(word))),
    );
    for (const entry of entries) if (!wanted.has(entry)) entry.row.hidden = true;
    for (const { body, rows, count, whole } of stacks) {
      const left = rows.filter((entry) => wanted.has(entry)).length;
      body.hidden = left === 0;
      if (count) count.textContent = left === rows.length ? whole : `${left} of ${whole}`;
    }
    if (shown !== null) shown.value = `${number(wanted.size)} of ${number(entries.length)} shown`;
    waiting = ordered.filter((entry) => wanted.has(entry) && entry.row.hidden);
    appear();
  }

  /** @param {number} value */
  const number = (value) => value.toLocaleString("en");

  /** What a cell is sorted by: the day in it, those without one last, or the first of its texts. */
  const keys = {
    /** @param {HTMLTableCellElement | undefined} cell */
    day: (cell) => /\d{4}-\d{2}-\d{2}/.exec(cell?.textContent ?? "")?.[0] ?? "9999",
    /** @param {HTMLTableCellElement | undefined} cell */
    text: (cell) => cell?.firstChild?.textContent ?? "",
  };

  /** @param {HTMLTableCellElement} head */
  function sortBy(head) {
    const isDown = head.ariaSort === "ascending";
    for (const other of document.querySelectorAll("thead th[aria-sort]")) other.removeAttribute("aria-sort");
    head.ariaSort = isDown ? "descending" : "ascending";
    const direction = isDown ? -1 : 1;
    const { sorts } = head.dataset;
    if (sorts === "day" || sorts === "text") {
      const keyed = entries.map((entry) => ({ entry, key: keys[sorts](entry.row.cells[head.cellIndex]) }));
      keyed.sort((a, b) => direction * collator.compare(a.key, b.key));
      ordered = keyed.map(({ entry }) => entry);
      place([{ body: together, rows: ordered }]);
    } else {
      const groups = isDown ? stacks.toReversed() : stacks;
      ordered = groups.flatMap(({ rows }) => rows);
      place(groups);
    }
    filter();
  }

  /**
   * Puts rows into the table, out of sight until they are in their place.
   * @param {readonly { body: HTMLTableSectionElement, rows: typeof entries }[]} groups
   */
  function place(groups) {
    for (const { row } of entries) row.hidden = true;
    for (const body of [together, ...stacks.map((each) => each.body)]) body.remove();
    for (const { body, rows } of groups) body.append(...rows.map(({ row }) => row));
    table?.append(...groups.map(({ body }) => body));
  }

  for (const head of document.querySelectorAll("th[data-sorts]")) {
    if (!(head instanceof HTMLTableCellElement)) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(head));
    head.append(button);
    if (head.dataset.sorts === "stack") head.ariaSort = "ascending";
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => requestAnimationFrame(filter)); // the fields are empty after this event only
  addEventListener("beforeprint", () => appear(Number.POSITIVE_INFINITY));
  form.hidden = false;
  filter(); // a browser that comes back to the page has kept what was chosen
})();
