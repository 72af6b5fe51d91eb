/** Express with `express.json()` and Ajv by hand. */
import { Ajv } from "ajv";
import { schema } from "./delivery.mjs";
import { listen } from "./listen.mjs";
import { createApp } from "./validating-app.mjs";

const fits = new Ajv().compile(schema);

listen(createApp((req, _res, next) => next(fits(req.body) ? undefined : new Error("unfit"))));
