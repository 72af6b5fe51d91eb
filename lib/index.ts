import type { OptionsOf } from "./options";
import { type CallsavvyProvider, callsavvyProvider } from "./providers/callsavvy";
import { type ServetelProvider, servetelProvider } from "./providers/servetel";
import { createReceiver } from "./receiver";

/** Makes a receiver of Callsavvy's webhooks. */
export const callsavvy = (options: OptionsOf<CallsavvyProvider>) =>
  createReceiver(callsavvyProvider, options);

/** Makes a receiver of Servetel's webhooks. */
export const servetel = (options: OptionsOf<ServetelProvider>) =>
  createReceiver(servetelProvider, options);

export type { Authenticator, BytesCheck, SecretsUsed, Verdict } from "./authenticate";
export { allowAddresses } from "./authenticators/allow-addresses";
export { basicAuth, type Credentials } from "./authenticators/basic-auth";
export { allOf, anyOf } from "./authenticators/combined";
export { custom } from "./authenticators/custom";
export { hmacSignature, type SignatureFormat } from "./authenticators/hmac-signature";
export { type SecretPlace, sharedSecret } from "./authenticators/shared-secret";
export { defineProvider } from "./define-provider";
export type { Claim, DuplicateStore } from "./duplicates";
export { type ErrorCode, type Issue, WebhookError } from "./errors";
export {
  type EventOf,
  type IdentifiedBy,
  type Repair,
  type RepairRule,
  repairRules,
  type UnknownKeys,
  type WebhookEvent,
  type WebhookEvents,
} from "./event";
export type * from "./generated/callsavvy.types";
export type * from "./generated/servetel.types";
export { type Html, html, type TextReply } from "./html";
export type {
  Inbox,
  InboxClaim,
  InboxDelivery,
  InboxHead,
  InboxStats,
} from "./inbox/inbox";
export type { WorkOptions } from "./inbox/work-options";
export type { RejectedDelivery } from "./listeners";
export { type MemoryDuplicatesOptions, memoryDuplicates } from "./memory-duplicates";
export type { OptionsOf, ReceiverOptions } from "./options";
export {
  type BodyType,
  type Contract,
  type EventDefinition,
  type EventType,
  event,
  type Identification,
  type JsonSchema,
  type Method,
  type PayloadOf,
  type Provider,
  type ReplyDefinition,
  type ReplyOf,
  type Shape,
  type TemplateRules,
  type Validator,
  type ValidatorError,
} from "./provider";
export {
  type CallerInformationAnswer,
  type CallsavvyProvider,
  callsavvyProvider,
} from "./providers/callsavvy";
export { type ServetelProvider, servetelProvider } from "./providers/servetel";
export { createReceiver, type Receiver } from "./receiver";
export { generateSecret, type MaybeSecret, type Secrets } from "./secrets";
export { type DeliveryTrace, deliveryChannel, type Ending } from "./trace";
export type { Head } from "./transport";
