import express5 from "express";
import express4 from "express4";

type Express = typeof express5;

const all: readonly (readonly [name: string, express: Express])[] = [
  ["Express 4", express4 as unknown as Express],
  ["Express 5", express5],
];

/** Whether a way to listen is to be tested: `EXPRESS=5` leaves out all others. */
export const isAsked = ([name]: readonly [name: string, ...rest: unknown[]]) =>
  name.includes(process.env["EXPRESS"] ?? "");

/** Both Expresses that the package fits, under one type: what differs is what they do. */
export const expresses = all.filter(isAsked);

export { express5 as express };
