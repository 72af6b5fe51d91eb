/** Measures one table, and tells the result to who has started this process. */
import { Progress } from "./progress.mjs";

const [name, rounds, seconds] = process.argv.slice(2);

process.on("disconnect", () => process.exit());
const { measure } = await import(`./${name}/measure.mjs`);
const progress = new Progress();
try {
  const result = await measure({ rounds: Number(rounds), seconds: Number(seconds), progress });
  process.send(result);
} finally {
  progress.end();
}
