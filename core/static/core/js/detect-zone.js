/** Tells the sign-up form which time zone this person lives in. */

const zone = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=time_zone]"));
if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
