/** An OpenAPI 3.1 document of a provider: its webhooks, and what they are answered. */
import { printJson } from "./bundles.mjs";
import { componentSchemas, schemaReference } from "./component-schemas.mjs";
import { documentInfo, host, secrets, summaryOf } from "./document-info.mjs";
import { factsOf } from "./provider-facts.mjs";
import { eventEntries } from "./schema-index.mjs";

/**
 * @param {import("./bundles.mjs").Source} source
 * @param {{ name: string, version: string, license: string }} manifest of the package
 * @param {ReturnType<typeof import("./failures.mjs").readFailures>} failures
 * @param {string} notice says that the document is generated
 */
export function renderOpenApi(source, manifest, failures, notice) {
  const { title } = factsOf(source.provider);
  const refusals = failures.filter(({ code }) => !NEVER_ANSWERED.includes(code));
  const statuses = [...new Set(refusals.map(({ status }) => status))].sort();
  return printJson({
    openapi: "3.1.0",
    "x-notice": notice,
    info: {
      ...documentInfo(title, manifest),
      license: { name: manifest.license, identifier: manifest.license },
    },
    servers: [receiver(source.provider)],
    security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    webhooks: Object.fromEntries(
      eventEntries(source).map((entry) => [
        entry.event,
        webhook(entry, source.bundle.definitions[entry.typeName], statuses),
      ]),
    ),
    components: {
      schemas: { ...componentSchemas(source.bundle), Problem: problemSchema },
      responses: {
        Handled,
        Accepted,
        ...Object.fromEntries(
          statuses.map((status) => [refused(status), refusal(refusals, status)]),
        ),
      },
      securitySchemes,
    },
  });
}

/** One is only reported, the other leaves nobody to answer. */
const NEVER_ANSWERED = ["ERR_DUPLICATES_FAILED", "ERR_BODY_ABORTED"];

const receiver = (provider, path = "") => ({
  url: `https://{host}/webhooks/${provider}${path}`,
  description: "The application that the provider delivers to.",
  variables: { host },
});

function webhook(entry, { description }, statuses) {
  const schema = schemaReference(entry.typeName);
  const said = { summary: summaryOf(description), description };
  const responses = {
    200: entry.reply ? replied(entry.reply) : response("Handled"),
    202: response("Accepted"),
    ...Object.fromEntries(statuses.map((status) => [status, response(refused(status))])),
  };
  const byMethod = {
    POST: {
      operationId: entry.event,
      ...said,
      requestBody: {
        required: true,
        content: Object.fromEntries(entry.contentTypes.map((type) => [type, { schema }])),
      },
      responses,
    },
    GET: {
      operationId: `${entry.event}ByGet`,
      ...said,
      parameters: [
        {
          name: "fields",
          description: "Each field of the payload is a parameter of the query.",
          in: "query",
          required: true,
          style: "form",
          explode: true,
          schema,
        },
      ],
      responses,
    },
  };
  const { provider, recognisedBy, methods } = entry;
  // Without the trigger in its URL, some events can't be told apart.
  const servers = recognisedBy.trigger && [receiver(provider, `/${recognisedBy.trigger}`)];
  return Object.fromEntries(
    methods.map((method) => [
      method.toLowerCase(),
      { ...(servers && { servers }), ...byMethod[method] },
    ]),
  );
}

const response = (name) => ({ $ref: `#/components/responses/${name}` });

function replied({ contentTypes, typeName }) {
  const schema = typeName ? schemaReference(typeName) : { type: "string" };
  return {
    description: "The reply that the provider waits for.",
    content: Object.fromEntries(contentTypes.map((type) => [type, { schema }])),
  };
}

const Handled = { description: "The event was handled, now or before. The body is empty." };

const Accepted = {
  description:
    "The delivery was accepted, but is not handled yet, or by nobody. Don't repeat it. The body is empty.",
};

const text = (description) => ({ description, schema: { type: "string" } });

/** Headers that come with a refusal, by its status. */
const HEADERS = {
  401: { "WWW-Authenticate": text("How to authenticate, where HTTP has a scheme for it.") },
  405: { Allow: text("The methods that are taken.") },
  503: { "Retry-After": text("Seconds to wait, where it is only for now.") },
};

const refused = (status) => `Refused${status}`;

function refusal(failures, status) {
  const reasons = failures
    .filter((failure) => failure.status === status)
    .map(({ code, title }) => `${title} (\`${code}\`).`);
  return {
    description: reasons.join(" "),
    ...(HEADERS[status] && { headers: HEADERS[status] }),
    content: { "application/problem+json": { schema: schemaReference("Problem") } },
  };
}

const problemSchema = {
  title: "Problem",
  description: "Why a delivery was refused (RFC 9457). Holds no value of the payload.",
  type: "object",
  properties: {
    type: { description: "Address of the code's explanation.", type: "string" },
    title: { description: "What happened, in words that never change.", type: "string" },
    status: { description: "The status of the response.", type: "integer" },
    code: { description: "What happened, for programs.", type: "string" },
    detail: { description: "What exactly is wrong, and how to mend it.", type: "string" },
    issues: {
      description: "Where the payload departs from its schema.",
      type: "array",
      items: {
        type: "object",
        properties: {
          path: { description: "JSON Pointer to the property.", type: "string" },
          message: { description: "What is wrong with it.", type: "string" },
        },
        required: ["path", "message"],
      },
    },
  },
  required: ["type", "title", "status", "code"],
  examples: [
    {
      type: "https://unpkg.com/telephony-webhooks/README.md#err_payload_invalid",
      title: "The payload does not fit the event's schema",
      status: 422,
      code: "ERR_PAYLOAD_INVALID",
      detail: "/uuid is missing",
      issues: [{ path: "/uuid", message: "is missing" }],
    },
  ],
};

const securitySchemes = {
  secretInQuery: { type: "apiKey", in: "query", ...secrets.query },
  secretInHeader: { type: "apiKey", in: "header", ...secrets.header },
  bearer: { type: "http", scheme: "bearer", ...secrets.bearer },
  basic: { type: "http", scheme: "basic", ...secrets.basic },
};
