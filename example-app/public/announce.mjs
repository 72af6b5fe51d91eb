const region = document.getElementById("announcement");
const waiting = [];

/** Has a screen reader say something, after what it is about to say already. */
export function announce(text) {
  waiting.push(text);
  if (waiting.length > 1) return;
  setTimeout(() => {
    region.textContent = waiting.splice(0).join(" ");
  }, 200);
}
