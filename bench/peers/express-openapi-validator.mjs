/** Express with express-openapi-validator, and its defaults. */
import * as OpenApiValidator from "express-openapi-validator";
import { PATH, schema } from "./delivery.mjs";
import { listen } from "./listen.mjs";
import { createApp } from "./validating-app.mjs";

// A component of an OpenAPI document is named by its place.
const { $schema, $id, $comment, ...described } = schema;

const apiSpec = {
  openapi: "3.1.0",
  info: { title: "Callsavvy", version: "1.0.0" },
  paths: {
    [PATH]: {
      post: {
        parameters: [{ name: "token", in: "query", required: true, schema: { type: "string" } }],
        requestBody: { required: true, content: { "application/json": { schema: described } } },
        responses: { 204: { description: "Handled." } },
      },
    },
  },
};

listen(createApp(OpenApiValidator.middleware({ apiSpec })));
