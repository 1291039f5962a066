/** The trash: restore what was archived or deleted, or delete it permanently. */
import { hue } from "#wd/core/colour.js";
import { t, tn } from "#wd/core/i18n.js";
import { dayInSentence, dayLabel, dayMonth, wallClock } from "#wd/core/time.js";
import { html, Icon, useEffect, useRef, useState } from "#wd/core/ui.js";
import { today } from "#wd/tasks/state/clock.js";
import { domainsById } from "#wd/tasks/state/derived.js";
import { preferences, rev } from "#wd/tasks/state/server.js";
import { empty, erase, items, load, loadMore, next, restore } from "#wd/tasks/state/trash.js";
import { DomainMark } from "#wd/tasks/views/domain-mark.js";
import { EmptyState } from "#wd/tasks/views/list/empty.js";
import { Popover } from "#wd/tasks/views/popover.js";

/** @typedef {import("#wd/tasks/state/trash.js").TrashItem} TrashItem */

const BIN = "M16 22h40M28 22v-6h16v6M21 22l3 36h24l3-36M31 32v16M41 32v16";

export function Trash() {
  useEffect(() => {
    load();
  }, [rev.value]);
  const all = items.value ?? [];
  const some = all.some(({ state }) => state === "deleted");
  return html`<section class="list trash" tabindex="0" aria-label=${t("Trash")} aria-busy=${String(!items.value)}>
    <header class="head"><div><h2>${t("Trash")}</h2>
      <p>${t("Archived tasks stay here. Deleted ones are removed after a while.")}</p></div>
      ${
        some &&
        html`<${Confirmed} name=${t("Empty the trash")} label=${t("Empty the trash")} run=${empty}
        question=${t("Delete everything in the trash permanently? Archived tasks stay. This can't be undone.")} />`
      }
    </header>
    <ul class="rows" hidden=${!all.length}>
      ${all.map((item) => html`<${Item} key=${`${item.kind}${item.id}`} item=${item} />`)}
      ${
        next.value &&
        html`<li><button type="button" class="quiet" onClick=${loadMore}>${t("Show more")}</button></li>`
      }
    </ul>
    ${
      items.value?.length === 0 &&
      html`<${EmptyState} title=${t("The trash is empty")} path=${BIN}
      text=${t("Tasks that you archive or delete appear here.")} />`
    }
  </section>`;
}

/** @param {{item: TrashItem}} props */
function Item({ item }) {
  const { title } = item;
  const domain = domainsById.value.get(item.domain_id ?? 0);
  return html`<li class="trashed hue" style=${hue(domain?.colour)}>
    <span class="place-mark" title=${domain?.name}><${DomainMark} domain=${domain} /></span>
    <div><b>${title}</b><small>${details(item)}</small></div>
    <button type="button" class="text-button" aria-label=${t("Restore: {title}", { title })}
      onClick=${() => restore(item)}><${Icon} name="undo-2" size=${14} />${t("Restore")}</button>
    <${Confirmed} name=${t("Delete permanently")} label=${t("Delete permanently: {title}", { title })} run=${() => erase(item)}
      question=${t("Delete “{title}” permanently? This can't be undone.", { title })} icon />
  </li>`;
}

/** "Deleted yesterday · 2 subtasks · permanently on 30 Dec" @param {TrashItem} item */
function details(item) {
  const { time_zone, day_start_hour } = preferences.value;
  const dayOf = (/** @type {string} */ instant) =>
    wallClock(new Date(instant), time_zone, day_start_hour).today;
  const day = dayInSentence(dayOf(item.since), today.value);
  const parts = [
    item.state === "deleted" ? t("Deleted {day}", { day }) : t("Archived {day}", { day }),
  ];
  if (item.scheduled_date) parts.unshift(dayLabel(item.scheduled_date, today.value));
  if (item.repeats) parts.push(t("repeats"));
  if (item.subtasks) parts.push(tn("{count} subtask", "{count} subtasks", item.subtasks));
  if (item.delete_at)
    parts.push(t("permanently on {day}", { day: dayMonth(dayOf(item.delete_at)) }));
  return parts.join(" · ");
}

/**
 * A button that asks once before it acts.
 * @param {{name: string, label: string, question: string, icon?: boolean, run: () => void}} props
 */
function Confirmed({ name, label, question, icon, run }) {
  const anchor = useRef(null);
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const confirm = () => {
    close();
    run();
  };
  return html`<button type="button" class=${icon ? "icon-button" : "quiet"} ref=${anchor} aria-label=${label}
      title=${name} aria-haspopup="dialog" aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>
      ${icon ? html`<${Icon} name="trash-2" size=${15} />` : name}</button>
    ${
      open &&
      html`<${Popover} anchor=${anchor.current} label=${label} kind="confirm" onClose=${close}>
      <p>${question}</p>
      <footer><button type="button" class="primary danger" onClick=${confirm}>${name}</button>
        <button type="button" class="quiet" data-first onClick=${close}>${t("Cancel")}</button></footer>
    <//>`
    }`;
}
