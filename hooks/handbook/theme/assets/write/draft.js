/* What somebody has written, kept on this device under a key for each gap, and as an offer that
   `handbook accept` reads. A browser that keeps nothing is no reason to stop. */

const PREFIX = "handbook.draft:";

export const drafts = (root, id) => {
  const mine = `${PREFIX}${root.pathname}`;
  const at = mine + id;
  const attempt = (does) => {
    try {
      return does();
    } catch {
      return null;
    }
  };
  return {
    read: () => {
      const kept = attempt(() => JSON.parse(localStorage.getItem(at)));
      return kept && typeof kept.text === "string" ? kept : null;
    },
    keep: (draft) => attempt(() => (localStorage.setItem(at, JSON.stringify(draft)), true)),
    forget: () => attempt(() => localStorage.removeItem(at)),
    /* What is kept for other gaps, each with the gap's id. */
    others: () =>
      (attempt(() => Object.keys(localStorage)) || [])
        .filter((key) => key.startsWith(mine) && key !== at)
        .map((key) => ({ ...attempt(() => JSON.parse(localStorage.getItem(key))), id: key.slice(mine.length) }))
        .filter((draft) => typeof draft.text === "string"),
  };
};

const plain = /^[\p{L}\p{N}_/.#~-]*[\p{L}_/]$/u;
const value = (words) => (!words || plain.test(words) ? words : JSON.stringify(words));

/* Words on one line, without what an offer cannot name. */
export const oneLine = (words) => words.replace(/[<>\p{Cc}\p{Zl}\p{Zp}]/gu, " ").replace(/\s+/g, " ").trim();

/* `about` is a gap's id, or the name of a new page under `page`. */
export const offer = ({ gap, page, credit, text }) => {
  const head = gap ? `gap: ${value(gap)}` : `page: ${JSON.stringify(oneLine(page))}`;
  const named = oneLine(credit) ? ` ${JSON.stringify(oneLine(credit))}` : "";
  return `---\n${head}\ncredit:${named}\n---\n\n${text.trim()}\n`;
};

const MAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u;
const PHONE = /(?<![\p{L}\p{N}.:/-])(?:\+|\(?0)\d?(?:[ ().\/-]{0,2}\d){8,14}(?![\p{L}\p{N}])/u;
const HTML = /<\/?[a-z][^<>\n]*>|<!--/i;
const LONG = 60000; // GitHub ends a text at 65,536 signs

/* What to think of before it is sent; each is a sentence, and none stops anybody. */
export const warnings = ({ text, credit }) => {
  const found = [];
  const all = `${text}\n${credit}`;
  const contact = MAIL.exec(all) || PHONE.exec(all);
  if (contact) found.push(`“${contact[0]}” looks like an e-mail address or a phone number. Please take it out: it would be public.`);
  const html = HTML.exec(text.replace(/`[^`]*`/g, ""));
  if (html) found.push(`“${html[0].slice(0, 30)}” is HTML, which a text cannot bring along. Plain words will do.`);
  if (/^---\s*$/m.test(text.trimStart().split("\n")[0])) found.push("Please begin with words, not with a line of dashes.");
  if (text.length > LONG) found.push("This is more than can be sent at once. Please send it in parts.");
  return found;
};

const WHOLE = 8000; // GitHub refuses longer addresses
const LETTER = 1900; // as much as every e-mail program takes

/* The address of a form on GitHub with this filled in; without the text where that is too long. */
export const form = (start, fields) => {
  const address = (some) => `${start}?${new URLSearchParams(Object.entries(some).filter(([, words]) => words))}`;
  const { text, ...others } = fields;
  const whole = address(fields);
  return whole.length < WHOLE ? { href: whole, whole: true } : { href: address(others), whole: false };
};

/* A letter with this in it; where that is too long, one in which it is to be pasted. */
export const letter = (to, subject, body) => {
  const begun = `${to}?subject=${encodeURIComponent(subject)}&body=`;
  const whole = begun + encodeURIComponent(body.replaceAll("\n", "\r\n"));
  return whole.length < LETTER ? { href: whole, whole: true } : { href: begun, whole: false };
};

/* What the buttons do, in words. */
export const ways = (start, offers) => {
  const others = offers.startsWith("mailto:")
    ? "Send your text by e-mail, or copy it and give it to anyone in the group."
    : "Copy your text, or e-mail it, to anyone in the group. You fill in the address.";
  if (!start) return others;
  return `The first button opens a form on GitHub, in a new tab, with your words in it. The last button there sends them. GitHub asks for a free account. No account? ${others}`;
};

/* Puts words where they can be pasted from; says whether that worked. At once where it can be, because
   what opens a new tab afterwards takes the page out of sight. */
export const copied = async (words) => {
  const put = (event) => {
    event.clipboardData.setData("text/plain", words);
    event.preventDefault();
    done = true;
  };
  let done = false;
  document.addEventListener("copy", put, { once: true, capture: true });
  try {
    document.execCommand("copy");
  } catch {
    /* then the other way */
  }
  document.removeEventListener("copy", put, { capture: true });
  if (done) return true;
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false;
  }
};
