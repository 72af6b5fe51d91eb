import { printable } from "./printable";

/** Why no answer came. */
export interface ConnectionError {
  /** As Node has it, such as `ECONNREFUSED`. */
  readonly code: string;
  readonly message: string;
}

/** What a thrown error says of a connection, with what to do about it. */
export function connectionError(thrown: unknown, { host, hostname }: URL): ConnectionError {
  // Those of Node's connections all have codes.
  const { code, message } = thrown as ConnectionError;
  const inWords: Readonly<Record<string, string>> = {
    ECONNREFUSED: `nothing listens at ${host}. Is the app running, and is this its port?`,
    ECONNRESET: "the connection was closed before the answer.",
    EAI_AGAIN: `there is no address for ${hostname}.`,
    ENOTFOUND: `there is no address for ${hostname}.`,
    ETIMEDOUT: message,
  };
  return { code, message: inWords[code] ?? printable(message) };
}
