/** Without tabs, line feeds, carriage returns and spaces at both ends: what is white space to JSON, and no more. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}

const isBlank = (character: string | undefined) =>
  character === " " || character === "\t" || character === "\n" || character === "\r";
