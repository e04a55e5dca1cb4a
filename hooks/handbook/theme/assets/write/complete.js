/* Names of pages while somebody types `[[`: a list under the line they write in, used with the arrow keys,
   Enter and Escape, or with a finger. The box stays a plain one, and the list says itself where one is. */

import { make } from "./clean.js";
import { key } from "./labels.js";

const MOST = 8;
const OPENING = /\[\[([^[\]|#\n]{0,60})$/;

/* The names that fit best: those that begin so, then those with a word that does, then any that hold it. */
const fitting = (names, typed) => {
  const wanted = key(typed);
  const rank = (words) => {
    const at = key(words).indexOf(wanted);
    return at < 0 ? 9 : at === 0 ? 0 : key(words)[at - 1] === "-" ? 1 : 2;
  };
  return names
    .map((entry) => ({ entry, rank: Math.min(...[entry.name, ...entry.also].map(rank)) }))
    .filter((one) => one.rank < 9)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map((one) => one.entry);
};

export const completing = (text, list, status, names) => {
  let shown = [];
  let at = -1;

  const close = () => {
    shown = [];
    list.hidden = true;
    status.textContent = "";
    text.removeAttribute("aria-activedescendant");
  };

  const point = (index) => {
    at = (index + shown.length) % shown.length;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    list.children[at].scrollIntoView({ block: "nearest" });
    text.setAttribute("aria-activedescendant", list.children[at].id);
  };

  const take = (index) => {
    const { name } = shown[index];
    const before = text.value.slice(0, text.selectionStart);
    const begun = before.length - OPENING.exec(before)[1].length;
    const closed = text.value.startsWith("]]", text.selectionStart) ? text.selectionStart + 2 : text.selectionStart;
    text.setRangeText(`${name}]]`, begun, closed, "end");
    close();
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  };

  /* Where the line ends that is written in, as a copy of the box up to there is high. */
  const place = () => {
    const copy = make("div", { class: "write-mirror", "aria-hidden": "true" }, `${text.value.slice(0, text.selectionStart)}\u200b`);
    list.parentElement.append(copy);
    list.style.top = `${Math.min(copy.offsetHeight - text.scrollTop, text.offsetHeight)}px`;
    copy.remove();
  };

  const look = async () => {
    const typed = OPENING.exec(text.value.slice(0, text.selectionStart));
    if (!typed || text.selectionStart !== text.selectionEnd) return close();
    const all = await names();
    /* Meanwhile somebody may have typed on. */
    if (OPENING.exec(text.value.slice(0, text.selectionStart))?.[1] !== typed[1]) return;
    shown = fitting(all, typed[1]);
    if (!shown.length) return close();
    list.replaceChildren(
      ...shown.map((entry, i) => {
        const more = entry.kind === "wanted" ? make("small", {}, " not written yet") : "";
        return make("li", { role: "option", id: `write-name-${i}`, "aria-selected": "false" }, entry.name, more);
      }),
    );
    list.hidden = false;
    place();
    point(0);
    status.textContent = `${shown.length === 1 ? "1 name" : `${shown.length} names`}. Up and down choose, Enter takes one, Escape closes.`;
  };

  text.addEventListener("input", look);
  text.addEventListener("blur", () => setTimeout(() => document.activeElement !== text && close(), 200));
  text.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const does = {
      ArrowDown: () => point(at + 1),
      ArrowUp: () => point(at - 1),
      Enter: () => take(at),
      Escape: close,
    }[event.key];
    if (does) {
      event.preventDefault();
      event.stopPropagation();
      does();
    } else if (["ArrowLeft", "ArrowRight", "Home", "End", "Tab"].includes(event.key)) close();
  });
  /* A finger or mouse must not take the focus out of the box first. */
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take([...list.children].indexOf(option));
  });
};
