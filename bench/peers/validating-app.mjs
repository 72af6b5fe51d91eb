/** An Express app as Express's and the validators' own documentation has it: the parser for all, the rest for the route. */
import express from "express";
import { handle, isSecret } from "./common-work.mjs";
import { PATH } from "./delivery.mjs";

/** @param {import("express").RequestHandler} validate refuses by an error */
export const createApp = (validate) =>
  express()
    .use(express.json())
    .post(PATH, authenticate, validate, (req, res) => {
      handle(req.body);
      res.status(204).end();
    })
    .use((error, _req, res, _next) => res.status(error.status ?? 400).end());

function authenticate(req, res, next) {
  if (isSecret(req.query.token)) next();
  else res.status(401).end();
}
