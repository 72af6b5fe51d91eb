/** Fastify with the schema, and its defaults. */
import { fastify } from "fastify";
import { handle, isSecret } from "./common-work.mjs";
import { PATH, schema } from "./delivery.mjs";
import { announce } from "./listen.mjs";

const app = fastify();

app.route({
  method: "POST",
  url: PATH,
  schema: { body: schema },
  onRequest(request, reply, done) {
    if (isSecret(request.query.token)) done();
    else reply.code(401).send();
  },
  handler(request, reply) {
    handle(request.body);
    reply.code(204).send();
  },
});

await app.listen({ host: "127.0.0.1", port: 0 });
announce(app.server);
