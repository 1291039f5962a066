import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import htm from "htm";
import { stringsOf } from "./source-strings.js";

const { t, tn } = await import("#wd/core/i18n.js");
const SOURCES = ["core/static/core/js", "tasks/static/tasks/js"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .map((name) => `${folder}/${name}`),
);

const LETTERS = /\p{L}{2}/u;
const VISIBLE = new Set(["title", "aria-label", "placeholder", "alt", "label", "hint", "text"]);
/** Examples of input, key names and units that are the same in every language. */
const UNTRANSLATED = new Set(["45m", "fri 9:00"]);
const KEYS = /^(Arrow|Enter|Escape|Tab|Delete|Backspace|Space|Shift|Mod)$/;

/** Return the texts and visible attributes of an htm template. @param {string} template */
function visibleLiterals(template) {
  /** @type {unknown[]} */
  const literals = [];
  const html = htm.bind((/** @type {unknown} */ type, /** @type {object} */ props, ...children) => {
    const attributes = Object.entries(props ?? {}).filter(
      ([name, value]) => VISIBLE.has(name) || (name === "name" && /^[A-Z]/.test(value)),
    );
    literals.push(...attributes.map(([, value]) => value), ...children);
    return { type };
  });
  const statics = /** @type {any} */ (template.split("\0"));
  literals.push(html(statics, ...statics.slice(1).map(() => ({}))));
  return literals
    .flat()
    .filter((text) => typeof text === "string" && LETTERS.test(text) && !UNTRANSLATED.has(text));
}

/** Whether a string in code looks like text for people. @param {{text: string, before: string}} string */
function isSentence({ text, before }) {
  if (/\btn?\(\s*$|\btn\(\s*"[^"]*",\s*$|lazy\($|import .*$|from $/.test(before)) return false;
  if (KEYS.test(text)) return false;
  const capitalised = /^\p{Lu}\p{Ll}+(?:[ :….]|$)/u.test(text.replaceAll("\0", "x"));
  const words = /^[a-z]{2,}(?: [a-z]+)+$/.test(text) && !/class|querySelector|\? "/.test(before);
  return capitalised || words;
}

/** Return the untranslated literals of a source. @param {string} source */
function untranslated(source) {
  return stringsOf(source).flatMap((string) => {
    if (string.kind === "html") return visibleLiterals(string.text);
    return isSentence(string) ? [string.text] : [];
  });
}

for (const path of SOURCES) {
  test(`every visible literal of ${path} is translated`, () => {
    assert.deepEqual(untranslated(readFileSync(path, "utf8")), []);
  });
}

test("the check for untranslated literals finds texts, attributes, toasts and templates", () => {
  const source = `
    const a = html\`<p title="Move it">Saved \${x && html\`<b>now</b>\`}</p>\`; // a "Comment here"
    notify("No open task"); notify(\`Moved: \${title}\`); const words = "any time";
    notify(t("Fine")); tn("{count} day", "{count} days", 2); press("Enter");`;
  assert.deepEqual(untranslated(source), [
    ...["now", "Move it", "Saved ", "No open task", "Moved: \0", "any time"],
  ]);
});

test("t replaces named placeholders with values as they are", () => {
  assert.equal(t("{title}: {slot}", { title: "{slot}", slot: 5 }), "{slot}: 5");
  assert.equal(t("Moved: {tasks}"), "Moved: ");
});

test("tn chooses the plural form and fills in the number", () => {
  assert.equal(tn("{count} day", "{count} days", 1), "1 day");
  assert.equal(
    tn("{count} day in {city}", "{count} days in {city}", 2, { city: "Rome" }),
    "2 days in Rome",
  );
});
