import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { EventDefinition, Provider } from "../../lib/provider";
import { callsavvyProvider } from "../../lib/providers/callsavvy";
import { servetelProvider } from "../../lib/providers/servetel";
import packageManifest from "../../package.json";
import { type ProviderName, readSchema, root } from "./read-schemas";

interface SchemaIndex {
  version: string;
  providers: {
    name: ProviderName;
    methods: string[];
    bundle: string;
    openapi: string;
    asyncapi: string;
  }[];
  events: IndexedEvent[];
}

interface IndexedEvent {
  provider: ProviderName;
  event: string;
  typeName: string;
  file: string;
  recognisedBy: { field: string; value: string } | { trigger: string; provedByShape: boolean };
  methods: string[];
  contentTypes: string[];
  alsoTaken: string[];
  reply: { contentTypes: string[]; typeName: string | null; file: string | null } | null;
}

const { version, providers, events } = readSchema("index.json") as unknown as SchemaIndex;

/** What the package does, by the names of the index. */
const definitions: Record<ProviderName, Provider> = {
  callsavvy: callsavvyProvider,
  servetel: servetelProvider,
};

function definitionOf({ provider, event }: IndexedEvent): EventDefinition {
  const definition = definitions[provider].events[event];
  if (!definition) throw new Error(`lib/providers/${provider}.ts knows no ${event}`);
  return definition;
}

const CONTENT_TYPES = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
};

const exampleOf = ({ file }: IndexedEvent) => readSchema(file).examples?.[0] as object;

describe("the index", () => {
  it("has the package's version", () => {
    expect(version).toBe(packageManifest.version);
  });

  it("lists the package's providers and all of their events, in their order", () => {
    expect(providers.map(({ name }) => name)).toEqual(Object.keys(definitions));
    expect(events.map(({ provider, event }) => `${provider} ${event}`)).toEqual(
      Object.entries(definitions).flatMap(([name, provider]) =>
        Object.keys(provider.events).map((event) => `${name} ${event}`),
      ),
    );
  });

  it("names files that exist", () => {
    const files = [
      ...providers.flatMap(({ bundle, openapi, asyncapi }) => [bundle, openapi, asyncapi]),
      ...events.flatMap(({ file, reply }) => [file, reply?.file ?? file]),
    ];
    expect(files.filter((file) => !existsSync(join(root, "schemas", file)))).toEqual([]);
  });
});

describe.each(events)("the index of $provider $event", (entry) => {
  const { provider, event, typeName, file, recognisedBy, reply } = entry;
  const { identify, methods = ["POST"], bodyTypes = ["json", "form"] } = definitions[provider];

  it("names the type of its file", () => {
    expect(readSchema(file).title).toBe(typeName);
    expect(typeName).toBe(event.charAt(0).toUpperCase() + event.slice(1));
  });

  it("says how the package recognises it", () => {
    if (identify.by === "field") {
      expect(recognisedBy).toEqual({ field: identify.field, value: event });
      expect(exampleOf(entry)).toHaveProperty(identify.field, event);
    } else {
      const trigger = file.replace(/^.*\/|\.schema\.json$/g, "");
      const provedByShape = identify.shape?.({ ...exampleOf(entry) }) === event;
      expect(recognisedBy).toEqual({ trigger, provedByShape });
    }
  });

  it("lists the methods and content types that the package takes, each once", () => {
    expect(entry.methods).toEqual(methods);
    expect([...entry.contentTypes, ...entry.alsoTaken].sort()).toEqual(
      bodyTypes.map((type) => CONTENT_TYPES[type]).sort(),
    );
  });

  it("says what the package replies", () => {
    const definition = definitionOf(entry);
    const kinds = { json: ["application/json"], text: ["text/plain", "text/html"] };
    expect(reply?.contentTypes).toEqual(definition.reply && kinds[definition.reply.kind]);
    expect(Boolean(reply?.file)).toBe(definition.reply?.kind === "json");
    if (reply?.file) expect(readSchema(reply.file).title).toBe(reply.typeName);
  });
});

it("says that the chatbot alone is documented as a form, and the other Callsavvy events as JSON", () => {
  const documented = events
    .filter(({ provider }) => provider === "callsavvy")
    .map(({ event, contentTypes }) => [event, contentTypes]);
  expect(Object.fromEntries(documented)).toEqual({
    callerInformation: [CONTENT_TYPES.json],
    callSummary: [CONTENT_TYPES.json],
    newTicketOpened: [CONTENT_TYPES.json],
    ticketEscalated: [CONTENT_TYPES.json],
    newChat: [CONTENT_TYPES.json],
    chatbotCallback: [CONTENT_TYPES.form],
  });
});
