/** Command lines: what every script here does with its own. */
import { parseArgs } from "node:util";

/**
 * The values of the options. Prints the help where it is asked for; ends with exit code 2 for wrong usage.
 * @param {string} help
 * @param {import("node:util").ParseArgsConfig["options"]} options
 */
export function readArguments(help, options) {
  return readNamesAndArguments(help, options, { allowPositionals: false }).values;
}

/**
 * The same, with what stands there without an option's name.
 * @param {string} help
 * @param {import("node:util").ParseArgsConfig["options"]} options
 */
export function readNamesAndArguments(help, options, { allowPositionals = true } = {}) {
  try {
    const config = { options: { ...options, help: { type: "boolean" } }, allowPositionals };
    const { values, positionals: names } = parseArgs(config);
    if (!values.help) return { values, names };
    process.stdout.write(help);
    process.exit(0);
  } catch (error) {
    refuseUsage(error.message);
  }
}

/** A positive number, whole where it has to be. */
export function positive(name, text, { isWhole = false } = {}) {
  const number = Number(text);
  const fits = number > 0 && (isWhole ? Number.isSafeInteger(number) : Number.isFinite(number));
  if (!fits) refuseUsage(`--${name} takes a ${isWhole ? "whole " : ""}number above 0`);
  return number;
}

export function refuseUsage(message) {
  console.error(`${message}\nTry --help.`);
  process.exit(2);
}
