/* On the page for addresses that lead nowhere: which page was meant. `names.json` holds every name of the book,
   its address and those it had before. Nobody is sent on without asking: the reader sees what happened and
   decides. Without this file the page shows the ways on alone. */

(() => {
  "use strict";

  const MOST = 5;
  const ALIKE = 0.45; /* of 1; less is no help, nor is what is much less alike than the best */
  const place = document.getElementById("nearest");
  const root = `${document.currentScript.dataset.root}/`.replace(/\/+$/, "/");

  /* An address as people mean it: `Docs//Styles/Patience.md)` is `styles/patience`. */
  function meant(address) {
    const parts = address
      .normalize("NFC")
      .toLowerCase()
      .split("/")
      .map((part) => part.replace(/[\s_+]+/g, "-").replace(/^-+|[-.,;:!?)\]}>"'’”]+$/g, ""))
      .filter(Boolean);
    if (parts[0] === "docs") parts.shift();
    const last = parts.pop()?.replace(/\.(md|html?)$/, "");
    return [...parts, ...(last && last !== "index" && last !== "readme" ? [last] : [])].join("/");
  }

  function asked() {
    let path = location.pathname;
    try {
      path = decodeURIComponent(path);
    } catch {
      /* an address with a lone `%` is read as it is */
    }
    const base = root.toLowerCase();
    return meant(path.toLowerCase().startsWith(base) ? path.slice(root.length) : path).slice(0, 200);
  }

  const last = (address) => address.slice(address.lastIndexOf("/") + 1);

  /* Pairs of neighbouring letters, as a bag. */
  function pairs(words) {
    const found = new Map();
    const text = ` ${words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
    for (let i = 0; i + 2 <= text.length; i++) {
      const pair = text.slice(i, i + 2);
      found.set(pair, (found.get(pair) ?? 0) + 1);
    }
    return [found, Math.max(text.length - 1, 1)];
  }

  /* From 0 to 1: how many pairs two words or addresses share. */
  function alike([one, size], words) {
    const [other, length] = pairs(words);
    let shared = 0;
    for (const [pair, count] of other) shared += Math.min(count, one.get(pair) ?? 0);
    return (2 * shared) / (size + length);
  }

  /* Every page with how near it is to what was asked: 3 is its own address, 2 one it had before. */
  function ranked(names, wanted) {
    const [whole, end] = [pairs(wanted), pairs(last(wanted))];
    const near = ({ name, at, also, was }) => {
      const [here, before] = [meant(at), was.map(meant)];
      if (here === wanted) return 3;
      if (before.includes(wanted)) return 2;
      const addresses = [here, ...before];
      const same = addresses.some((address) => last(address) === last(wanted)) ? 0.9 : 0;
      const words = [name, ...also, ...addresses.map(last)].map((each) => alike(end, each));
      return Math.max(same, ...words, ...addresses.map((each) => 0.95 * alike(whole, each)));
    };
    const scored = names.map((entry) => [near(entry), entry]).sort(([one], [other]) => other - one);
    const least = Math.max(ALIKE, 0.6 * (scored[0]?.[0] ?? 0));
    return scored.filter(([score]) => score >= least);
  }

  function link(href, words) {
    const anchor = document.createElement("a");
    anchor.href = href;
    anchor.textContent = words;
    return anchor;
  }

  function line(...parts) {
    const paragraph = document.createElement("p");
    paragraph.append(...parts);
    return paragraph;
  }

  function to({ at, name, kind }, fragment = "") {
    const anchor = link(root + at.split("/").map(encodeURIComponent).join("/") + fragment, name);
    return kind === "wanted" ? [anchor, " (not written yet)"] : [anchor];
  }

  function say(names) {
    const wanted = asked();
    if (!wanted) return;
    const found = ranked(names, wanted);
    const sure = found.filter(([score]) => score >= 2);
    const shown = (sure.length ? sure.filter(([score]) => score === sure[0][0]) : found).slice(0, MOST);
    if (sure.length && shown.length === 1) {
      const words = sure[0][0] === 3 ? "It is at a slightly different address: " : "It has moved: ";
      place.append(line(words, ...to(shown[0][1], location.hash)));
    } else if (shown.length) {
      const list = document.createElement("ul");
      for (const [, entry] of shown) {
        const item = document.createElement("li");
        item.append(...to(entry));
        list.append(item);
      }
      place.append(line(shown.length === 1 ? "Did you look for this?" : "Did you look for one of these?"), list);
    }
    const words = last(wanted).replace(/-+/g, " ");
    const address = `${root}?q=${encodeURIComponent(words)}`;
    place.append(line(link(address, `Search the handbook for “${words}”`)));
  }

  const ways = [...document.querySelectorAll("#ways-on a")].map((anchor) => ({
    name: anchor.textContent,
    at: anchor.pathname.slice(root.length),
    kind: "page",
    also: [],
    was: [],
  }));

  fetch(`${root}names.json`)
    .then((answer) => (answer.ok ? answer.json() : { names: [] }))
    .then(({ names }) => say([...names, ...ways.slice(1)]))
    .catch(() => say(ways));
})();
