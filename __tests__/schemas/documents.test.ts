import { describe, expect, it } from "@jest/globals";
import { providers, readBundle, readSchema } from "./read-schemas";

/** An OpenAPI or AsyncAPI document, or a part of one. */
interface Part {
  readonly [key: string]: Part;
}

const read = (path: string) => readSchema(path) as unknown as Part;
const indexed = Object.values(read("index.json")["events"] ?? {}) as unknown as {
  provider: string;
  event: string;
  typeName: string;
  methods: string[];
  contentTypes: string[];
  reply: { contentTypes: string[]; typeName: string | null } | null;
}[];

const FORM = "application/x-www-form-urlencoded";
const schemaOf = (typeName: string | null) =>
  typeName ? { $ref: `#/components/schemas/${typeName}` } : { type: "string" };

function references(part: unknown): string[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    key === "$ref" ? [value as string] : references(value),
  );
}

function find(document: Part, reference: string): Part | undefined {
  return reference
    .slice(2)
    .split("/")
    .reduce<Part | undefined>((part, key) => part?.[key], document);
}

const documents = providers.flatMap((provider) =>
  ["openapi", "asyncapi"].map((kind) => ({ provider, path: `${provider}.${kind}.json` })),
);

describe.each(documents)("$path", ({ provider, path }) => {
  const document = read(path);

  it("refers to what it holds, and to nothing outside", () => {
    const broken = references(document).filter(
      (reference) => !reference.startsWith("#/") || find(document, reference) === undefined,
    );
    expect(broken).toEqual([]);
  });

  it("holds the bundle's definitions as they are, but for where they refer to", () => {
    const { Problem, ...schemas } = document["components"]?.["schemas"] ?? {};
    const text = JSON.stringify(schemas).replaceAll("#/components/schemas/", "#/definitions/");
    expect(JSON.parse(text)).toEqual(readBundle(provider).definitions);
  });

  it("has the package's version", () => {
    expect(document["info"]?.["version"]).toBe(read("index.json")["version"]);
  });
});

describe.each(indexed)("the OpenAPI document on $provider $event", (entry) => {
  const { provider, event, typeName, methods, contentTypes, reply } = entry;
  const operations = read(`${provider}.openapi.json`)["webhooks"]?.[event] ?? {};
  const operation = operations["post"] as Part;

  it("has an operation for each method", () => {
    expect(Object.keys(operations)).toEqual(methods.map((method) => method.toLowerCase()));
  });

  it("says in what content types the payload is sent", () => {
    expect(operation["requestBody"]?.["content"]).toEqual(
      Object.fromEntries(contentTypes.map((type) => [type, { schema: schemaOf(typeName) }])),
    );
  });

  it("says that a GET has the payload in its query", () => {
    const parameters = operations["get"]?.["parameters"];
    const inQuery = { in: "query", style: "form", explode: true, schema: schemaOf(typeName) };
    if (methods.includes("GET")) expect(parameters).toMatchObject([inQuery]);
    else expect(parameters).toBeUndefined();
  });

  it("says what is replied, and that a refusal is a problem document", () => {
    const { 200: handled, 202: accepted, ...refusals } = operation["responses"] as Part;
    if (reply) {
      expect(handled?.["content"]).toEqual(
        Object.fromEntries(
          reply.contentTypes.map((type) => [type, { schema: schemaOf(reply.typeName) }]),
        ),
      );
    } else {
      expect(handled).toEqual({ $ref: "#/components/responses/Handled" });
    }
    expect(accepted).toEqual({ $ref: "#/components/responses/Accepted" });
    expect(Object.keys(refusals)).toEqual(
      expect.arrayContaining(["401", "415", "422", "500", "503"]),
    );
    const document = read(`${provider}.openapi.json`);
    for (const reference of references(refusals)) {
      expect(find(document, reference)?.["content"]).toEqual({
        "application/problem+json": { schema: schemaOf("Problem") },
      });
    }
  });
});

describe.each(indexed)("the AsyncAPI document on $provider $event", (entry) => {
  const { provider, event, typeName, methods, contentTypes, reply } = entry;
  const document = read(`${provider}.asyncapi.json`);

  /** The messages that a list of references leads to, each by way of its channel. */
  function messages(list: unknown): Part[] {
    const inChannel = references(list).map((reference) => find(document, reference));
    return references(inChannel).map((reference) => find(document, reference) as Part);
  }

  const operations = methods.map((method) => ({
    method,
    operation: document["operations"]?.[method === "GET" ? `${event}ByGet` : event] as Part,
  }));

  it.each(operations)("receives it by $method", ({ method, operation }) => {
    const sentAs = method === "GET" ? [FORM] : contentTypes;
    const { examples } = readBundle(provider as "servetel").definitions?.[typeName] ?? {};
    expect(operation).toMatchObject({ action: "receive", bindings: { http: { method } } });
    expect(operation["bindings"]?.["http"]?.["query"]).toEqual(
      method === "GET" ? schemaOf(typeName) : undefined,
    );
    expect(messages(operation["messages"])).toMatchObject(
      sentAs.map((contentType) => ({
        contentType,
        payload: schemaOf(typeName),
        examples: [{ payload: examples?.[0] }],
      })),
    );
  });

  it.each(operations)("says what a $method is replied", ({ operation }) => {
    const replies = messages(operation["reply"]?.["messages"] ?? []);
    expect(replies).toMatchObject(
      (reply?.contentTypes ?? []).map((contentType) => ({
        contentType,
        payload: schemaOf(reply?.typeName ?? null),
      })),
    );
    expect(Boolean(operation["reply"])).toBe(reply !== null);
  });
});
