// For each line {"text", "start", "last"} on stdin, print the dates that rrule.js computes.
import { readFileSync } from "node:fs";
import rrule from "rrule";

const day = (text) => new Date(`${text}T00:00:00Z`);

for (const line of readFileSync(0, "utf8").trim().split("\n")) {
  const { text, start, last } = JSON.parse(line);
  const rule = rrule.rrulestr(text, { dtstart: day(start) });
  const dates = rule.between(day(start), day(last), true);
  process.stdout.write(`${JSON.stringify(dates.map((date) => date.toISOString().slice(0, 10)))}\n`);
}
