/** Finds the strings and templates of a JavaScript source, for tests of our own modules. */

/**
 * @typedef {object} SourceString
 * @property {string} text static text; for a template, its parts joined by "\0"
 * @property {string} before the code before it on the same line and the line above
 * @property {"string" | "template" | "html"} kind
 */

/** Characters after which a slash starts a regular expression. */
const REGEX_BEFORE = /[(,=:[!&|?{};+]\s*$|\breturn\s*$/;

class Scanner {
  /** @param {string} source */
  constructor(source) {
    this.source = source;
    this.at = 0;
    /** @type {SourceString[]} */
    this.strings = [];
  }

  /** Read code up to the brace that closes a `${`, or to the end. */
  code() {
    let depth = 0;
    while (this.at < this.source.length) {
      const char = this.source[this.at];
      if (char === "}" && depth-- === 0) return;
      if (char === "{") depth++;
      if (char === '"') this.string();
      else if (char === "`") this.template();
      else if (this.source.startsWith("//", this.at)) this.skipPast("\n");
      else if (this.source.startsWith("/*", this.at)) this.skipPast("*/");
      else if (char === "/" && REGEX_BEFORE.test(this.source.slice(0, this.at))) this.regex();
      else this.at++;
    }
  }

  /** @param {string} end */
  skipPast(end) {
    this.at = this.source.indexOf(end, this.at + 2) + end.length;
  }

  regex() {
    const match = /\/(?:\\.|\[(?:\\.|[^\]])*\]|[^/])+\//y;
    match.lastIndex = this.at;
    this.at += match.exec(this.source)?.[0].length ?? 1;
  }

  string() {
    const begin = this.at;
    for (this.at++; this.source[this.at] !== '"'; this.at++) {
      if (this.source[this.at] === "\\") this.at++;
    }
    this.add("string", this.source.slice(begin + 1, this.at++), begin);
  }

  template() {
    const begin = this.at;
    const kind = this.source.slice(0, begin).endsWith("html") ? "html" : "template";
    const parts = [""];
    for (this.at++; this.source[this.at] !== "`"; this.at++) {
      if (this.source.startsWith("${", this.at)) {
        this.at += 2;
        this.code();
        parts.push("");
      } else parts[parts.length - 1] += this.source[this.at];
    }
    this.at++;
    this.add(kind, parts.join("\0"), begin);
  }

  /** @param {SourceString["kind"]} kind @param {string} text @param {number} begin */
  add(kind, text, begin) {
    const before = this.source.slice(0, begin).split("\n").slice(-2).join("\n");
    this.strings.push({ kind, text, before });
  }
}

/** @param {string} source */
export function stringsOf(source) {
  const scanner = new Scanner(source);
  scanner.code();
  return scanner.strings;
}
