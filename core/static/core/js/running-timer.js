/** Shows the running timer on the settings pages, and in their titles. */
import { t } from "./i18n.js";

const MINUTE = 60_000;

/** @param {string} path @returns {Promise<any>} an empty object if it can't be read */
const read = (path) =>
  fetch(`/api/v1${path}`).then(
    (response) => (response.ok ? response.json() : {}),
    () => ({}),
  );

/** Return the time since an instant as the planner shows it: "1h 5m". @param {string} instant */
function elapsedSince(instant) {
  const all = Math.max(0, Math.floor((Date.now() - Date.parse(instant)) / MINUTE));
  const [hours, minutes] = [Math.floor(all / 60), all % 60];
  if (!hours) return t("{minutes}m", { minutes });
  return minutes ? t("{hours}h {minutes}m", { hours, minutes }) : t("{hours}h", { hours });
}

/** @param {{task_id: number, recurrence_id: string | null, recurrence_time: string | null}} timer */
function addressOf({ task_id, recurrence_id, recurrence_time }) {
  const time = recurrence_time ? `&time=${recurrence_time.slice(0, 5)}` : "";
  return `/tasks/${task_id}/${recurrence_id ? `?day=${recurrence_id}${time}` : ""}`;
}

class RunningTimer extends HTMLElement {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  interval;

  async connectedCallback() {
    const page = document.title;
    const { timer } = await read("/timer");
    if (!timer) return;
    const { title = "" } = await read(`/tasks/${timer.task_id}`);
    const link = document.createElement("a");
    link.href = addressOf(timer);
    const show = () => {
      const text = `${elapsedSince(timer.started_at)} ${title}`.trim();
      link.textContent = text;
      document.title = `${text} · ${page}`;
    };
    show();
    this.append(link);
    this.interval = setInterval(show, MINUTE / 2);
  }

  disconnectedCallback() {
    clearInterval(this.interval);
  }
}

customElements.define("running-timer", RunningTimer);
