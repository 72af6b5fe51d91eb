const SECRET_HEADER = /^(?:proxy-)?authorization$|^cookie$|api-?key|password|secret|token/i;

/** Whether a header is a secret by its name, whoever looks at it. */
export const isSecretHeader = (name: string): boolean => SECRET_HEADER.test(name);

/** Query parameters that are secrets by their names. Fields of a delivery by `GET` have none of these names. */
export const SECRET_PARAMETERS = [
  "access_token",
  "api_key",
  "apikey",
  "password",
  "secret",
  "token",
];
