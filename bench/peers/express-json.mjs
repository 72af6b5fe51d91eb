/** Express with `express.json()` and an empty route. Lets everybody in, and validates nothing. */
import express from "express";
import { PATH } from "./delivery.mjs";
import { listen } from "./listen.mjs";

const app = express()
  .post(PATH, express.json(), (_req, res) => res.status(204).end())
  .use((error, _req, res, _next) => res.status(error.status).end());

listen(app);
