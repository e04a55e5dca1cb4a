/* What a word of the glossary means in short: when the pointer rests on it, when the keyboard reaches
   it, and at the first tap of a finger; the second tap follows the link. Escape takes it away.
   Without this file the words stand in the link's title and, by keyboard, at the edge of the screen. */

(() => {
  "use strict";

  const tip = document.createElement("div");
  tip.id = "term-tip";
  tip.className = "term-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;

  let open = null;
  let closing = 0;

  const hide = () => {
    clearTimeout(closing);
    open?.removeAttribute("aria-describedby");
    open = null;
    tip.hidden = true;
  };

  /* A moment later, so that the pointer can go from the word to the tip. */
  const hideSoon = () => {
    clearTimeout(closing);
    closing = setTimeout(hide, 300);
  };

  const place = (link) => {
    const word = link.getClientRects()[0] || link.getBoundingClientRect();
    const edge = 8;
    const room = document.documentElement.clientWidth - tip.offsetWidth - edge;
    const below = word.bottom + 4;
    const above = word.top - tip.offsetHeight - 4;
    tip.style.left = `${Math.max(edge, Math.min(word.left, room))}px`;
    tip.style.top = `${below + tip.offsetHeight > innerHeight && above > 0 ? above : below}px`;
  };

  const show = (link, touched = false) => {
    clearTimeout(closing);
    if (open !== link) hide();
    open = link;
    tip.textContent = link.dataset.short;
    if (touched) {
      const more = document.createElement("em");
      more.textContent = "Tap again to read more.";
      tip.append(more);
    }
    tip.hidden = false;
    place(link);
    link.setAttribute("aria-describedby", tip.id);
  };

  const prepare = (link) => {
    link.dataset.short = link.title;
    link.removeAttribute("title");
    link.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(link));
    link.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && hideSoon());
    link.addEventListener("focus", () => link.matches(":focus-visible") && show(link));
    link.addEventListener("blur", hideSoon);
    link.addEventListener("click", (event) => {
      if (event.pointerType !== "touch" || open === link) return;
      event.preventDefault();
      show(link, true);
    });
  };

  const start = () => {
    const links = document.querySelectorAll("a.term[title]");
    if (!links.length) return;
    links.forEach(prepare);
    document.body.append(tip);
    tip.addEventListener("pointerenter", () => clearTimeout(closing));
    tip.addEventListener("pointerleave", hideSoon);
    addEventListener("keydown", (event) => event.key === "Escape" && hide());
    addEventListener("click", (event) => open && !open.contains(event.target) && !tip.contains(event.target) && hide());
    addEventListener("scroll", () => open && place(open), { passive: true });
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
