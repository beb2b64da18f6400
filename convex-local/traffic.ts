/** How often which function was called over HTTP, with how many bytes, and how many it read and wrote: what a bill is made of. */

export interface Counted {
  calls: number;
  requestBytes: number;
  replyBytes: number;
  /** Of documents, over HTTP or for subscriptions; without what indexes add. */
  readBytes: number;
  writtenBytes: number;
}

export class Traffic {
  readonly functions = new Map<string, Counted>();

  count(path: string, requestBytes: number, replyBytes: number): void {
    const counted = this.#of(path);
    counted.calls += 1;
    counted.requestBytes += requestBytes;
    counted.replyBytes += replyBytes;
  }

  used(path: string, { bytesRead, bytesWritten }: { bytesRead: number; bytesWritten: number }): void {
    const counted = this.#of(path);
    counted.readBytes += bytesRead;
    counted.writtenBytes += bytesWritten;
  }

  #of(path: string): Counted {
    let counted = this.functions.get(path);
    if (!counted) {
      counted = { calls: 0, requestBytes: 0, replyBytes: 0, readBytes: 0, writtenBytes: 0 };
      this.functions.set(path, counted);
    }
    return counted;
  }

  clear(): void {
    this.functions.clear();
  }
}
