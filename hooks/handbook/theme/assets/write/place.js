/* The place of a gap in the book: its address, by its id, and what stands there now. An id comes from the
   address bar, so anybody may have written it: it leads to pages of this book and nowhere else. */

import { clean, make, parse } from "./clean.js";

const WANTED = "not-written-yet/";
const NOT_HERE = ".headerlink, .gap-help, .backlinks, .unanswered, .page-foot, .status, .footnote, [data-search-exclude]";

/* An id in parts, or null where it is none: `styles/patience.md#in-practice/section-needed~2`. */
export const read = (id, root) => {
  if (!id || id.length > 500 || /[\p{Cc}\p{Zl}\p{Zp}<>\\?]/u.test(id) || id.trim() !== id) return null;
  const found = /^(?<file>[^#:]+\.md)(?:#(?<heading>[^#/]+))?\/(?<kind>[^#/]+)$/u.exec(id);
  if (!found) return null;
  const { file, heading = "", kind } = found.groups;
  const parts = file.slice(0, -3).split("/");
  if (parts.some((part) => !part || part.startsWith("."))) return null;
  if (parts.at(-1) === "index") parts.pop();
  try {
    const page = new URL(parts.map((part) => `${encodeURIComponent(part)}/`).join(""), root);
    if (page.origin !== root.origin || !page.pathname.startsWith(root.pathname)) return null;
    const anchor = `gap-${id.slice(file.length).replace(/^[#/]+/, "").replace(/[/#~]/g, ".")}`;
    return { id, file, heading, kind: kind.split("~")[0], page, anchor, wanted: file.startsWith(WANTED) };
  } catch {
    return null; // half a letter, which no address can hold
  }
};

/* Some programs pass an address on with a plain `#`, and then the end of the id has become the address's own. */
export const rejoined = (id, end) => {
  try {
    return id && id + decodeURIComponent(end);
  } catch {
    return null;
  }
};

/* A page of the book as a document, and where it was found; null where there is none. */
export const fetched = async (url, root, hops = 1) => {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok || !answer.url.startsWith(root.href)) return null;
  const page = parse(await answer.text());
  const moved = page.querySelector('meta[http-equiv="refresh" i]') && page.querySelector('link[rel="canonical"]');
  if (!moved) return { page, url: answer.url };
  const now = new URL(moved.getAttribute("href"), answer.url);
  return hops && now.href.startsWith(root.href) ? fetched(now, root, hops - 1) : null;
};

const level = (node) => (/^h[1-6]$/.test(node.localName) ? Number(node.localName[1]) : 0);
const words = (node) => {
  const copy = node.cloneNode(true);
  copy.querySelectorAll(".headerlink").forEach((link) => link.remove());
  return copy.textContent.trim();
};

/* The heading that an element of the article stands under, and what stands under it in turn: up to the
   next heading of its level, and under a title up to the first heading of all. */
const section = (article, element) => {
  let top = element;
  while (top.parentElement && top.parentElement !== article) top = top.parentElement;
  let heading = top;
  while (heading && !level(heading)) heading = heading.previousElementSibling;
  const least = heading && level(heading) > 1 ? level(heading) : 6;
  const under = [];
  let next = heading ? heading.nextElementSibling : article.firstElementChild;
  for (; next && (!level(next) || level(next) > least) && !next.matches(".page-foot"); next = next.nextElementSibling)
    under.push(next);
  return { heading, under };
};

const copies = (nodes, without, base) =>
  nodes
    .filter((node) => node !== without && !node.matches(`${NOT_HERE}, script, style`))
    .map((node) => {
      const copy = node.cloneNode(true);
      copy.querySelectorAll(NOT_HERE).forEach((part) => part.remove());
      return clean(copy, base);
    });

/* What is wanted and what is known, as copies of what stands there; or that nothing is there any more. */
export const about = async (gap, root) => {
  const found = await fetched(gap.page, root);
  const article = found?.page.querySelector("article");
  if (!article) return { name: "" };
  const { url } = found;
  const title = article.querySelector("h1");
  const name = title ? words(title) : gap.file;
  if (gap.wanted) {
    const status = article.querySelector(".status");
    const asked = article.querySelector("#who-asks-for-it");
    const wanted = [make("p", {}, make("strong", {}, name)), ...(status ? [clean(status, url)] : [])];
    return { name, url, wanted, known: asked ? copies(section(article, asked).under, null, url) : [] };
  }
  const mark = found.page.getElementById(gap.anchor);
  const question = gap.kind === "open-questions" && gap.heading ? found.page.getElementById(gap.heading) : null;
  if (question) {
    const { under } = section(article, question);
    if (!under.some((node) => node.matches(".unanswered"))) return { name, url };
    return { name, url, wanted: [make("p", {}, `${name}: `, make("strong", {}, words(question)))], known: [] };
  }
  if (!mark) return { name, url };
  const box = mark.closest(".gap") || mark.closest("p, li, td, dd, blockquote") || mark;
  const { heading, under } = section(article, box);
  const where = heading && level(heading) > 1 ? `${name}, ${words(heading)}` : name;
  const place = make("p", {}, "In ", make("a", { href: `${url}#${gap.anchor}` }, where));
  const help = box.querySelector(".gap-help > strong")?.nextSibling;
  const wanted = [...copies([box], null, url), place];
  if (help?.data?.trim()) wanted.push(make("p", {}, make("strong", {}, "What helps: "), help.data.trim()));
  return { name, url, wanted, known: copies(under, box, url) };
};
