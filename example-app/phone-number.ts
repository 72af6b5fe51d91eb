/**
 * What stays the same however a phone number is written (`+91…`, `91…`, `0…`, with blanks or without): its last nine
 * digits, which is the shortest that a national number is where callers write a zero in front of it. `""` for a hidden one.
 */
export function comparablePhone(phone: string): string {
  return phone.replace(/\D/g, "").replace(/^0+/, "").slice(-9);
}
