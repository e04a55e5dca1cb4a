/* Answers kept on this device, for each instrument of a handbook by its id. */

const PREFIX = "handbook.answers:";

const attempt = (does) => {
  try {
    return does();
  } catch {
    return null;
  }
};

export const keeper = (path, instrument) => {
  const key = `${PREFIX}${path}${instrument}`;
  const all = key.replace(/\d+$/, "");
  const versions = () =>
    (attempt(() => Object.keys(localStorage)) || []).filter((one) => one.startsWith(all) && /^\d+$/.test(one.slice(all.length)));
  return {
    key,
    able: () => attempt(() => localStorage.length) !== null,
    /* What was kept as it stands there: nothing is null, and what cannot be read is empty. */
    read: () => {
      const text = attempt(() => localStorage.getItem(key));
      return text && (attempt(() => JSON.parse(text)) || {});
    },
    /* What came of it: `kept`, `full` or `refused`. */
    keep(given) {
      if (attempt(() => (localStorage.setItem(key, JSON.stringify(given)), true))) return "kept";
      return this.able() ? "full" : "refused";
    },
    /* Deletes what was answered to any version. */
    forget: () => versions().forEach((one) => attempt(() => localStorage.removeItem(one))),
    /* The numbers of other versions that were answered here. */
    others: () => versions().filter((one) => one !== key).map((one) => one.slice(all.length)),
  };
};
