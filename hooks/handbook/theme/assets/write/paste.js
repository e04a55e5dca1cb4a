/* What is pasted from a word processor has one line to a paragraph, and dots before its points. As it is, it
   would run together: so paragraphs get an empty line between them, and points become a list. */

const DOTTED = /^\s*(?:[•·▪◦‣\uf0b7\uf0a7]|[o§](?=\t))[\t ]+/u;
const NUMBERED = /^\s*(\d{1,2}[.)])\t\s*/;
const POINT = /^\s*(?:[-*+]|\d{1,2}[.)])\s/;
const WRITER = /class="?Mso|\bmso-|LibreOffice|docs-internal-guid/;

/* Each line is a paragraph: a word processor says so, and so do paragraphs that no empty line keeps apart. */
const loose = (plain, html) =>
  !/<pre\b/i.test(html) && (WRITER.test(html) || ((html.match(/<p[\s>]/gi) || []).length > 1 && !/\n\s*\n/.test(plain)));

/* The text as Markdown, from the two forms in which it is pasted; the same text where there is nothing to do. */
export const evened = (text, html) => {
  const plain = text.replace(/\r\n?|\v|\u2028/g, "\n");
  const lines = plain.split("\n").map((line) => line.replace(DOTTED, "- ").replace(NUMBERED, "$1 "));
  const apart = loose(plain, html);
  if (!apart && lines.join("\n") === plain) return plain;
  const made = [];
  for (const line of lines) {
    const before = made.at(-1) || "";
    const both = before.trim() && line.trim();
    if (both && !(POINT.test(before) && POINT.test(line)) && (apart || POINT.test(before) || POINT.test(line))) made.push("");
    if (!apart || line.trim() || before.trim()) made.push(line);
  }
  return made.join("\n");
};

/* `done` is called when something was changed on its way into the box. */
export const pasting = (box, done) =>
  box.addEventListener("paste", (event) => {
    const plain = event.clipboardData.getData("text/plain");
    const made = evened(plain, event.clipboardData.getData("text/html"));
    if (made === plain.replace(/\r\n?|\v|\u2028/g, "\n")) return;
    event.preventDefault();
    /* This way, so that somebody can take it back. */
    if (!document.execCommand("insertText", false, made)) {
      box.setRangeText(made, box.selectionStart, box.selectionEnd, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    done();
  });
