import express5 from "express";
import express4 from "express4";

type Express = typeof express5;

/** Both Expresses that the package fits, under one type: what differs is what they do. */
export const expresses: readonly (readonly [name: string, express: Express])[] = [
  ["Express 4", express4 as unknown as Express],
  ["Express 5", express5],
];

export { express5 as express };
