/* What people type into the search, in words that the theme's search knows. Its own program, named after the
   `#` in this one's address, does all the rest.

   - Little words such as `the` are left out where others remain. `CAN` is none of them.
   - Words end where signs do, as they do in the index.
   - A word counts most as it is typed, and as the beginning of longer words; a plural finds the singular.
   - A word that stands nowhere in the book is taken for the nearest ones that do.
   - A page that is called exactly so comes first, then one that has it as another name, and sections that
     hold most of the words before others.
   - `co` is found in co-production, and not marked in every `compare` on the page that opens. */

"use strict";

const LITTLE = new Set(
  ("a an and are as at be but by do does for from had has have he her his how i if in into is it its me my no not " +
    "of on or our s she so t than that the their them then there these they this to was we were what when where " +
    "which who whom why will with you your").split(" ")
);
const MOST = 3; /* words in place of one that stands nowhere */
const WORD = /[\p{L}\p{N}]+/gu;

const known = new Set(); /* every word of the book */
const named = new Map(); /* pages by their whole names, and how much of a name each is */
let looked = { name: "", forms: new Map() }; /* what was looked for last: every word with all its forms */

const wordsOf = (text) => text.replace(/<[^>]*>|&\w+;/g, " ").toLowerCase().match(WORD) ?? [];

function learn(docs) {
  for (const doc of docs) {
    const section = doc.location.includes("#");
    /* Other names find a page, and not each of its sections. */
    if (section) delete doc.tags;
    for (const word of wordsOf([doc.title, doc.text, ...(doc.tags ?? [])].join(" "))) known.add(word);
    for (const [names, worth] of section ? [] : [[doc.tags ?? [], 1], [[doc.title], 2]])
      for (const name of names.map((each) => wordsOf(each).join(" ")))
        named.set(name, new Map([...(named.get(name) ?? []), [doc.location, worth]]));
  }
}

/* How many letters to put in, take out, change or swap to make one word the other; no more than a limit. */
function distance(one, other, limit) {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let before = [];
  let row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] !== other[j - 1]));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    if (Math.min(...next) > limit) return limit + 1;
    [before, row] = [row, next];
  }
  return row[other.length];
}

/* Longer words may have more wrong with them; of short ones too many are alike. */
function nearest(word) {
  const limit = word.length < 5 ? 0 : word.length < 9 ? 1 : 2;
  const near = [];
  for (const other of limit ? known : []) {
    const far = distance(word, other, limit);
    if (far <= limit) near.push([far, other]);
  }
  near.sort(([a, one], [b, other]) => a - b || (one < other ? -1 : 1));
  return near.slice(0, MOST).map(([, other]) => other);
}

function begins(word) {
  if (known.has(word)) return true;
  for (const other of known) if (other.startsWith(word)) return true;
  return false;
}

/* The word itself, with its singular, or else those it was perhaps meant to be. */
function formsOf(word) {
  const singular = word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.replace(/([^s])s$/, "$1");
  const forms = [word, singular].filter((form, at, all) => all.indexOf(form) === at && begins(form));
  return forms.length ? forms : nearest(word);
}

function better(query) {
  const words = wordsOf(query);
  looked = { name: words.join(" "), forms: new Map() };
  /* Somebody who writes `+`, `-`, `~`, `^`, `*`, `"` or `title:` before or after a word knows what they ask. */
  if (/(^|\s)[+\-~*]\S|\S[~^*]|["“”]|\S:\S/.test(query)) return query;
  const telling = words.filter((word) => !LITTLE.has(word));
  for (const word of telling.length ? telling : words) looked.forms.set(word, formsOf(word));
  return [...looked.forms]
    .flatMap(([word, forms]) => (forms.length ? forms.flatMap((form) => [`${form}^8`, form]) : [word]))
    .join(" ");
}

/* What was found, in our order. A word counts as missing only where all its forms are. */
function sorted(items) {
  const exact = named.get(looked.name) ?? new Map();
  const best = Math.max(0, ...items.flat().map(({ score }) => score));
  for (const section of items.flat()) {
    /* Where it is not the text that was found, its beginning is enough. */
    if (!section.text.includes("<mark")) section.text = /^.*?<\/p>/s.exec(section.text)?.[0] ?? section.text;
    const there = [...looked.forms].filter(([word, forms]) => {
      const found = [word, ...forms].some((form) => section.terms[form]);
      for (const form of forms) if (!section.terms[form]) delete section.terms[form];
      if (!found && section.score) section.terms[word] = false;
      return found;
    });
    if (looked.forms.size) section.score *= (there.length / looked.forms.size) ** 2;
    for (const term of Object.keys(section.terms)) if (term.length < 3 && section.terms[term]) delete section.terms[term];
    section.score += best * (exact.get(section.location) ?? 0);
  }
  for (const page of items) page.sort((one, other) => other.score - one.score);
  return items.sort(([one], [other]) => other.score - one.score);
}

/* Heard before the theme's own program hears them: 0 brings the index, 2 a question. */
addEventListener("message", ({ data }) => {
  try {
    if (data.type === 0) learn(data.data.docs);
    if (data.type === 2) data.data = better(data.data);
  } catch (error) {
    console.warn(error); /* then the words are looked for as they are */
  }
});

/* What it answers; 3 is what was found. */
const answer = self.postMessage.bind(self);
self.postMessage = (message) => {
  if (message.type === 3) message.data.items = sorted(message.data.items);
  answer(message);
};

importScripts(location.hash.slice(1));

/* The theme's list of little words has `can` on it. */
const { lunr } = self;
lunr.stopWordFilter = lunr.generateStopWordFilter([...LITTLE]);
lunr.Pipeline.registerFunction(lunr.stopWordFilter, "little words");
