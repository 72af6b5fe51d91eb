/** How long a process takes until it answers its first delivery, what heap it uses then, and what loading is of that. */
import { once } from "node:events";
import { request } from "node:http";
import { createRequire } from "node:module";
import { Child } from "../child.mjs";
import { atMost } from "../goals.mjs";
import { PATH, payload, SECRET } from "../peers/delivery.mjs";
import { measureRounds } from "../rounds.mjs";
import { differences, median } from "../statistics.mjs";

const { resolve } = createRequire(import.meta.url);

const programs = [
  { name: "bare-node", title: "node:http" },
  { name: "express", title: "Express" },
  { name: "express-json", title: "Express + express.json()" },
  { name: "telephony-webhooks", title: "Express + telephony-webhooks" },
  { name: "telephony-webhooks-node", title: "telephony-webhooks/node" },
  { name: "express-ajv", title: "Express + express.json() + Ajv, compiling our schemas" },
];

const beforehand = [resolve("express"), resolve("body-parser")];
const dist = (file) => resolve(`../../dist/${file}.js`);

const loads = [
  { name: "express", title: "express", paths: [resolve("express")] },
  {
    name: "telephony-webhooks",
    title: "telephony-webhooks, beyond express and body-parser",
    paths: [...beforehand, dist("index")],
  },
  {
    name: "telephony-webhooks-node",
    title: "telephony-webhooks/node, beyond the former",
    paths: [...beforehand, dist("index"), dist("node")],
  },
  {
    name: "telephony-webhooks-fetch",
    title: "telephony-webhooks/fetch, beyond the former",
    paths: [...beforehand, dist("index"), dist("fetch")],
  },
  {
    name: "ajv",
    title: "Ajv, compiling our schemas, beyond express and body-parser",
    paths: [...beforehand, resolve("./compiled-schemas.cjs")],
  },
];

/** @param {{ rounds: number, progress: import("../progress.mjs").Progress }} options */
export async function measure({ rounds, progress }) {
  const measured = [
    ...programs.map((program) => ({ program, run: () => startProgram(program) })),
    ...loads.map((load) => ({ load, run: () => loadApart(load) })),
  ];
  // The first round reads the files from the disk, and is not counted.
  const figures = await measureRounds(measured, rounds + 1, ({ run }, round) => {
    progress.show(round === 0 ? "warms up" : `round ${round} of ${rounds}`);
    return run();
  });
  const counted = [...figures].map(([what, all]) => ({
    ...what,
    ms: all.slice(1).map(({ ms }) => ms),
    heapBytes: all.slice(1).map(({ heapBytes }) => heapBytes),
  }));
  return summarize(
    counted.filter(({ program }) => program),
    counted.filter(({ load }) => load),
    rounds,
  );
}

/** In milliseconds from spawn to the first answer, as its sender sees it. */
async function startProgram({ name }) {
  const startedAt = performance.now();
  const child = new Child(new URL(`programs/${name}.cjs`, import.meta.url), {
    args: [PATH, SECRET],
    execArgv: ["--expose-gc"],
  });
  try {
    const { port } = await child.hear();
    const status = await deliver(port);
    const ms = performance.now() - startedAt;
    if (status !== 200 && status !== 204) throw new Error(`${name} answers ${status}`);
    const { heapBytes } = await child.ask("heap");
    return { ms, heapBytes };
  } finally {
    await child.end();
  }
}

/** Gives the status. */
async function deliver(port) {
  const sent = request({
    ...{ host: "127.0.0.1", port, agent: false, method: "POST" },
    path: `${PATH}?token=${SECRET}`,
    headers: { "Content-Type": "application/json" },
  });
  sent.end(JSON.stringify(payload));
  const [answer] = await once(sent, "response");
  answer.resume();
  return answer.statusCode;
}

async function loadApart({ paths }) {
  const child = new Child(new URL("load.cjs", import.meta.url), {
    args: paths,
    execArgv: ["--expose-gc"],
  });
  try {
    return await child.hear();
  } finally {
    await child.end();
  }
}

function summarize(started, loaded, rounds) {
  const express = started.find(({ program }) => program.name === "express");
  const ours = loaded.find(({ load }) => load.name === "telephony-webhooks");
  const figuresOf = ({ ms, heapBytes }) => ({ ms: median(ms), heapBytes: median(heapBytes) });
  return {
    figures: {
      starts: started.map((one) => ({
        name: one.program.name,
        ...figuresOf(one),
        msBeyondExpress: median(differences(one.ms, express.ms)),
      })),
      loads: loaded.map((one) => ({ name: one.load.name, ...figuresOf(one) })),
    },
    notes: [
      `Medians of ${rounds} processes each, with their lowest and highest; files have been read before. Heap is what is in use after a collection: of a program, after its first answer. body-parser is loaded by express itself.`,
    ],
    tables: [
      {
        columns: ["spawn to first answer", "ms", "lowest–highest", "beyond Express", "heap MB"],
        rows: started.map((one) => [
          one.program.title,
          ...milliseconds(one.ms),
          signed(median(differences(one.ms, express.ms))),
          megabytes(median(one.heapBytes)),
        ]),
      },
      {
        columns: ["loading", "ms", "lowest–highest", "heap MB"],
        rows: loaded.map((one) => [
          one.load.title,
          ...milliseconds(one.ms),
          megabytes(median(one.heapBytes)),
        ]),
      },
    ],
    verdicts: [
      atMost("loading beyond express and body-parser", 10, median(ours.ms), "ms"),
      atMost("its heap", 1, median(ours.heapBytes) / 1e6, "MB", 2),
    ],
  };
}

const milliseconds = (figures) => [
  median(figures).toFixed(1),
  `${Math.min(...figures).toFixed(1)}–${Math.max(...figures).toFixed(1)}`,
];

const megabytes = (bytes) => (bytes / 1e6).toFixed(2);
const signed = (ms) => (ms > 0 ? "+" : "") + ms.toFixed(1);
