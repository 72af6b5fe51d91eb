/** What the OpenAPI and the AsyncAPI document of a provider say alike. */

/**
 * @param {string} title the provider's name, as people write it
 * @param {{ name: string, version: string }} manifest of the package
 */
export function documentInfo(title, { name, version }) {
  return {
    title: `${title} webhooks`,
    version,
    description:
      `What ${title} sends to a webhook, and how a receiver made with ${name} answers. ` +
      "The schemas describe a payload once it is normalized, as the README beside them tells: on the wire, " +
      "a text may stand for a number, a boolean or something absent, and in a form or a query lists and " +
      "objects are JSON texts.",
  };
}

export const host = { description: "Where the application listens.", default: "you.example" };

/** The first sentence of a description. @param {string} description */
export const summaryOf = (description) => description.slice(0, description.indexOf(". ") + 1);

/** Neither provider signs anything, so that the URL or a header carries a secret. */
export const secrets = {
  query: { name: "token", description: "A secret in the URL that the provider is given." },
  header: { name: "x-api-key", description: "A secret in a static header, where one can be set." },
  bearer: { description: "A secret in the header `Authorization`." },
  basic: { description: "A name and a password, as in `https://name:password@…`." },
};
