/* What the theme leaves to the pointer, by keyboard as well. The menu, the search and the colours of the
   theme are labels of hidden boxes, which no key reaches: here each becomes a button. A closed menu is
   passed over, an open one begins at its button and ends with Escape or where the keyboard leaves it.
   Without this file the menu comes out when the keyboard reaches a link in it. */

(() => {
  "use strict";

  /* A button in place of a label. It keeps `for`, by which the theme's styles know it. */
  const buttonFor = (label, name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = label.className;
    button.setAttribute("for", label.htmlFor);
    button.setAttribute("aria-label", name);
    button.hidden = label.hidden;
    button.append(...label.childNodes);
    label.replaceWith(button);
    button.addEventListener("click", () => document.getElementById(label.htmlFor).click());
    return button;
  };

  const start = () => {
    const header = document.querySelector(".md-header");
    if (!header) return;
    const drawer = document.querySelector(".md-sidebar--primary");
    const menu = header.querySelector("label[for=__drawer]");
    if (menu && drawer) menus(buttonFor(menu, "Menu"), drawer);
    const glass = header.querySelector("label.md-header__button[for=__search]");
    const search = header.querySelector(".md-search");
    if (glass && search) searches(buttonFor(glass, "Search"), search);
    const palette = header.querySelector("[data-md-component=palette]");
    if (palette) colours(palette);
  };

  const menus = (button, drawer) => {
    const box = document.getElementById("__drawer");
    const narrow = matchMedia("(max-width: 76.234375em)");
    const fit = () => {
      button.setAttribute("aria-expanded", box.checked);
      drawer.inert = narrow.matches && !box.checked;
    };
    const close = () => box.checked && box.click();
    /* It opens where the reader is. */
    const here = drawer.querySelector("[aria-current]");
    const list = here?.closest("[data-md-scrollfix]");
    if (list) list.scrollTop = here.offsetTop - list.clientHeight / 3;
    box.addEventListener("change", () => {
      fit();
      if (box.checked) (here || drawer.querySelector("a, [tabindex='0']"))?.focus();
      else if (drawer.contains(document.activeElement) || document.activeElement === document.body) button.focus();
    });
    drawer.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !drawer.contains(event.relatedTarget)) close();
    });
    addEventListener("keydown", (event) => event.key === "Escape" && close());
    narrow.addEventListener("change", fit);
    fit();
  };

  /* Wide, the field stands in the header. Narrow, it opens over the page and is passed over while it is closed. */
  const searches = (button, search) => {
    const box = document.getElementById("__search");
    const field = search.querySelector("input");
    const narrow = matchMedia("(max-width: 59.984375em)");
    const fit = () => {
      button.setAttribute("aria-expanded", box.checked);
      search.inert = narrow.matches && !box.checked;
    };
    box.addEventListener("change", () => {
      const left = search.contains(document.activeElement) || document.activeElement === document.body;
      fit();
      if (box.checked) field.focus();
      else if (narrow.matches && left) button.focus();
    });
    /* Tab goes on to what was found, one after another, where the theme would close it all. */
    search.addEventListener("keydown", (event) => {
      if (!["Tab", "Shift"].includes(event.key)) return;
      event.stopPropagation();
      const stops = [field, ...search.querySelectorAll(":not(details) > [href], summary, details[open] [href]")].filter(
        (stop) => stop.getClientRects().length
      );
      const next = stops[stops.indexOf(document.activeElement) + (event.shiftKey ? -1 : 1)];
      if (event.key === "Shift" || !box.checked || !next) return;
      event.preventDefault();
      next.focus();
    });
    search.addEventListener("focusout", (event) => {
      if (box.checked && event.relatedTarget && !search.contains(event.relatedTarget)) box.click();
    });
    narrow.addEventListener("change", fit);
    fit();
  };

  const colours = (palette) => {
    for (const box of palette.querySelectorAll("input")) box.hidden = true;
    for (const label of palette.querySelectorAll("label")) {
      const button = buttonFor(label, label.title);
      button.title = label.title;
      /* The theme takes Enter for a press on its hidden boxes. */
      button.addEventListener("keydown", (event) => event.stopPropagation());
      button.addEventListener("click", () => palette.querySelector("button:not([hidden])").focus());
    }
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
