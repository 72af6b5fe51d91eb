/** An Express app as users of validating middleware write it. */
import express from "express";
import { handle, isSecret } from "./common-work.mjs";
import { PATH } from "./delivery.mjs";

/** @param {import("express").RequestHandler} validate refuses by an error */
export const createApp = (validate) =>
  express()
    .post(PATH, authenticate, express.json(), validate, (req, res) => {
      handle(req.body);
      res.status(204).end();
    })
    .use((error, _req, res, _next) => res.status(error.status ?? 400).end());

function authenticate(req, res, next) {
  if (isSecret(req.query.token)) next();
  else res.status(401).end();
}
