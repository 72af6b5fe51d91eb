export {
  type DeliverOptions,
  deliver,
  type Listener,
  type Target,
} from "./deliver";
export {
  type Delivered,
  type Delivery,
  type EncodedDelivery,
  type Encoding,
  encodings,
  type Problem,
} from "./delivery";
export { type EncodeOptions, encode } from "./encode";
export type { ExchangeOptions } from "./exchange";
export type { AnyProvider, BuiltInName, ProviderMeant } from "./look-up";
export { type Overrides, type SampleOptions, sample, shapesOf } from "./sample";
export { describeShape, type ShapeName, shapeNames } from "./shapes";
