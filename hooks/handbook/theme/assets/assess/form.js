/* The form on which an instrument is answered, in place of the sheet. It asks for nothing once it is there and
   sends nothing: answers are kept on this device, and leave it as a file or on paper. */

import { asFile, fitting, LARGEST, nothing, plainCode, read, same, wrongCode } from "./answers.js";
import { keeper } from "./kept.js";

const form = document.querySelector(".assess");
const sheet = document.querySelector(".assess-sheet");
const part = (name) => form.querySelector(`[data-assess="${name}"]`);
const code = document.getElementById("assess-code");
const again = part("again");
const buttons = [...form.querySelectorAll("input[type=radio]")];

const { instrument, steps } = form.dataset;
const asked = { instrument, steps: Number(steps), names: new Set(buttons.map((button) => button.name)) };
const store = keeper(new URL("../../", import.meta.url).pathname, instrument);

/* A number for the words of the questions, which is another one once they have changed. */
const words = [...form.querySelectorAll("legend, .assess-scale span")]
  .map((node) => node.textContent)
  .join("\n")
  .split("")
  .reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) | 0, 0);

/* What stands in the form; a code that would tell who somebody is does not count. */
const given = () => ({
  code: wrongCode(code.value) ? "" : plainCode(code.value),
  again: Boolean(again?.checked),
  values: Object.fromEntries(buttons.filter((button) => button.checked).map((button) => [button.name, button.value])),
});
const isEmpty = ({ code: word, values }) => !word && !Object.keys(values).length;

const fill = (answers) => {
  code.value = answers.code;
  if (again) again.checked = answers.again;
  for (const button of buttons) button.checked = answers.values[button.name] === button.value;
  codeSaid("");
  shown();
};

/* Saying */

const say = (good, wrong = "") => {
  part("said").textContent = good;
  part("wrong").textContent = wrong;
};

const codeSaid = (wrong) => {
  code.toggleAttribute("aria-invalid", Boolean(wrong));
  document.getElementById("assess-code-wrong").textContent = wrong;
};

/* The questions that are in sight and not answered. */
const left = () =>
  [...form.querySelectorAll("fieldset")].filter((group) => group.getClientRects().length && !group.querySelector(":checked"));

const progress = ({ values }) => {
  const of = (kind) => {
    const there = [...asked.names].filter((name) => name.startsWith(`${kind}:`));
    return `${there.filter((name) => values[name]).length} of ${there.length}`;
  };
  return again?.checked ? `${of("answers")} answered, and ${of("then")} looking back.` : `${of("answers")} answered.`;
};

const shown = () => {
  const now = given();
  if (again) document.getElementById("assess-then").hidden = !again.checked;
  part("progress").textContent = progress(now);
  part("next").hidden = !Object.keys(now.values).length || !left().length;
  for (const shape of [form, sheet]) shape.classList.toggle("assess-filled", !isEmpty(now));
};

const KEPT = {
  kept: "Kept on this device.",
  full: "Not kept: this device has no room left. Save your answers as a file before you close this page.",
  refused: "Not kept: this browser keeps nothing. Save your answers as a file before you close this page.",
};
const saysKept = (how) => {
  if (part("kept").textContent !== how) part("kept").textContent = how;
};

const keep = () => {
  const now = given();
  shown();
  if (isEmpty(now) && !now.again) {
    store.forget();
    saysKept(store.able() ? "" : KEPT.refused);
  } else saysKept(KEPT[store.keep({ ...now, words })]);
};

/* Asking, without a window that blocks all else */

let answered = () => {};
const ask = (question, yes, no, does) => {
  const from = document.activeElement;
  say("");
  part("question").textContent = question;
  part("yes").textContent = yes;
  part("no").textContent = no;
  part("ask").hidden = false;
  answered = (sure) => {
    part("ask").hidden = true;
    answered = () => {};
    from.focus();
    if (sure) does();
  };
  part("no").focus();
};

/* Files */

const CODE_FIRST = "Please give yourself a code first: a word or two that nobody connects with you, such as a plant and a colour.";

const AFTERWARDS = "If other people use this device, delete your answers here afterwards";

const name = `answers-${instrument.replace(".", "-")}.json`;

/* Whether there is a code to go by; else it says why not. */
const hasCode = () => {
  const wrong = wrongCode(code.value) || (plainCode(code.value) ? "" : CODE_FIRST);
  say("");
  codeSaid(wrong);
  if (wrong) code.focus();
  return !wrong;
};

const save = () => {
  if (!hasCode()) return;
  const address = URL.createObjectURL(new Blob([asFile(given(), instrument)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  say(`Saved as ${name}, where this browser puts what it saves, mostly “Downloads”. Now give it to the person who collects the answers, such as by e-mail to them alone. ${AFTERWARDS}, and the file as well.`);
};

/* The way that a phone has to hand a file to another program. It takes texts, and no JSON by that name. */
const asShared = (text) => ({ files: [new File([text], name.replace("json", "txt"), { type: "text/plain" })] });

const pass = async () => {
  if (!hasCode()) return;
  try {
    await navigator.share(asShared(asFile(given(), instrument)));
    say(`Passed on. ${AFTERWARDS}.`);
  } catch (error) {
    if (error.name !== "AbortError") say("", "This device cannot pass it on. Save it as a file instead.");
  }
};

const take = (answers) => {
  fill(answers);
  keep();
  say(`The answers from the file are here. ${progress(answers)}`);
};

const open = async (file) => {
  answered(false);
  say("");
  if (file.size > LARGEST) return say("", "This file is far too large to hold answers. Nothing was changed.");
  const text = await file.text().catch(() => null);
  if (text === null) return say("", "This file cannot be read. Nothing was changed.");
  const found = read(text, asked);
  if (found.wrong) return say("", found.wrong);
  const now = given();
  if (isEmpty(now) || same(now, found.given)) return take(found.given);
  ask("There are answers here already. Put those from the file in their place?", "Yes, take those from the file", "No, keep what is here", () => take(found.given));
};

/* Beginning */

const resumed = () => {
  const kept = store.read();
  const { given: answers, all } = kept ? fitting(kept, asked) : { given: nothing(), all: true };
  fill(answers);
  part("before").hidden = !kept;
  if (!kept) return saysKept(store.able() ? "" : KEPT.refused);
  const changed = !all || kept.words !== words;
  saysKept(changed ? "The questions have changed since you answered. Please look through your answers once more." : "Kept on this device from before.");
};

const earlier = () => {
  const others = store.others();
  part("other").hidden = !others.length;
  if (others.length)
    part("other").textContent = `There are also answers to version ${others.join(" and ")} of these questions on this device. They were not taken over, because the words are others now. “Delete my answers” deletes them as well.`;
};

const start = () => {
  sheet.before(form);
  sheet.classList.add("assess-away");
  form.hidden = false;
  resumed();
  earlier();
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    if (event.target === part("file")) return;
    say("");
    // At once: a reason that came when somebody goes on would move away what they go for.
    if (event.target === code) codeSaid(wrongCode(code.value));
    keep();
  });
  part("save").addEventListener("click", save);
  part("pass").hidden = !navigator.canShare?.(asShared(""));
  part("pass").addEventListener("click", pass);
  part("next").addEventListener("click", () => {
    const [group] = left();
    group.scrollIntoView();
    group.querySelector("input").focus({ preventScroll: true });
  });
  part("print").addEventListener("click", () => print());
  part("open").addEventListener("click", () => part("file").click());
  part("file").addEventListener("change", () => {
    const [file] = part("file").files;
    if (file) open(file).finally(() => (part("file").value = ""));
  });
  part("delete").addEventListener("click", () =>
    ask("Delete everything that you have answered here? It cannot be brought back.", "Yes, delete it", "No, keep it", () => {
      fill(nothing());
      part("before").hidden = true;
      store.forget();
      earlier();
      saysKept("");
      say("Your answers are deleted. Nothing of them is left on this page or kept by this browser. A file that you saved is still where you put it.");
    }),
  );
  part("yes").addEventListener("click", () => answered(true));
  part("no").addEventListener("click", () => answered(false));
  part("ask").addEventListener("keydown", (event) => event.key === "Escape" && answered(false));
  /* Another window with the same page, and a page that comes back as it was left. */
  addEventListener("storage", (event) => {
    if (event.key !== null && event.key !== store.key) return earlier();
    resumed();
    earlier();
    saysKept(event.newValue ? "Changed in another window, and kept on this device." : "Deleted in another window.");
  });
  addEventListener("pageshow", (event) => event.persisted && store.able() && resumed());
};

start();
