/** What moves a cursor or turns the direction of writing, and with it the digits of a phone number. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Somebody else's text on one line, as it reads from the left to the right. */
export const plain = (text: string): string => text.replace(UNSEEN, " ");
