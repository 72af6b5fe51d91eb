import express5 from "express";
import express4 from "express4";

type Express = typeof express5;

const all: readonly (readonly [name: string, express: Express])[] = [
  ["Express 4", express4 as unknown as Express],
  ["Express 5", express5],
];

/** Both Expresses that the package fits, under one type: what differs is what they do. `EXPRESS=5` leaves one out. */
export const expresses = all.filter(([name]) => name.includes(process.env["EXPRESS"] ?? ""));

export { express5 as express };
