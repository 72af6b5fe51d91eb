/** As much of Hono's context as the tests use. */
interface Context {
  readonly req: { readonly raw: Request; json(): Promise<unknown> };
  readonly executionCtx: { waitUntil(work: Promise<unknown>): void };
  text(text: string): Response;
  json(value: unknown): Response;
}

type Handler = (context: Context, next: () => Promise<void>) => unknown;

/** As much of `hono` as the tests use: its own types need those of a browser. */
export class Hono {
  use(handler: Handler): this;
  get(path: string, handler: Handler): this;
  all(path: string, handler: Handler): this;
  fetch: (
    request: Request,
    environment?: object,
    context?: Context["executionCtx"],
  ) => Response | Promise<Response>;
}
