/** Pure: how the page words what it shows. */
import { clock, dayLabel } from "#wd/core/time.js";

/** @type {Record<number, string>} */
export const IMPACTS = { 1: "High", 2: "Mid", 3: "Low", 4: "Min" };

/** @type {Record<Clarity, {icon: string, name: string}>} */
export const CLARITIES = {
  autopilot: { icon: "zap", name: "Autopilot" },
  normal: { icon: "circle-dot", name: "Normal" },
  brainstorm: { icon: "brain", name: "Brainstorm" },
};

/** @type {Record<Energy, {icon: string, name: string, says: string}>} */
export const ENERGIES = {
  zombie: { icon: "battery-low", name: "Zombie", says: "Autopilot tasks only" },
  normal: { icon: "battery-medium", name: "Normal", says: "All but brainstorm tasks" },
  focus: { icon: "battery-full", name: "Focus", says: "Every task" },
};

/** @type {Record<Sort, string>} */
export const SORTS = {
  impact: "Impact",
  duration: "Duration",
  clarity: "Clarity",
  deadline: "Deadline",
  manual: "Manual",
};

/**
 * When something is scheduled, as short as can be.
 * @param {Entry} entry @param {string} today @param {boolean} twelve
 */
export function whenLabel({ date, start }, today, twelve) {
  if (date === null) return "";
  const day = date === today ? "" : dayLabel(date, today);
  if (start === null) return day || "Any time";
  return [day, clock(start, twelve)].filter(Boolean).join(" ");
}

/** "14:05 – 15:00" @param {number} start @param {number} end @param {boolean} twelve */
export const rangeLabel = (start, end, twelve) => `${clock(start, twelve)} – ${clock(end, twelve)}`;

/** @param {number} count @param {string} one @param {string} [many] */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** A title, or how many there are. @param {Entry[]} entries */
export const nameOf = (entries) =>
  entries.length === 1 ? entries[0].title : counted(entries.length, "task");

const MINUTE = 60_000;

/**
 * How long ago, roughly: "just now", "12 min", "3 h", "2 days".
 * @param {string} instant @param {number} now ms
 */
export function age(instant, now) {
  const minutes = Math.floor((now - Date.parse(instant)) / MINUTE);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 60 * 24) return `${Math.floor(minutes / 60)} h`;
  return counted(Math.floor(minutes / 60 / 24), "day");
}
