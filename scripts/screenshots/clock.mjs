/** Preloaded, has a process live at the instant that its parent tells it, in milliseconds since 1970. */
let nowMs = 0;

globalThis.Date = class extends Date {
  constructor(...parts) {
    super(...(parts.length > 0 ? parts : [nowMs]));
  }

  static now() {
    return nowMs;
  }
};

process.on("message", (toldMs) => {
  nowMs = toldMs;
  process.send(toldMs);
});
