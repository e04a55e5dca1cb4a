/* What somebody answers: as a file that `handbook assess import` reads, and what may be wrong with one.
   Here answers are values by the names of their radio buttons, `answers:asset-1` or `then:asset`: a step
   of the scale, or `-` where somebody cannot say. */

const KIND = "assessment answers";
const LONGEST = 40; // letters of a code
export const LARGEST = 100000; // bytes of a file

const ANOTHER = "Please take a word or two that nobody connects with you, such as a plant and a colour.";
const MAIL = /@|[([{<]\s*at\s*[)\]}>]|\bat\b.*\bdot\b/iu;

/* The code as it is kept: without blanks at its ends, and with single ones between its words. */
export const plainCode = (code) => code.normalize("NFC").trim().replace(/\s+/gu, " ");

/* Why a code cannot be used, or nothing. */
export const wrongCode = (code) => {
  const seen = plainCode(code).normalize("NFKC");
  if (MAIL.test(seen)) return `This looks like an e-mail address, which would say whose answers these are. ${ANOTHER}`;
  if (seen.replace(/\P{Nd}/gu, "").length >= 7)
    return `This looks like a phone number or a date of birth, which would say whose answers these are. ${ANOTHER}`;
  if (/\p{C}/u.test(seen)) return `There is a sign in this that nobody can see. ${ANOTHER}`;
  return plainCode(code).length > LONGEST ? `This has more than ${LONGEST} letters. ${ANOTHER}` : "";
};

export const nothing = () => ({ code: "", again: false, values: {} });

export const same = (one, other) =>
  one.code === other.code && JSON.stringify(numbers(one)) === JSON.stringify(numbers(other));

const numbers = ({ again, values }) => {
  const of = (part) =>
    Object.fromEntries(
      Object.keys(values)
        .filter((name) => name.startsWith(`${part}:`) && values[name] !== "-")
        .sort()
        .map((name) => [name.slice(part.length + 1), Number(values[name])]),
    );
  return { answers: of("answers"), then: again ? of("then") : {} };
};

/* The text of a file, without what somebody cannot say and without a look back from a first round. */
export const asFile = (given, instrument) =>
  `${JSON.stringify({ handbook: KIND, instrument, code: given.code, ...numbers(given) }, null, 2)}\n`;

/* The answers in what was kept, as far as they are still asked; `all` says whether that is everything. */
export const fitting = (kept, asked) => {
  const given = nothing();
  if (!isPlain(kept) || !isPlain(kept.values)) return { given, all: false };
  if (typeof kept.code === "string" && !wrongCode(kept.code)) given.code = plainCode(kept.code);
  given.again = kept.again === true;
  const entries = Object.entries(kept.values);
  for (const [name, value] of entries) if (asked.names.has(name) && allowed(value, asked)) given.values[name] = value;
  return { given, all: Object.keys(given.values).length === entries.length };
};

const allowed = (value, { steps }) =>
  typeof value === "string" && (value === "-" || (/^[1-9]$/.test(value) && Number(value) <= steps));
const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/* What a file holds as `given`, or in `wrong` all that keeps it from being taken, without a word of it. */
export const read = (text, asked) => {
  let file = null;
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return { wrong: "This is not a file with answers, or it has lost a part on its way. Please choose one that was saved on a page like this." };
  }
  if (!isPlain(file) || file.handbook !== KIND)
    return { wrong: "This is not a file with answers. Please choose one that was saved on a page like this." };
  if (file.instrument !== asked.instrument) return { wrong: other(file.instrument, asked.instrument) };
  const given = nothing();
  const wrong = new Set();
  if (typeof file.code !== "string") wrong.add("It has no code.");
  else if (wrongCode(file.code)) wrong.add("Its code cannot be used here, because it may tell who somebody is.");
  else given.code = plainCode(file.code);
  for (const part of ["answers", "then"]) {
    const found = file[part] ?? {};
    if (!isPlain(found)) wrong.add("Its answers are not where they should be.");
    else
      for (const [key, value] of Object.entries(found)) {
        const name = `${part}:${key}`;
        if (!asked.names.has(name)) wrong.add("It answers something that is not asked here.");
        else if (!Number.isInteger(value) || value < 1 || value > asked.steps)
          wrong.add(`It has an answer that is not one of the numbers from 1 to ${asked.steps}.`);
        else given.values[name] = String(value);
      }
  }
  given.again = Object.keys(given.values).some((name) => name.startsWith("then:"));
  return wrong.size ? { wrong: [...wrong, "Nothing was changed."].join(" ") } : { given };
};

const other = (theirs, ours) => {
  const [, name, version] = /^(.*)\.v(\d+)$/.exec(ours);
  const found = typeof theirs === "string" && /^(.*)\.v(\d{1,3})$/.exec(theirs);
  return found && found[1] === name
    ? `These are answers to version ${found[2]} of the questions, and this page asks version ${version}. Nothing was changed.`
    : "These are answers to other questions than those on this page. Nothing was changed.";
};
