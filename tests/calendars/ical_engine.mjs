// Answers {"text", "first", "last"} on stdin with what a calendar holds between two instants by
// ical.js: [summary, start, end] of each occurrence, instants in UTC, whole days as dates.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const { text, first, last } = JSON.parse(readFileSync(0, "utf8"));
const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}

// What is moved may have been meant for long after.
const horizon = new Date(Date.parse(last) + 100 * 24 * 3600 * 1000);
const told = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());
const found = [];
const take = (event, start, end) => {
  const touches = end.toJSDate() > new Date(first) && start.toJSDate() < new Date(last);
  if (touches) found.push([event.summary, told(start), told(end)]);
};

const events = calendar.getAllSubcomponents("vevent");
const single = events.filter((event) => !event.hasProperty("recurrence-id"));
const exceptions = events.filter((event) => event.hasProperty("recurrence-id"));
for (const component of single) {
  const uid = component.getFirstPropertyValue("uid");
  const own = exceptions.filter((each) => each.getFirstPropertyValue("uid") === uid);
  const event = new ICAL.Event(component, { exceptions: own, strictExceptions: true });
  if (!event.isRecurring()) {
    take(event, event.startDate, event.endDate);
    continue;
  }
  const iterator = event.iterator();
  for (let next = iterator.next(); next; next = iterator.next()) {
    if (next.toJSDate() >= horizon) break;
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    take(item, startDate, endDate);
  }
}
process.stdout.write(JSON.stringify(found.sort()));
