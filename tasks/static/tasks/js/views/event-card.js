/** The details of an event: when, where, in which calendar, and how to join it. */
import { send } from "#wd/core/api.js";
import { hue } from "#wd/core/colour.js";
import { t } from "#wd/core/i18n.js";
import { addDays, longDay } from "#wd/core/time.js";
import { html, Icon, useEffect, useState } from "#wd/core/ui.js";
import { joinLink } from "#wd/tasks/model/join-link.js";
import { linkify } from "#wd/tasks/model/linkify.js";
import { rangeLabel } from "#wd/tasks/model/wording.js";
import { colourOf, twelve } from "#wd/tasks/state/derived.js";
import { openEvent } from "#wd/tasks/state/page.js";
import { Popover } from "#wd/tasks/views/popover.js";

const close = () => {
  openEvent.value = null;
};

/** @type {Record<string, string>} */
const RESPONSES = {
  unanswered: t("You haven't answered the invitation."),
  accepted: t("You accepted the invitation."),
  tentative: t("You answered “maybe”."),
  declined: t("You declined the invitation."),
};

/** @param {{entry: Entry, anchor: Element}} props */
export function EventCard({ entry, anchor }) {
  const event = /** @type {CalendarEvent} */ (entry.event);
  const details = useDetails(event.id);
  const join = joinLink(event.link, event.location);
  return html`<${Popover} anchor=${anchor} label=${t("Event: {title}", { title: entry.title })} kind="event-card"
    onClose=${close}>
    <h3 tabindex="-1" data-first>${entry.title}</h3>
    <p>${whenOf(entry)}</p>
    ${event.location && event.location !== join && html`<p><${Icon} name="map-pin" size=${14} /><span><${Linked} text=${event.location} /></span></p>`}
    <p><i class="dot hue" style=${hue(colourOf(entry))}></i><span role="status">${details.text}</span></p>
    ${RESPONSES[details.response] && html`<p>${RESPONSES[details.response]}</p>`}
    <footer>
      ${join && html`<${Address} href=${join} kind="primary" icon="external-link" text=${t("Join the meeting")} />`}
      ${isAddress(event.link) && event.link !== join && html`<${Address} href=${event.link} kind="quiet" icon="external-link" text=${t("Open in the calendar")} />`}
      <button type="button" class="quiet" onClick=${close}>${t("Close")}</button>
    </footer>
  <//>`;
}

/** Load the name of the calendar and the answer. @param {number} id negative for days away */
function useDetails(id) {
  const [details, setDetails] = useState({ text: id < 0 ? "" : t("Loading…"), response: "" });
  useEffect(() => {
    if (id < 0) return;
    send("GET", `/events/${id}`).then(
      (/** @type {EventDetails} */ { calendar, account, response }) =>
        setDetails({ text: [calendar, account].filter(Boolean).join(" · "), response }),
      ({ message }) => setDetails({ text: message, response: "" }),
    );
  }, []);
  return details;
}

/** @param {Entry} entry */
function whenOf({ date, start, minutes, days }) {
  const first = date ?? "";
  if (start !== null)
    return `${longDay(first)}, ${rangeLabel(start, start + minutes, twelve.value)}`;
  const last = addDays(first, days - 1);
  return days === 1
    ? t("{day}, all day", { day: longDay(first) })
    : `${longDay(first)} – ${longDay(last)}`;
}

/** Other schemes could run a script. @param {string} link */
const isAddress = (link) => /^https?:\/\//.test(link);

/** @param {{text: string}} props */
const Linked = ({ text }) =>
  linkify(text).map(({ text: part, href }) =>
    href ? html`<a href=${href} target="_blank" rel="noopener noreferrer">${part}</a>` : part,
  );

/** @param {{href: string, kind: string, icon: string, text: string}} props */
const Address = ({ href, kind, icon, text }) => html`<a class=${kind} href=${href} target="_blank"
  rel="noopener noreferrer"><${Icon} name=${icon} size=${14} />${text}</a>`;
