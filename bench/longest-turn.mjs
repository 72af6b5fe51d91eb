/** How long a request that a server of this process answers keeps its event loop busy at a stretch. */
import { once } from "node:events";
import { connect } from "node:net";

/** The longest turn of every run in milliseconds, and the status of the last answer. */
export async function measureTurns(port, bytes, runs) {
  const turns = [];
  let status = 0;
  for (let run = 0; run < runs; run++) {
    const watch = watchTurns();
    status = await statusOf(port, bytes);
    turns.push(await watch.end());
  }
  return { turns, status };
}

/**
 * Two immediates in a row are one turn apart, with all that was done in it. What a turn took is the lesser of two times:
 * the clock's also runs while the machine is busy with somebody else, the process's also counts helping threads.
 */
function watchTurns() {
  let longest = 0;
  let last = now();
  let finish;
  const beat = () => {
    const { clock, own } = now();
    longest = Math.max(longest, Math.min(clock - last.clock, own - last.own));
    last = { clock, own };
    if (finish) finish(longest);
    else setImmediate(beat);
  };
  setImmediate(beat);
  return {
    end: () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  };
}

/** In milliseconds. */
function now() {
  const { user, system } = process.cpuUsage();
  return { clock: performance.now(), own: (user + system) / 1000 };
}

/** Of the server's answer; 0 where there is none. The client only writes what is ready and waits for the end. */
async function statusOf(port, bytes) {
  const socket = connect(port, "127.0.0.1");
  const chunks = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  // A server may refuse and close before it has taken all: what counts is its answer.
  socket.on("error", () => {});
  socket.setTimeout(10_000, () => socket.destroy());
  socket.write(bytes);
  await once(socket, "close");
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(Buffer.concat(chunks).toString("latin1"))?.[1] ?? 0);
}

export const median = (figures) =>
  [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)];
