/** Fills in the sign-up form's time zone from the browser. */

const zone = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=time_zone]"));
if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
