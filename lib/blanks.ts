/** Without tabs, line feeds, carriage returns and spaces at both ends: what is white space to JSON, and no more. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return end - start === text.length ? text : text.slice(start, end);
}

const isBlank = (code: number) => code === SPACE || code === TAB || code === LF || code === CR;

const [TAB, LF, CR, SPACE] = [9, 10, 13, 32];
