/** Express with express-json-validator-middleware, and its defaults. */
import { Validator } from "express-json-validator-middleware";
import { schema } from "./delivery.mjs";
import { listen } from "./listen.mjs";
import { createApp } from "./validating-app.mjs";

listen(createApp(new Validator().validate({ body: schema })));
