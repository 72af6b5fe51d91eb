import { element } from "./element.mjs";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

const isToday = (date) => date.toDateString() === new Date().toDateString();

/** The time of day, and the day where it is not today. */
export function timeOf(iso) {
  return element("time", { datetime: iso, title: exactTime(iso) }, timeText(iso));
}

function timeText(iso) {
  const date = new Date(iso);
  return isToday(date) ? clock.format(date) : `${calendar.format(date)}, ${clock.format(date)}`;
}

export const exactTime = (iso) => exact.format(new Date(iso));

/** Seconds as `3:04` or `1:03:04`. */
export function duration(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number) => String(number).padStart(2, "0");
  const rest = two(Math.floor(seconds) % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

const since = (iso) => duration(Math.max(0, (Date.now() - Date.parse(iso)) / 1000));

/** How long something has been going on; `keepTime` has it go on. */
export const timer = (iso) => element("span", { class: "timer", "data-since": iso }, since(iso));

/** Sets all timers of the page each second, and all times of day where a new day has begun. */
export function keepTime() {
  let today = new Date();
  setInterval(() => {
    if (!isToday(today)) {
      today = new Date();
      for (const shown of document.querySelectorAll("time")) {
        shown.textContent = timeText(shown.dateTime);
      }
    }
    for (const shown of document.querySelectorAll("[data-since]")) {
      shown.textContent = since(shown.dataset.since);
    }
  }, 1000);
}
