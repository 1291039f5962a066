/** Copies the address of a task or a day of a series. */
import { t } from "#wd/core/i18n.js";
import { notify } from "#wd/tasks/state/notice.js";
import { addressOf } from "#wd/tasks/state/route.js";

/** @param {string} key of the entry */
export async function copyLink(key) {
  const link = new URL(addressOf(key) ?? "/", location.href).href;
  try {
    await navigator.clipboard.writeText(link);
    notify(t("Link copied"));
  } catch {
    notify(t("Your browser did not allow copying. The link is {link}", { link }));
  }
}
