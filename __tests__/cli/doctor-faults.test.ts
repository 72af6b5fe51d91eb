import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { examine } from "../../lib/cli/doctor/examine";
import type { Report } from "../../lib/cli/doctor/report";
import { silenceConsole } from "../helpers/silence";
import { SECRET } from "./faulty-apps/hand-written";
import { type PlantedFault, plantedFaults } from "./faulty-apps/planted-faults";
import { served } from "./faulty-apps/served";

silenceConsole();
jest.setTimeout(60_000);

const all = Object.entries(plantedFaults);

async function examined({ app, at, options, hangs }: PlantedFault): Promise<Report> {
  return examine(`${await served(app())}/${at}`, {
    provider: at,
    token: SECRET,
    // Enough for an answer on a busy machine.
    ...(hangs && { limits: { patienceMs: 2500 } }),
    ...options,
  });
}

function expectFault({ findings }: Report, fault: PlantedFault): void {
  const { check, verdict = "fault", seen, fix } = fault;
  const bad = findings.filter(({ verdict }) => verdict === "fault" || verdict === "warning");
  expect(bad).toEqual([
    expect.objectContaining({
      check,
      verdict,
      seen: expect.stringMatching(seen),
      why: expect.stringMatching(/\.$/),
      fix: expect.stringMatching(fix),
    }),
  ]);
}

describe("the doctor names", () => {
  it.each(all.filter(([, { hangs }]) => !hangs))("%s", async (_name, fault) => {
    const report = await examined(fault);
    expectFault(report, fault);
    expect(JSON.stringify(report)).not.toContain(SECRET);
  });
});

describe("the doctor names, by waiting for it,", () => {
  const hanging = all.filter(([, { hangs }]) => hangs);
  const reports = new Map<PlantedFault, Report>();

  // All at once, since there is nothing to do but wait.
  beforeAll(async () => {
    await Promise.all(hanging.map(async ([, fault]) => reports.set(fault, await examined(fault))));
  });

  it.each(hanging)("%s", (_name, fault) => {
    expectFault(reports.get(fault) as Report, fault);
  });
});
