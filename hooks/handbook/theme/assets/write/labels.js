/* The words that begin a line and give it a meaning, found as `read/labels.py` finds them, in a line
   whose marks such as ** are gone. What words there are says `write.json`. */

const SPACE = "[ \\t\\u00a0]+";

/* What names are compared by, as `name_key` of `model.py` makes it. */
export const key = (text) =>
  text
    .replace(/\//g, " ")
    .replace(/[\u2010\u2011]/g, "-")
    .trim()
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\s-]/gu, "")
    .replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, "")
    .replace(/\s+/g, "-")
    .replace(/-+/g, "-")
    .replace(/^-|-$/g, "");

const alternatives = (words) =>
  words.length
    ? [...words]
        .sort((a, b) => b.length - a.length)
        .map((words) => words.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join(SPACE))
        .join("|")
    : "(?!)";

export const grammar = ({ labels, free }) => {
  const named = new Map();
  for (const label of labels) {
    const entry = { ...label, name: label.words[0] };
    for (const words of label.words) named.set(key(words), entry);
  }
  const spelled = (keys) => alternatives(keys.map((one) => one.replaceAll("-", " ")));
  const line = new RegExp(
    `^(?<words>${spelled([...named.keys()])}|(?<free>\\p{L}[\\p{L}\\p{N}_'’-]*(?:${SPACE}[\\p{L}\\p{N}_'’-]+){0,2})${SPACE}needed)` +
      "(?:[ \\t]*\\((?<facts>[^()\\n]*)\\))?" +
      "(?:[ \\t]?(?<colon>:)(?!\\S*//)[ \\t]*|[ \\t]*,[ \\t]+|[ \\t]+[–—-]{1,2}[ \\t]+|[ \\t]*\\.?[ \\t]*$|(?<space>[ \\t]+)(?=[A-Z[]))",
    "iu",
  );
  const inside = [...named].filter(([, entry]) => entry.inline).map(([one]) => one);

  /* The label that a line begins with, or null: its entry, its name, its facts as written, how long all that is. */
  const start = (text) => {
    const found = line.exec(text);
    if (!found) return null;
    const { words, free: before, facts, colon, space } = found.groups;
    let entry = named.get(key(words));
    let name = entry?.name;
    if (!entry) {
      if (!free || !colon || !before) return null;
      if (before.toLowerCase().split(/\s+/).some((word) => free.unless.includes(word))) return null;
      entry = { ...free, states: [] };
      name = words.split(/\s+/).join(" ");
    }
    if (!colon) {
      if (space !== undefined) {
        /* `see also Our stories`, but not `see also how they did it`: names begin large. */
        const next = text.charAt(found[0].length);
        const large = next === "[" || next !== next.toLowerCase();
        if (entry.shows !== "links" || !/\s/.test(words) || !large) return null;
      } else if (!entry.gap) return null;
    }
    return { entry, name, facts: facts?.trim() || "", length: found[0].length };
  };

  /* Labels in brackets inside a sentence. */
  const inline = new RegExp(`\\((?:${spelled(inside)})(?:[,:;]?[ \\t][^()\\n]*)?\\)`, "giu");

  return { start, inline };
};

const large = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/* The title of a label's box: whose it is where somebody signed it, and its other facts in brackets. */
export const title = ({ entry, name, facts }) => {
  const parts = facts.split(",").map((part) => part.trim()).filter(Boolean);
  if (!["fold", "meaning"].includes(entry.shows)) return large(name) + (facts ? ` (${parts.join(", ")})` : "");
  const states = parts.filter((part) => entry.states.includes(part.toLowerCase()));
  const [who, ...rest] = parts.filter((part) => !states.includes(part));
  const state = states.length ? ` (${states.join(", ")})` : "";
  if (entry.shows === "meaning") return [who || "Nobody named", ...rest].join(", ") + state;
  const after = /^after /i.test(who || "");
  const said = after ? `Point made by ${who.slice(6)}` : who ? `${large(name)} by ${who}` : large(name);
  return [said, ...rest].join(", ") + state;
};
