import { get, type IncomingMessage } from "node:http";
import type { Board } from "../../example-app/board";
import { until } from "../helpers/until";

/** One message of the stream. */
export interface Message {
  readonly id: string;
  readonly lists: Partial<Board>;
}

/** A page's end of the board's stream. */
export class BoardReader {
  readonly messages: Message[] = [];
  /** Comments, which tell a page nothing but that the server is there. */
  readonly comments: string[] = [];
  hasEnded = false;
  readonly response: IncomingMessage;
  #rest = "";

  private constructor(response: IncomingMessage) {
    this.response = response;
    response.setEncoding("utf8").on("data", (text: string) => this.#read(text));
    response.on("close", () => {
      this.hasEnded = true;
    });
  }

  static async open(port: number, lastEventId?: string): Promise<BoardReader> {
    const headers = lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId };
    const request = get({ host: "127.0.0.1", port, path: "/board/stream", headers, agent: false });
    const reader = await new Promise<BoardReader>((resolve, reject) => {
      request.on("response", (response) => resolve(new BoardReader(response)));
      request.on("error", reject);
    });
    request.on("error", () => {});
    return reader;
  }

  /** The message with that index, as soon as it has come. */
  async message(index: number): Promise<Message> {
    await until(() => this.messages.length > index);
    return this.messages[index] as Message;
  }

  /** The first message after that one that has the list. What the inbox is about may be told in between, or with it. */
  messageWith(list: keyof Board, after: number): Promise<Message> {
    return this.messageWhere((lists, index) => index > after && list in lists);
  }

  /** The first message that is meant, as soon as it has come. */
  async messageWhere(
    isMeant: (lists: Message["lists"], index: number) => boolean,
  ): Promise<Message> {
    const find = () => this.messages.find(({ lists }, index) => isMeant(lists, index));
    await until(() => find() !== undefined);
    return find() as Message;
  }

  close(): void {
    this.response.destroy();
  }

  #read(text: string): void {
    const blocks = (this.#rest + text).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(
        block.split("\n").map((line) => {
          const [name = "", ...value] = line.split(": ");
          return [name, value.join(": ")];
        }),
      );
      if (block.startsWith(":")) this.comments.push(block);
      if (fields.get("event") === "board") {
        this.messages.push({
          id: fields.get("id") ?? "",
          lists: JSON.parse(fields.get("data") ?? ""),
        });
      }
    }
  }
}
