/* What a word of the glossary means in short: when the pointer rests on it, when the keyboard reaches
   it, and at the first tap of a finger; the second tap follows the link. Escape takes it away.
   Without this file the words stand in the link's title and, by keyboard, at the edge of the screen. */

(() => {
  "use strict";

  const tip = document.createElement("div");
  tip.className = "term-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;

  let open = null;
  let closing = 0;

  const hide = () => {
    clearTimeout(closing);
    open = null;
    tip.hidden = true;
  };

  /* A moment later, so that the pointer can go from the word to the tip; not while either is in use. */
  const hideSoon = () => {
    clearTimeout(closing);
    closing = setTimeout(() => {
      if (!open?.matches(":hover, :focus-visible") && !tip.matches(":hover")) hide();
    }, 300);
  };

  /* Under the word, or over it where there is more room; never off the screen. */
  const place = (link) => {
    const word = link.getClientRects()[0] || link.getBoundingClientRect();
    const edge = 8;
    const room = document.documentElement.clientWidth - tip.offsetWidth - edge;
    const below = innerHeight - word.bottom - 4;
    const top = tip.offsetHeight > below && word.top > below ? word.top - tip.offsetHeight - 4 : word.bottom + 4;
    tip.style.left = `${Math.max(edge, Math.min(word.left, room))}px`;
    tip.style.top = `${Math.max(edge, Math.min(top, innerHeight - tip.offsetHeight - edge))}px`;
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
  };

  const prepare = (link) => {
    link.dataset.short = link.title;
    link.setAttribute("aria-description", link.title);
    link.removeAttribute("title");
    let finger = false;
    link.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(link));
    link.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && hideSoon());
    link.addEventListener("focus", () => link.matches(":focus-visible") && show(link));
    /* At once, since it may lie over what the keyboard goes on to. */
    link.addEventListener("blur", () => (tip.matches(":hover") ? hideSoon() : hide()));
    /* Some browsers call every click a mouse's, so what pressed is remembered. */
    link.addEventListener("pointerdown", (event) => (finger = event.pointerType !== "mouse"));
    link.addEventListener("click", (event) => {
      if (!finger || open === link) return;
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
    for (const change of ["scroll", "resize"]) addEventListener(change, () => open && place(open), { passive: true });
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
