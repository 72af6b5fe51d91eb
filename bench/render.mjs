/** Writes what is made of the recorded figures anew, without measuring. */
import { record } from "./record.mjs";

record({});
