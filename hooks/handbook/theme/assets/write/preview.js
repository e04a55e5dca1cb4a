/* How a text will look: Markdown as the handbook reads it, labels as boxes, and names in square brackets as
   links. markdown-it comes only when there is something to show. HTML in the text stays text. */

import { clean, make, parse } from "./clean.js";
import { grammar, key, title } from "./labels.js";

/* [[Name]], [[Name|words]] and [[Name#Heading|words]] */
const wiki = (find) => (state, silent) => {
  const found = /^\[\[([^[\]|\n]+)(?:\|([^[\]\n]+))?\]\]/.exec(state.src.slice(state.pos, state.posMax));
  if (!found) return false;
  if (!silent) {
    const [name, heading = ""] = found[1].split("#");
    const there = find(name);
    const token = state.push("link_open", "a", 1);
    token.attrs = there ? [["href", there.href + (heading && there.written ? `#${key(heading)}` : "")]] : [];
    if (!there?.written) token.attrs.push(["class", "not-written-yet"], ["title", "Not written yet"]);
    state.push("text", "", 0).content = (found[2] || found[1].replace("#", ", ")).trim();
    state.push("link_close", "a", -1);
  }
  state.pos += found[0].length;
  return true;
};

/* `Question\:` writes the word without the meaning: a joiner nobody sees keeps the two apart. */
const plainColon = (state, silent) => {
  if (!state.src.startsWith("\\:", state.pos)) return false;
  if (!silent) state.pending += "\u2060:";
  state.pos += 2;
  return true;
};

/* Pictures from elsewhere would tell another site who writes, so a picture is shown as its words. */
const picture = (tokens, index, options, env, self) => {
  const token = tokens[index];
  const words = self.renderInlineAsText(token.children || [], options, env) || token.attrGet("src");
  return markdownit().utils.escapeHtml(words);
};

/* The lines of a paragraph or item: runs of its nodes, without lists and other blocks in it. */
const BLOCKS = "p, ul, ol, blockquote, pre, table, div, details";
const lines = (parent) => {
  const found = [[]];
  for (const node of [...parent.childNodes]) {
    if (node.nodeType === Node.ELEMENT_NODE && node.matches(BLOCKS)) break;
    if (node.nodeType === Node.TEXT_NODE && node.data.includes("\n")) {
      const pieces = node.data.split("\n");
      const texts = pieces.map((piece, i) => document.createTextNode(i < pieces.length - 1 ? `${piece}\n` : piece));
      node.replaceWith(...texts);
      texts.forEach((text, i) => {
        if (i) found.push([]);
        found.at(-1).push(text);
      });
    } else {
      found.at(-1).push(node);
      if (node.localName === "br") found.push([]);
    }
  }
  return found.filter((line) => line.length);
};

const textOf = (nodes) => nodes.map((node) => node.textContent).join("");

/* These nodes without so many letters at their beginning. */
const cut = (nodes, length) => {
  const [first, ...rest] = nodes;
  if (!first || !length) return nodes;
  const size = first.textContent.length;
  if (size <= length) {
    first.remove();
    return cut(rest, length - size);
  }
  if (first.nodeType === Node.TEXT_NODE) first.data = first.data.slice(length);
  else cut([...first.childNodes], length);
  return nodes;
};

const box = (label, nodes) => {
  const { shows } = label.entry;
  if (shows === "fold") return make("details", { class: "comment" }, make("summary", {}, title(label)), make("p", {}, ...nodes));
  const kind = label.entry.gap ? "gap" : shows;
  return make("div", { class: `admonition ${kind}` }, make("p", { class: "admonition-title" }, title(label)), make("p", {}, ...nodes));
};

const boxed = (parent, start, find) => {
  const found = lines(parent).map((nodes) => {
    const text = textOf(nodes).replace(/\n$/, "");
    const skip = /^\s*(?:\[[ xX]\]\s*)?/.exec(text)[0].length;
    const coded = nodes.find((node) => node.textContent.trim())?.localName === "code";
    const label = coded ? null : start(text.slice(skip));
    return { nodes, label, skip };
  });
  const first = found.findIndex((line) => line.label);
  if (first < 0) return;
  /* What stands before the first label stays; each label has its line and those up to the next. */
  const following = parent.localName === "p" ? parent.nextElementSibling : parent.querySelector(":scope > ul, :scope > ol");
  let last = null;
  const made = [];
  for (const { nodes, label, skip } of found.slice(first)) {
    if (label) {
      last = { label, nodes: cut(nodes, skip + label.length) };
      made.push(last);
    } else last.nodes.push(...nodes);
  }
  const blocks = made.map(({ label, nodes }) => {
    if (["links", "notes", "line"].includes(label.entry.shows)) {
      if (label.entry.shows === "links") named(nodes, find);
      return make("p", {}, make("strong", {}, `${title(label)}: `), ...nodes);
    }
    return box(label, nodes);
  });
  if (following?.matches("ul, ol") && !["links", "notes", "line"].includes(last.label.entry.shows)) blocks.at(-1).append(following);
  if (parent.localName === "p") {
    parent.after(...blocks);
    if (!parent.textContent.trim()) parent.remove();
  } else if (first === 0) parent.prepend(...blocks);
  else lines(parent).at(-1).at(-1).after(...blocks);
};

/* Plain titles after `See also:` are links as well. */
const named = (nodes, find) => {
  nodes.forEach((node, i) => {
    if (node.nodeType !== Node.TEXT_NODE) return;
    const pieces = node.data.split(/([,;.]\s*)/).map((piece) => {
      const there = piece.trim() && find(piece.trim());
      return there ? make("a", { href: there.href }, piece) : document.createTextNode(piece);
    });
    node.replaceWith(...pieces);
    nodes[i] = make("span", {}, ...pieces);
  });
};

const inSentences = (root, inline) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement?.closest("code, pre")) texts.push(walker.currentNode);
  for (const text of texts) {
    const marks = [...text.data.matchAll(inline)];
    for (const mark of marks.reverse()) {
      const tail = text.splitText(mark.index);
      tail.splitText(mark[0].length);
      tail.replaceWith(make("mark", { class: "gap-inline" }, mark[0]));
    }
  }
};

/* What makes a text into what it will look like; `find` knows the names of pages. */
export const previewer = async (settings, find) => {
  await import("../vendor/markdown-it-15.0.3.min.js");
  const { start, inline } = grammar(settings);
  const markdown = markdownit({ html: false });
  markdown.inline.ruler.before("link", "wiki", wiki(find));
  markdown.inline.ruler.before("escape", "colon", plainColon);
  markdown.renderer.rules.image = picture;
  return (text) => {
    const shown = clean(parse(markdown.render(text)).body, document.baseURI);
    const root = make("div", {}, shown);
    inSentences(root, inline);
    for (const block of [...root.querySelectorAll("p, li")]) boxed(block, start, find);
    return [...root.childNodes];
  };
};
