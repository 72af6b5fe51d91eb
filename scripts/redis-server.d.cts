/** A Redis of one's own, on a free port, which keeps what it has been told when it is killed. */
export declare class RedisServer {
  /** Its place, without the server: `start` starts it. */
  static prepare(): Promise<RedisServer>;
  static started(...settings: readonly string[]): Promise<RedisServer>;

  readonly port: number;
  get url(): string;

  /** Starts it, or starts it again with what it has kept. Settings are those of its command line. */
  start(...settings: readonly string[]): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Lets it hang, with its connections open, until `goOn`. */
  hang(): void;
  goOn(): void;
  /** Ends it, and forgets what it has kept. */
  remove(): Promise<void>;
}
