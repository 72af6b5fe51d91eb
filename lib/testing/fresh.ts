import { randomBytes, randomInt } from "node:crypto";
import { readStamp, writeStamp } from "./stamps";

type Fields = Readonly<Record<string, unknown>>;

/** What tells one event of the built-in providers from the next, made anew. */
const makers: Readonly<Record<string, () => string>> = {
  uuid: () => randomBytes(7).toString("hex").slice(0, 13),
  call_id: callId,
  channel_id: callId,
  ticket_id: () => String(randomInt(10_000, 100_000_000)),
  recording_url: () => `https://recordings.example.com/calls/${randomInt(1, 2 ** 47)}.mp3`,
  visitor_email: () => `visitor-${randomInt(1, 2 ** 47)}@example.com`,
};

function callId(): string {
  return `${Math.floor(Date.now() / 1000)}.${randomInt(1, 2 ** 31)}`;
}

/** The same event of another call, ticket or chat, as of now. What is empty stays empty. */
export function refreshed(fields: Fields): Fields {
  const stamps = Object.values(fields).flatMap((value) => readStamp(value)?.getTime() ?? []);
  const shiftMs = stamps.length > 0 ? Date.now() - Math.max(...stamps) : 0;
  const later = (value: unknown) => {
    const date = readStamp(value);
    return date ? writeStamp(new Date(date.getTime() + shiftMs)) : value;
  };
  const fresh = Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value && (makers[key]?.() ?? later(value))]),
  );
  const start = String(fresh["start_stamp"] ?? "");
  if ("start_date" in fields) fresh["start_date"] = start.slice(0, 10);
  if ("start_time" in fields) fresh["start_time"] = start.slice(11);
  if (Array.isArray(fields["call_flow"])) {
    fresh["call_flow"] = fields["call_flow"].map((step) => shifted(step, shiftMs));
  }
  return fresh;
}

/** A step of a call's way, whose time is in seconds since 1970, as a number or a text. */
function shifted(step: Fields, shiftMs: number): Fields {
  const { time } = step;
  const later = Number(time) + Math.round(shiftMs / 1000);
  return { ...step, time: typeof time === "string" ? String(later) : later };
}
