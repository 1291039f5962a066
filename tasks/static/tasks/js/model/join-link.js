/** Pure: the address of a video meeting. */
import { linkify } from "#wd/tasks/model/linkify.js";

/** Hosts of meetings, with all their subdomains. */
const HOSTS = [
  "meet.google.com",
  "zoom.us",
  "zoom.com",
  "teams.microsoft.com",
  "teams.live.com",
  "webex.com",
  "whereby.com",
  "meet.jit.si",
  "gotomeeting.com",
  "bluejeans.com",
  "chime.aws",
];

/** @param {string} address */
function isMeeting(address) {
  const { hostname } = new URL(address);
  return HOSTS.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

/**
 * Return the first address of a meeting in some texts; "" if there is none.
 * @param {...string} texts
 */
export function joinLink(...texts) {
  const addresses = texts.flatMap((text) => linkify(text).flatMap(({ href }) => href ?? []));
  return addresses.find((address) => URL.canParse(address) && isMeeting(address)) ?? "";
}
