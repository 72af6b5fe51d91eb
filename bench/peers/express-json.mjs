/** Express with `express.json()` and an empty route. Lets everybody in, and validates nothing. */
import express from "express";
import { PATH } from "./delivery.mjs";
import { listen } from "./listen.mjs";

const app = express()
  .use(express.json())
  .post(PATH, (_req, res) => res.status(204).end())
  .use((error, _req, res, _next) => res.status(error.status).end());

listen(app);
