/** Whether a cache might keep the answer to such a request, unless it is told not to. */
export const isCached = (method: string | undefined): boolean =>
  method === "GET" || method === "HEAD";
