import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, jest } from "@jest/globals";
import express from "express";
import request from "supertest";
import {
  type CallerInformationAnswer,
  callsavvy,
  html,
  type TextReply,
  type WebhookError,
} from "telephony-webhooks";
import { ringing } from "../fixtures/minimal";

const message = {
  event: "chatbotCallback",
  original_message: "<script>alert(1)</script>",
  sender_name: `O'Neil & "Sons" <b>`,
  bot_name: "greeter",
  department: "",
  business_name: "Example Traders",
};

const phone = (deadlineMs = 1000) => callsavvy({ auth: "none", deadlineMs });
const post = (receiver: ReturnType<typeof phone>, fields: object) =>
  request(express().use(receiver)).post("/").send(fields);
const postForm = (receiver: ReturnType<typeof phone>, fields: object) =>
  request(express().use(receiver)).post("/").type("form").send(fields);

describe("the reply to callerInformation", () => {
  it("is JSON with status success and what the handler returned", async () => {
    const receiver = phone().on("callerInformation", async ({ payload }) => ({
      caller_name: `Zoë ${payload.caller_number}`,
      caller_email: "zoe@example.com",
      customer_info: "Gold",
    }));
    const response = await post(receiver, ringing);
    expect(response.status).toBe(200);
    expect(response.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(response.body).toEqual({
      status: "success",
      caller_name: "Zoë +2345550100",
      caller_email: "zoe@example.com",
      customer_info: "Gold",
    });
  });

  it.each<[string, CallerInformationAnswer]>([
    ["absent", {}],
    ["null", { caller_name: null, caller_email: null, customer_info: null }],
    ["undefined", { caller_name: undefined }],
  ])("has empty texts for fields that are %s", async (_case, answer) => {
    const response = await post(
      phone().on("callerInformation", () => answer),
      ringing,
    );
    expect(response.body).toEqual({
      status: "success",
      caller_name: "",
      caller_email: "",
      customer_info: "",
    });
  });

  it("holds nothing that its schema does not declare", async () => {
    const row = { caller_name: "Asha", card_number: "canary", balance: 10n };
    const response = await post(
      phone().on("callerInformation", () => row),
      ringing,
    );
    expect(response.body).toMatchObject({ status: "success", caller_name: "Asha" });
    expect(response.text).not.toMatch(/canary|balance/);
  });

  it("is refused with 500 where looking at it throws", async () => {
    const onError = jest.fn<(error: WebhookError) => void>();
    const row = {
      get caller_name(): string {
        throw new Error("canary");
      },
    };
    const receiver = phone()
      .on("callerInformation", () => row)
      .onError(onError);
    const response = await post(receiver, ringing);
    expect([response.status, response.body.code]).toEqual([500, "ERR_REPLY_INVALID"]);
    expect(response.text).not.toContain("canary");
    expect(onError.mock.calls.map(([{ code }]) => code)).toEqual(["ERR_REPLY_INVALID"]);
  });

  it.each<[string, unknown, string]>([
    ["nothing", undefined, "an object is expected"],
    ["a text", "canary", "an object is expected"],
    ["a list", [], "an object is expected"],
    ["html", html`<p>canary</p>`, "an object is expected"],
    [
      "fields that nobody has awaited",
      { caller_name: Promise.resolve("canary"), customer_info: Promise.resolve("canary") },
      "/caller_name is a promise: await it",
    ],
    [
      "what prints itself as a number",
      { caller_name: { toJSON: () => 4 } },
      "/caller_name must be",
    ],
    ["a number for a name", { caller_name: 4 }, "/caller_name must be string"],
  ])("is refused with 500 where the handler returns %s", async (_case, answer, why) => {
    const onError = jest.fn<(error: WebhookError) => void>();
    const receiver = phone()
      .on("callerInformation", () => answer as CallerInformationAnswer)
      .onError(onError);
    const response = await post(receiver, ringing);
    expect([response.status, response.body.code]).toEqual([500, "ERR_REPLY_INVALID"]);
    expect(response.body.detail).toContain(why);
    expect(response.text).not.toContain("canary");
    expect(onError.mock.calls.map(([{ code }]) => code)).toEqual(["ERR_REPLY_INVALID"]);
  });

  it.each<[string, () => CallerInformationAnswer | Promise<CallerInformationAnswer>]>([
    ["throws", () => Promise.reject(new Error("no database"))],
    ["is late", () => sleep(100, {})],
    ["returns no reply", () => 4 as never],
  ])("is the fallback with 200 where the handler %s", async (_case, handler) => {
    const onError = jest.fn();
    const receiver = phone(20)
      .on("callerInformation", handler, { fallback: { customer_info: "try again" } })
      .onError(onError);
    const response = await post(receiver, ringing);
    expect([response.status, response.body]).toEqual([
      200,
      { status: "success", caller_name: "", caller_email: "", customer_info: "try again" },
    ]);
    expect(onError).toHaveBeenCalledTimes(1);
  });

  it("is the fallback where another handler of the event fails", async () => {
    const receiver = phone()
      .on("callerInformation", () => ({}), { fallback: { caller_name: "unknown" } })
      .onAny(() => Promise.reject(new Error("no disk")))
      .onError(() => {});
    expect((await post(receiver, ringing)).body).toMatchObject({ caller_name: "unknown" });
  });
});

describe("the reply to chatbotCallback", () => {
  it.each<[string, TextReply, string, string]>([
    ["a string", "We open at 9.", "text/plain; charset=utf-8", "We open at 9."],
    ["an empty string", "", "text/plain; charset=utf-8", ""],
    ["markup in a string", "<b>", "text/plain; charset=utf-8", "<b>"],
    ["html", html`<p>Zoë</p>`, "text/html; charset=utf-8", "<p>Zoë</p>"],
  ])("is sent as what it is: %s", async (_case, reply, type, text) => {
    const receiver = phone().on("chatbotCallback", () => reply);
    const response = await postForm(receiver, message);
    expect([response.status, response.headers["content-type"], response.text]).toEqual([
      200,
      type,
      text,
    ]);
    expect(response.headers["content-length"]).toBe(String(Buffer.byteLength(text)));
  });

  it("escapes what html interpolates", async () => {
    const receiver = phone().on(
      "chatbotCallback",
      ({ payload }) => html`<p title="${payload.sender_name}">${payload.original_message}</p>`,
    );
    const { text } = await postForm(receiver, message);
    expect(text).toBe(
      '<p title="O&#39;Neil &#38; &#34;Sons&#34; &#60;b&#62;">&#60;script&#62;alert(1)&#60;/script&#62;</p>',
    );
  });

  it.each([undefined, null, 4, {}, ["text"]])("is refused with 500 for %j", async (reply) => {
    const receiver = phone()
      .on("chatbotCallback", () => reply as never)
      .onError(() => {});
    const response = await postForm(receiver, message);
    expect([response.status, response.body.code]).toEqual([500, "ERR_REPLY_INVALID"]);
  });

  it("is the fallback where the handler fails", async () => {
    const receiver = phone()
      .on("chatbotCallback", () => Promise.reject(new Error("no model")), {
        fallback: html`<p>A person will answer soon.</p>`,
      })
      .onError(() => {});
    const response = await postForm(receiver, message);
    expect([response.status, response.text]).toEqual([200, "<p>A person will answer soon.</p>"]);
  });
});

describe("html", () => {
  it.each([
    ["numbers", html`${4}`, "4"],
    ["nothing for null, undefined and booleans", html`[${null}${undefined}${true}${false}]`, "[]"],
    [
      "lists, joined",
      html`<ul>${["<a>", html`<li>b</li>`]}</ul>`,
      "<ul>&#60;a&#62;<li>b</li></ul>",
    ],
    ["html in html once", html`<p>${html`<b>${"&"}</b>`}</p>`, "<p><b>&#38;</b></p>"],
  ])("prints %s", (_case, markup, text) => {
    expect(String(markup)).toBe(text);
  });
});
