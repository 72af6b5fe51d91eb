import { afterEach, beforeEach, jest } from "@jest/globals";

/** Keeps the package's log lines out of the test's output and hands them over, joined as the console would print them. */
export function silenceConsole(): { readonly lines: () => string[] } {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    for (const method of ["error", "warn"] as const) {
      jest.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
        lines.push(parts.join(" "));
      });
    }
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return { lines: () => [...lines] };
}
