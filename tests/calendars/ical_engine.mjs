// Reads {"text", "first", "last"} from stdin and prints the calendar's occurrences between the two
// instants according to ical.js: [summary, start, end], instants in UTC, all-day events as dates.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const { text, first, last } = JSON.parse(readFileSync(0, "utf8"));
const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}

// A moved occurrence may have been scheduled originally for much later.
const horizon = new Date(Date.parse(last) + 100 * 24 * 3600 * 1000);
const format = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());
const occurrences = [];
const add = (event, start, end) => {
  const touches = end.toJSDate() > new Date(first) && start.toJSDate() < new Date(last);
  if (touches) occurrences.push([event.summary, format(start), format(end)]);
};

const events = calendar.getAllSubcomponents("vevent");
const single = events.filter((event) => !event.hasProperty("recurrence-id"));
const exceptions = events.filter((event) => event.hasProperty("recurrence-id"));
for (const component of single) {
  const uid = component.getFirstPropertyValue("uid");
  const own = exceptions.filter((exception) => exception.getFirstPropertyValue("uid") === uid);
  const event = new ICAL.Event(component, { exceptions: own, strictExceptions: true });
  if (!event.isRecurring()) {
    add(event, event.startDate, event.endDate);
    continue;
  }
  const iterator = event.iterator();
  for (let next = iterator.next(); next; next = iterator.next()) {
    if (next.toJSDate() >= horizon) break;
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    add(item, startDate, endDate);
  }
}
process.stdout.write(JSON.stringify(occurrences.sort()));
