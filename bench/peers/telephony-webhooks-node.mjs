/** Ours past Express. */
import { nodeListener } from "../../dist/node.js";
import { PATH } from "./delivery.mjs";
import { listen } from "./listen.mjs";
import { receiver } from "./receiver.mjs";

listen(nodeListener({ [PATH]: receiver }));
