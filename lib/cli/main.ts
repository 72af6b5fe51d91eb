#!/usr/bin/env node
import { run } from "./program";
import { terminalOf } from "./terminal";

void run(process.argv.slice(2), terminalOf(process)).then((exitCode) => {
  process.exitCode = exitCode;
});
