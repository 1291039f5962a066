/**
 * Sessions of editing a text: saved while the person types, also when the page is closed; one entry
 * of the activity log and one undo for each session.
 */
import { t } from "#wd/core/i18n.js";
import { pathOf } from "#wd/tasks/state/actions.js";
import { count } from "#wd/tasks/state/changes.js";
import { forget, undoables } from "#wd/tasks/state/history.js";
import { post, submit } from "#wd/tasks/state/outbox.js";
import { addOverlay, serverRow } from "#wd/tasks/state/server.js";

/** @typedef {import("#wd/core/outbox.js").PendingWrite} PendingWrite */
/** @typedef {import("#wd/tasks/state/history.js").Undoable} Undoable */
/**
 * @typedef {{entry: Entry, title: boolean, value: string, load?: () => Promise<string>, onTheirs: (text: string) => void}}
 * Options `load` reads notes, which rows don't contain; `onTheirs` receives what another device wrote
 */

const PAUSE_MS = 500;

/** @type {Set<Session>} */
const sessions = new Set();

addEventListener("pagehide", () => {
  for (const session of sessions) session.leave();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) for (const session of sessions) session.save();
});

/** @param {Options} options */
export function beginSession(options) {
  const session = new Session(options);
  sessions.add(session);
  return session;
}

class Session {
  /** @param {Options} options */
  constructor(options) {
    const { entry, title, value } = options;
    this.options = options;
    this.kind = /** @type {"tasks" | "instances"} */ (
      entry.kind === "instance" ? "instances" : "tasks"
    );
    this.field = `${entry.kind === "instance" ? "own_" : ""}${title ? "title" : "description"}`;
    this.text = value;
    this.saved = /** @type {string | null} */ (value);
    /** The server's text as far as the person knows. */
    this.known = value;
    this.base = this.row?.version;
    this.sent = new Set([value]);
    this.unanswered = 0;
    this.active = true;
    this.last = "";
    this.undoable = /** @type {Undoable | null} */ (null);
    this.timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  }

  get row() {
    return /** @type {any} */ (serverRow(this.kind, this.options.entry.id));
  }

  /** @param {string} text */
  type(text) {
    this.text = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE_MS);
  }

  /** Save the text unless it is saved. @returns {PendingWrite | undefined} */
  save() {
    clearTimeout(this.timer);
    const { title } = this.options;
    // As the server cleans it.
    const text = title ? this.text.trim().replace(/\s+/g, " ") : this.text.trim();
    if (text === this.saved || (title && !text)) return undefined;
    const write = this.writeOf(text);
    this.record(write.key, this.saved ?? this.known);
    this.saved = text;
    const previous = this.last;
    this.last = write.key;
    this.sent.add(text);
    this.unanswered++;
    const removeOverlay = addOverlay(write.overlay ?? {});
    count(submit(write, removeOverlay, (error) => this.takeBack(error)))
      .then((patch) => patch && this.acknowledge(write.key, patch, previous))
      .catch(() => this.undoable && forget(undoables, this.undoable))
      .finally(() => {
        this.unanswered--;
      });
    return write;
  }

  /** @param {string} text @returns {PendingWrite & {overlay: object}} */
  writeOf(text) {
    const { entry, title } = this.options;
    return {
      key: crypto.randomUUID(),
      method: "PATCH",
      path: pathOf(entry),
      line: {
        [this.field]: text,
        version: this.base,
        ...(this.last && { amends: this.last }),
      },
      words: title
        ? t("Renamed: {title}", { title: text })
        : t("Notes changed: {title}", { title: entry.title }),
      overlay: { [this.kind]: new Map([[entry.id, { [this.field]: text }]]) },
    };
  }

  /** Let one undo bring back the text from before the session. @param {string} key @param {string} before */
  record(key, before) {
    const { entry } = this.options;
    if (!this.undoable || !undoables.includes(this.undoable)) {
      const fields = { [this.field]: before };
      this.undoable = { before: { [this.kind]: new Map([[entry.id, fields]]) }, text: "" };
      undoables.push(this.undoable);
    }
    Object.assign(this.undoable, { keys: [key], acknowledged: false });
  }

  /** @param {string} key @param {Patch} patch @param {string} previous the key of the save before */
  acknowledge(key, patch, previous) {
    // A save that changed nothing has nothing to undo, and can't be continued.
    if (patch.activity === null && this.last === key) this.forgetLast(previous);
    const row = patch[this.kind]?.find(({ id }) => id === this.options.entry.id);
    this.base = row?.version ?? this.base;
    if (this.undoable && this.last === key) this.undoable.acknowledged = true;
  }

  /** @param {string} previous */
  forgetLast(previous) {
    this.last = previous;
    if (this.undoable && previous) this.undoable.keys = [previous];
  }

  /**
   * Save the text again on top of what another device wrote, as long as the person is writing.
   * @param {{current: any}} error
   */
  takeBack({ current }) {
    if (!this.active || !current) return false;
    this.base = current.version;
    this.saved = null;
    this.reveal(current);
    this.save();
    return true;
  }

  /** Look at the row after a change: another device may have changed the text. */
  compare() {
    const { row } = this;
    if (!row || this.unanswered || row.version === this.base) return;
    this.base = row.version;
    this.reveal(row);
  }

  /** @param {any} row */
  async reveal(row) {
    const { entry, load, onTheirs } = this.options;
    const text = load
      ? await load().catch(() => this.known)
      : (row[this.field] ?? entry.task.title);
    if (!this.active || text === this.known) return;
    this.known = text;
    if (!this.sent.has(text)) onTheirs(text);
  }

  /** Whether the person typed something since the last save. */
  get unsaved() {
    return this.text.trim() !== this.saved;
  }

  /** Save and send the text at once: the page is being closed. */
  leave() {
    const first = !this.unanswered;
    const write = this.save();
    if (write && first) post(write).catch(() => {});
  }

  /** Stop without saving. */
  drop() {
    clearTimeout(this.timer);
    this.active = false;
    sessions.delete(this);
  }

  end() {
    this.save();
    if (this.undoable) this.undoable.text = this.writeOf(this.saved ?? this.text).words ?? "";
    this.drop();
  }
}
