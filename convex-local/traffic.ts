/** How often which function was called over HTTP, and with how many bytes: what a deployment's bill would be made of. */

export interface Counted {
  calls: number;
  requestBytes: number;
  replyBytes: number;
}

export class Traffic {
  readonly functions = new Map<string, Counted>();

  count(path: string, requestBytes: number, replyBytes: number): void {
    const counted = this.functions.get(path) ?? { calls: 0, requestBytes: 0, replyBytes: 0 };
    counted.calls += 1;
    counted.requestBytes += requestBytes;
    counted.replyBytes += replyBytes;
    this.functions.set(path, counted);
  }

  clear(): void {
    this.functions.clear();
  }
}
