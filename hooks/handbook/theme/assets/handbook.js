/* The gaps report: a filter above its tables, and columns that sort. On every page: tables too
   wide for the screen, which scroll in a box of their own, can be scrolled with the keyboard.
   Everything is readable without this file; it asks for nothing from anywhere. */

(() => {
  "use strict";

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  /* An element with its attributes and children. Text is only ever set as text. */
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  /* Columns that sort: "2 sections" comes before "10 sections", and empty cells come last. */
  const sortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    const order = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });
    heads.forEach((head, column) => {
      const button = make("button", { type: "button" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        const value = (row) => {
          const cell = row.cells[column];
          return cell.querySelector("time")?.dateTime ?? cell.textContent.trim();
        };
        const compare = (one, other) => {
          const [a, b] = [value(one), value(other)];
          if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
          return down ? order.compare(b, a) : order.compare(a, b);
        };
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        body.append(...[...body.rows].sort(compare));
      });
    });
  };

  /* The kinds of gap in the tables, each with its words and how often it occurs. */
  const kinds = (rows) => {
    const found = new Map();
    for (const row of rows) {
      const key = row.dataset.kind;
      const words = row.querySelector('[data-heading="Kind"]')?.textContent || key.replaceAll("-", " ");
      const kind = found.get(key) || { key, words, count: 0 };
      found.set(key, { ...kind, count: kind.count + 1 });
    }
    return [...found.values()].sort((a, b) => a.words.localeCompare(b.words));
  };

  const filterable = (tables) => {
    const all = tables.flatMap((table) => [...table.tBodies[0].rows]);
    const parts = [...document.querySelectorAll("details.gap-part")];
    const inParts = all.filter((row) => row.closest("details.gap-part"));
    /* The first table repeats rows of the parts, so only those are counted. */
    const counted = inParts.length ? inParts : all;
    const texts = new Map(all.map((row) => [row, plain(row.textContent)]));
    const wereOpen = new Map(parts.map((part) => [part, part.open]));
    /* How many gaps a part has, as it stands after its heading. */
    const counts = parts.map((part) => {
      const said = part.querySelector("summary").lastChild;
      return { said, whole: said.data, rows: [...part.querySelectorAll("tbody tr")] };
    });

    const words = make("input", { type: "search", id: "gap-words", autocomplete: "off", spellcheck: "false" });
    const kind = make(
      "select",
      { id: "gap-kind" },
      make("option", { value: "" }, "All kinds"),
      ...kinds(counted).map((k) => make("option", { value: k.key }, `${k.words} (${k.count})`)),
    );
    const clear = make("button", { type: "button", class: "gap-clear" }, "Show all gaps");
    const count = make("p", { class: "gap-count", role: "status" });
    const form = make(
      "form",
      { class: "gap-tools", role: "search", "aria-label": "Filter the gaps" },
      make("div", {}, make("label", { for: "gap-words" }, "Words to look for"), words),
      make("div", {}, make("label", { for: "gap-kind" }, "Kind of gap"), kind),
      clear,
      count,
    );
    clear.hidden = true;

    let saying = 0;
    const say = (text) => {
      clearTimeout(saying);
      saying = setTimeout(() => (count.textContent = text), 250);
    };

    const apply = () => {
      const wanted = plain(words.value).split(/\s+/).filter(Boolean);
      const active = wanted.length > 0 || kind.value !== "";
      for (const row of all) {
        const text = texts.get(row);
        row.hidden = !wanted.every((w) => text.includes(w)) || (kind.value !== "" && row.dataset.kind !== kind.value);
      }
      for (const table of tables) {
        const empty = [...table.tBodies[0].rows].every((row) => row.hidden);
        (table.closest("details.gap-part") || table).hidden = empty;
      }
      for (const part of parts) part.open = active ? !part.hidden : wereOpen.get(part);
      for (const { said, whole, rows } of counts) {
        const left = rows.filter((row) => !row.hidden).length;
        said.data = left < rows.length ? ` ${left} of ${whole.trim()}` : whole;
      }
      const shown = counted.filter((row) => !row.hidden).length;
      clear.hidden = !active;
      if (!active) say(`All ${counted.length} gaps are shown.`);
      else say(shown ? `${shown} of ${counted.length} gaps shown.` : "No gap matches. Try fewer words or another kind.");
    };

    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    clear.addEventListener("click", () => {
      words.value = kind.value = "";
      apply();
      words.focus();
    });

    /* Beneath the heading of the first table: who comes to that heading sees it, and all it changes lies below. */
    const first = tables[0].closest("article > *") || tables[0];
    let heading = first;
    while (heading && heading.tagName !== "H2") heading = heading.previousElementSibling;
    if (heading) heading.after(form);
    else first.before(form);
    count.textContent = `All ${counted.length} gaps are shown.`;
  };

  const wideTables = () => {
    for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) {
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", "Wide table, scrolls sideways");
      } else for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  };

  const start = () => {
    const tables = [...document.querySelectorAll("table.gaps")].filter((t) => t.tHead && t.tBodies[0]?.rows.length);
    if (!tables.length) return;
    tables.forEach(sortable);
    filterable(tables);
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  /* Later, because the theme puts tables into their boxes while it starts. */
  addEventListener("load", wideTables);
  addEventListener("resize", wideTables);
})();
