/** An AsyncAPI 3 document of a provider: what its webhooks receive, and what they reply. */
import { printJson } from "./bundles.mjs";
import { componentSchemas, schemaReference } from "./component-schemas.mjs";
import { documentInfo, host, secrets, summaryOf } from "./document-info.mjs";
import { factsOf } from "./provider-facts.mjs";
import { eventEntries } from "./schema-index.mjs";

const HTTP_BINDING = "0.3.0";

/** What the messages of a content type are called, after their event. */
const SUFFIXES = {
  "application/json": "",
  "application/x-www-form-urlencoded": "Form",
  "text/plain": "Text",
  "text/html": "Html",
};

/**
 * @param {import("./bundles.mjs").Source} source
 * @param {{ name: string, version: string, license: string }} manifest of the package
 * @param {string} notice says that the document is generated
 */
export function renderAsyncApi(source, manifest, notice) {
  const { provider, bundle } = source;
  const { title } = factsOf(provider);
  const documentUrl = new URL(`${provider}.asyncapi.json`, bundle.$id);
  const events = eventEntries(source).map((entry) => describe(entry, bundle.definitions));
  return printJson({
    asyncapi: "3.0.0",
    "x-notice": notice,
    id: documentUrl.href,
    info: {
      ...documentInfo(title, manifest),
      license: { name: manifest.license, url: new URL("../LICENSE", documentUrl).href },
    },
    defaultContentType: "application/json",
    servers: { receiver: receiver(provider) },
    channels: channels(events),
    operations: Object.assign({}, ...events.map(operations)),
    components: {
      messages: Object.assign({}, ...events.map(({ sent, replied }) => ({ ...sent, ...replied }))),
      schemas: componentSchemas(bundle),
      securitySchemes,
    },
  });
}

/** An event with its channel and messages. Each trigger has one; events told by a field share one. */
function describe(entry, definitions) {
  const { event, typeName, recognisedBy, contentTypes, reply } = entry;
  const isByTrigger = "trigger" in recognisedBy;
  return {
    ...entry,
    summary: summaryOf(definitions[typeName].description),
    channel: isByTrigger ? event : "events",
    address: isByTrigger ? `/${recognisedBy.trigger}` : "/",
    sent: messages(event, contentTypes, definitions[typeName]),
    replied: reply
      ? messages(`${event}Reply`, reply.contentTypes, definitions[reply.typeName])
      : {},
  };
}

function messages(name, contentTypes, definition) {
  return Object.fromEntries(
    contentTypes.map((contentType) => {
      const suffix = SUFFIXES[contentType];
      return [name + suffix, { name: name + suffix, contentType, ...content(definition) }];
    }),
  );
}

/** A payload without a definition is a text. */
function content(definition) {
  if (!definition) return { payload: { type: "string" } };
  const { title, description, examples } = definition;
  return {
    summary: summaryOf(description),
    payload: schemaReference(title),
    examples: examples.map((payload) => ({ payload })),
  };
}

function channels(events) {
  return Object.fromEntries(
    events.map(({ channel, address }) => {
      const names = events
        .filter((event) => event.channel === channel)
        .flatMap(({ sent, replied }) => Object.keys({ ...sent, ...replied }));
      const defined = names.map((name) => [name, { $ref: `#/components/messages/${name}` }]);
      return [channel, { address, messages: Object.fromEntries(defined) }];
    }),
  );
}

/** One operation for each method. A query is a form in the URL. */
function operations(described) {
  const { event, typeName, methods, sent } = described;
  const form = event + SUFFIXES["application/x-www-form-urlencoded"];
  const get = { method: "GET", query: schemaReference(typeName) };
  const byMethod = {
    POST: { [event]: operation(described, { method: "POST" }, Object.keys(sent)) },
    GET: { [`${event}ByGet`]: operation(described, get, [form]) },
  };
  return Object.assign({}, ...methods.map((method) => byMethod[method]));
}

function operation({ channel, summary, replied }, binding, names) {
  const inChannel = { $ref: `#/channels/${channel}` };
  const replies = Object.keys(replied);
  return {
    action: "receive",
    channel: inChannel,
    summary,
    bindings: { http: { ...binding, bindingVersion: HTTP_BINDING } },
    messages: references(channel, names),
    ...(replies.length > 0 && {
      reply: { channel: inChannel, messages: references(channel, replies) },
    }),
  };
}

const references = (channel, names) =>
  names.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` }));

function receiver(provider) {
  return {
    description: "The application that the provider delivers to.",
    protocol: "https",
    host: "{host}",
    pathname: `/webhooks/${provider}`,
    variables: { host },
    security: Object.keys(securitySchemes).map((name) => ({
      $ref: `#/components/securitySchemes/${name}`,
    })),
  };
}

const securitySchemes = {
  secretInQuery: { type: "httpApiKey", in: "query", ...secrets.query },
  secretInHeader: { type: "httpApiKey", in: "header", ...secrets.header },
  bearer: { type: "http", scheme: "bearer", ...secrets.bearer },
  basic: { type: "http", scheme: "basic", ...secrets.basic },
};
