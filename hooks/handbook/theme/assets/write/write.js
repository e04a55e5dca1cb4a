/* The page to write on: what is wanted beside a box for words, how they will look, and ways to send them.
   Nothing is sent by itself, and words stay on this device. Without this file the page lists other ways. */

import { clean, make } from "./clean.js";
import { completing } from "./complete.js";
import { copied, drafts, form, letter, offer, oneLine, warnings, ways } from "./draft.js";
import { key } from "./labels.js";
import { pasting } from "./paste.js";
import { about, fetched, read, rejoined } from "./place.js";
import { previewer } from "./preview.js";

const root = new URL("../../", import.meta.url);
const home = document.querySelector(".write");
const part = (name) => home.querySelector(`[data-write="${name}"]`);
const [text, credit, page, wrong] = ["text", "credit", "page", "wrong"].map((id) => document.getElementById(`write-${id}`));
const written = () => ({ text: text.value, credit: credit.value, page: page.value });

const asked = new URLSearchParams(location.search).get("gap");
const gap = read(asked, root) || read(rejoined(asked, location.hash), root);
const kept = drafts(root, gap ? gap.id : "a new page");
const json = async (name) => (await fetch(new URL(name, root))).json();
const settings = json("write.json").catch(() => ({ form: "", offers: "", labels: [], free: null }));

/* Names of pages and where they are, fetched when first needed. */
let all = null;
const names = () => (all ||= json("names.json").then((book) => book.names).catch(() => []));
const finder = async () => {
  const by = new Map();
  for (const entry of (await names()).toReversed())
    for (const name of [...entry.also, entry.name])
      by.set(key(name), { href: new URL(entry.at, root).href, written: entry.kind !== "wanted" });
  return (name) => by.get(key(name));
};

/* Beside the box */

const paragraph = (...children) => make("p", {}, ...children);
const link = (at, words) => make("a", { href: new URL(at, root).href }, words);
const large = (words) => words.charAt(0).toUpperCase() + words.slice(1);
let name = "";

const show = (wanted, known) => {
  part("wanted").replaceChildren(...wanted);
  part("known").replaceChildren(...(known || []));
  part("known-fold").hidden = !known;
  part("known-fold").open = Boolean(known) && matchMedia("(min-width: 60em)").matches;
};

const beside = async () => {
  const report = ["Look at the ", link("gaps/", "gaps report"), " for others."];
  const found = await about(gap, root).catch(() => "unreachable");
  if (found === "unreachable") return show([paragraph("The page cannot be read just now. You can write all the same.")]);
  name = found.name;
  if (found.wanted) {
    const known = found.known.filter((node) => node.textContent.trim());
    return show(found.wanted, known.length ? known : [paragraph("Nothing yet. You begin it.")]);
  }
  const place = found.url ? ["See ", make("a", { href: found.url }, found.name), ". "] : [];
  show([paragraph("This gap is not there any more. Perhaps somebody has filled it. ", ...place, ...report)]);
};

const anywhere = async () => {
  const unreadable = asked ? [paragraph("This address does not name a gap that we know. Perhaps it lost its end on the way.")] : [];
  const begun = kept.others().filter((one) => read(one.id, root));
  const mine = begun.map((one) => {
    const words = [...oneLine(one.text)];
    const first = words.length ? `“${words.slice(0, 50).join("")}${words.length > 50 ? "…" : ""}”` : "";
    return make("li", {}, link(`write/?gap=${encodeURIComponent(one.id)}`, one.subject || one.id), make("br"), first);
  });
  const drafts = mine.length ? [paragraph("You have begun texts for these, on this device:"), make("ul", {}, ...mine)] : [];
  const begin = paragraph("Write about something new below, or pick one of the ", link("good-first-gaps/", "good first gaps"), ":");
  show([...unreadable, ...drafts, begin]);
  const found = await fetched(new URL("good-first-gaps/", root), root).catch(() => null);
  const buttons = [...(found?.page.querySelectorAll('article a.gap-button[href*="gap="]') || [])].slice(0, 5);
  const items = buttons.map((button) => {
    let heading = button.closest("article > *");
    while (heading && heading.localName !== "h2") heading = heading.previousElementSibling;
    const copy = clean(button, found.url);
    copy.removeAttribute("class");
    copy.textContent = heading ? heading.firstChild.textContent : button.textContent;
    return make("li", {}, copy);
  });
  if (items.length) part("wanted").append(make("ul", {}, ...items));
};

/* How it will look */

let preview = null;
let waiting = 0;
const shown = async () => {
  if (!text.value.trim()) return part("preview").replaceChildren(paragraph("Begin to write, and you see it here."));
  preview ||= Promise.all([settings, finder()]).then(([known, find]) => previewer(known, find));
  try {
    const draw = await preview;
    part("preview").replaceChildren(...draw(text.value));
    if (part("preview").querySelector(".not-written-yet"))
      part("preview").append(make("p", { class: "write-hint" }, "○ No page has this name yet. If you meant another, type [[ and choose from the names."));
  } catch {
    part("preview").replaceChildren(paragraph("This cannot be shown here just now. Your text is safe."));
  }
};

const counted = () => {
  const count = text.value.split(/\s+/).filter(Boolean).length;
  const words = count === 1 ? "1 word." : `${count.toLocaleString("en")} words.`;
  if (!count) return "A few sentences are a good start.";
  return count > 600 ? `${words} That is much at once: perhaps it is two texts.` : words;
};

const warned = async () => {
  const found = warnings(written());
  const there = gap || !page.value.trim() ? null : (await finder())(page.value);
  const box = part("warnings");
  const said = found.map((words) => paragraph(words));
  if (there?.written) said.push(paragraph("There is a page of that name: ", make("a", { href: there.href }, oneLine(page.value)), "."));
  if (box.textContent !== said.map((node) => node.textContent).join("")) box.replaceChildren(...said);
};

/* Sending */

const subject = () => {
  if (!gap) return `A page is missing: ${oneLine(page.value)}`;
  return `${large(gap.kind.replaceAll("-", " "))}: ${name || gap.file}`;
};
const whole = () => offer({ ...written(), gap: gap?.id });

const addressed = async () => {
  const { form: start, offers } = await settings;
  const fields = { text: text.value.trim(), credit: oneLine(credit.value) };
  const template = gap
    ? { template: "text-for-a-gap.yml", title: subject(), gap: gap.id }
    : { template: "a-page-is-missing.yml", title: subject(), page: oneLine(page.value) };
  const github = form(start, { ...template, ...fields });
  const mailed = letter(offers.startsWith("mailto:") ? offers.split("?")[0] : "mailto:", subject(), whole());
  part("send").hidden = !start;
  if (start) part("send").href = github.href;
  part("mail").href = mailed.href;
  part("offer").hidden = !/^https?:/.test(offers);
  if (!part("offer").hidden) part("offer").href = offers;
  part("how").textContent = ways(start, offers);
  return { send: github.whole ? null : text.value.trim(), mail: mailed.whole ? null : whole(), offer: whole() };
};

const say = (words) => (part("said").textContent = words);

const lacking = () => {
  const missing = !gap && !page.value.trim() ? page : !text.value.trim() ? text : null;
  for (const field of [page, text]) field.toggleAttribute("aria-invalid", field === missing);
  wrong.textContent = missing === page ? "Please give the new page a name first." : missing ? "Please write something first." : "";
  missing?.focus();
  return Boolean(missing);
};

const byHand = (words) => {
  part("by-hand").hidden = false;
  const box = document.getElementById("write-copy");
  box.value = words;
  box.focus();
  box.select();
};

/* Somebody may come back to a page that was loaded anew, so that this is kept as well. */
let offered = false;
const tried = () => {
  offered = true;
  part("asking").hidden = false;
  keep();
};

let tooLong = { send: null, mail: null, offer: null };
const PASTE = {
  send: "Your text is too long for the way there, so it was copied. Paste it into the field “Your text”.",
  mail: "Your text is too long for the way there, so it was copied. Paste it into the letter.",
  offer: "Your text was copied. Paste it there.",
};
const sending = async (event, way) => {
  if (lacking()) return event.preventDefault();
  tried();
  if (!tooLong[way]) return say("");
  if (await copied(tooLong[way])) say(PASTE[way]);
  else byHand(tooLong[way]);
};

/* Keeping */

let thrown = null;
const fill = (draft) => {
  text.value = draft?.text || "";
  credit.value = draft?.credit || "";
  page.value = draft?.page || "";
};

const keep = () => {
  const words = written();
  if (words.text || words.credit || words.page) kept.keep({ ...words, subject: subject(), tried: offered });
  else kept.forget();
};

const changed = async () => {
  const words = written();
  keep();
  part("discard").hidden = !(words.text || words.page);
  document.getElementById("write-count").textContent = counted();
  clearTimeout(waiting);
  waiting = setTimeout(() => (shown(), warned()), 150);
  tooLong = await addressed();
};

const emptied = (words) => {
  thrown = written();
  offered = false;
  fill(null);
  changed();
  part("kept").textContent = words;
  part("undo").hidden = false;
  part("asking").hidden = part("by-hand").hidden = true;
  say("");
};

const start = () => {
  document.querySelectorAll(".write-without").forEach((without) => (without.hidden = true));
  document.getElementById("other-ways")?.before(home);
  home.hidden = false;
  part("naming").hidden = Boolean(gap);
  const draft = kept.read();
  fill(draft);
  offered = Boolean(draft?.tried);
  part("asking").hidden = !offered;
  if (draft) part("kept").textContent = `This is what you wrote here before. It was kept on this device.${offered ? " If it is sent, say so below." : ""}`;
  changed();
  (gap ? beside() : anywhere()).then(async () => (keep(), (tooLong = await addressed())));

  home.addEventListener("input", (event) => {
    wrong.textContent = "";
    event.target.removeAttribute("aria-invalid");
    part("undo").hidden = true;
    part("kept").textContent = "";
    changed();
  });
  home.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  for (const way of ["send", "mail", "offer"]) part(way).addEventListener("click", (event) => sending(event, way));
  part("copy").addEventListener("click", async () => {
    if (lacking()) return;
    tried();
    if (await copied(whole())) say("Copied. Paste it wherever you like.");
    else byHand(whole());
  });
  part("sent").addEventListener("click", () => {
    emptied("Thank you. Somebody will read it with you. The text is no longer kept on this device.");
    text.focus();
  });
  part("discard").querySelector("button").addEventListener("click", () => {
    emptied("Thrown away.");
    part("undo").focus();
  });
  part("undo").addEventListener("click", () => {
    fill(thrown);
    part("kept").textContent = "It is back.";
    part("undo").hidden = true;
    changed();
    text.focus();
  });
  pasting(text, () => (part("kept").textContent = "What you pasted has kept its words. Its paragraphs and points were set apart."));
  completing(text, document.getElementById("write-names"), part("found"), names);
};

start();
