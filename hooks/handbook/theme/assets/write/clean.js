/* Copies of elements with nothing in them that could do a reader harm: known elements, known attributes,
   addresses made whole. All that this page shows of other pages and of what is typed comes through here. */

const ELEMENTS = new Set(
  `a abbr b blockquote br caption cite code dd del details div dl dt em figcaption figure hr i img ins kbd
  li mark ol p pre q s section small span strong sub summary sup table tbody td tfoot th thead time tr ul`.split(/\s+/),
);
const HEADINGS = new Set(["h1", "h2", "h3", "h4", "h5", "h6"]);
const NOTHING = new Set(
  "script style template iframe object embed svg math noscript nav form input button select textarea link meta".split(" "),
);
const ATTRIBUTES = new Set(["class", "title", "lang", "dir", "datetime", "start", "colspan", "rowspan", "scope", "open", "alt"]);

/* An element with its attributes and children. Text is only ever set as text. */
export const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

/* An address made whole, if it is one that a link may have. */
export const address = (written, base) => {
  try {
    const url = new URL(written, base);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
};

const parsed = new DOMParser();
export const parse = (html) => parsed.parseFromString(html, "text/html");

/* The copy of a node. Headings become paragraphs, so that this page keeps an outline of its own. */
export const clean = (node, base) => {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE) return document.createDocumentFragment();
  const name = node.localName;
  if (NOTHING.has(name)) return document.createDocumentFragment();
  const children = [...node.childNodes].map((child) => clean(child, base));
  if (HEADINGS.has(name)) return make("p", { class: "write-heading" }, ...children);
  if (!ELEMENTS.has(name)) {
    const fragment = document.createDocumentFragment();
    fragment.append(...children);
    return fragment;
  }
  const copy = make(name, {}, ...children);
  for (const { name: key, value } of node.attributes) if (ATTRIBUTES.has(key)) copy.setAttribute(key, value);
  if (name === "a" && node.hasAttribute("href")) {
    const whole = address(node.getAttribute("href"), base);
    if (whole) copy.href = whole;
  }
  if (name === "img") {
    const whole = address(node.getAttribute("src") || "", base);
    if (whole.startsWith(`${location.origin}/`)) copy.src = whole;
  }
  return copy;
};
