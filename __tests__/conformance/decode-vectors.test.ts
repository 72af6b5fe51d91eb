import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import express from "express";
import request from "supertest";
import { callsavvy, type ErrorCode, type Repair, servetel, sharedSecret } from "telephony-webhooks";
import { canonicalJson } from "../../lib/json";
import { root } from "../schemas/read-schemas";

interface Vector {
  readonly name: string;
  readonly provider: "callsavvy" | "servetel";
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly query: string;
  readonly contentType: string | null;
  readonly bodyBase64: string | null;
  readonly options: {
    readonly trigger?: never;
    readonly fields?: never;
    readonly secret?: { readonly query: string; readonly value: string };
  };
  readonly expect: ExpectedEvent | { readonly status: number; readonly code: ErrorCode };
}

interface ExpectedEvent {
  readonly type: string;
  readonly identifiedBy: string;
  readonly id: string;
  readonly payload: object;
  readonly repairs: readonly Repair[];
}

const { vectors } = JSON.parse(
  readFileSync(join(root, "conformance/decode-vectors.json"), "utf8"),
) as { readonly vectors: readonly Vector[] };

const receivers = { callsavvy, servetel };

/** Answers what the receiver has made of the delivery. */
async function received(vector: Vector): Promise<object> {
  const { provider, method, path, query, contentType, bodyBase64, options } = vector;
  const { secret, ...others } = options;
  const auth = secret ? sharedSecret(secret.value, { query: secret.query }) : "none";
  const receiver = receivers[provider]({ ...others, auth, unhandled: "next" });
  const app = express()
    .use(
      "/hook",
      receiver.onRejected(() => {}),
    )
    .use((req, res) => void res.json(req.webhook));

  const url = `/hook${path}${query && `?${query}`}`;
  const sent = request(app)[method.toLowerCase() as "get"](url);
  if (contentType !== null) sent.set("Content-Type", contentType);
  // Else supertest would write the bytes down as JSON.
  if (bodyBase64) sent.serialize((bytes) => bytes).send(Buffer.from(bodyBase64, "base64"));
  const { body } = await sent;
  if (body.code) return { status: body.status, code: body.code };
  const { type, identifiedBy, id, payload, repairs } = body;
  return { type, identifiedBy, id, payload: canonicalJson(payload), repairs: sorted(repairs) };
}

const sorted = (repairs: readonly Repair[]) =>
  [...repairs].sort((a, b) => order(a.path, b.path) || order(a.rule, b.rule));

const order = (a: string, b: string) => (a < b ? -1 : Number(a > b));

describe("a delivery of conformance/decode-vectors.json", () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))("%s", async (_name, vector) => {
    const { expect: expected } = vector;
    expect(await received(vector)).toEqual(
      "code" in expected ? expected : { ...expected, payload: canonicalJson(expected.payload) },
    );
  });

  it("has a name of its own", () => {
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
  });
});
