/** A bounded queue between a producer that cannot wait and a consumer that can. */

interface Waiter<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

/** Holds at most `limit` values. */
export class Queue<T> {
  readonly #limit: number;
  readonly #waiters: Waiter<T>[] = [];
  #values: { readonly value: T }[] = [];
  #ended = false;
  #error: unknown;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds a value, or says `false` because the queue is full. After the end values are ignored. */
  push(value: T): boolean {
    if (this.#ended) return true;
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) waiter.resolve({ done: false, value });
    else if (this.#values.length >= this.#limit) return false;
    else this.#values.push({ value });
    return true;
  }

  /** Nothing more comes. What is queued is still delivered, then `error` is thrown once, if there is one. */
  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    for (const waiter of this.#waiters.splice(0)) this.#finish(waiter);
  }

  /** Forgets what is queued. An error that is still to be thrown is forgotten too. */
  clear(): void {
    this.#values = [];
    this.#error = undefined;
  }

  /** The next value, when there is one. */
  next(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      const next = this.#values.shift();
      if (next !== undefined) resolve({ done: false, value: next.value });
      else if (this.#ended) this.#finish({ resolve, reject });
      else this.#waiters.push({ resolve, reject });
    });
  }

  #finish(waiter: Waiter<T>): void {
    const error = this.#error;
    this.#error = undefined;
    if (error === undefined) waiter.resolve({ done: true, value: undefined });
    else waiter.reject(error);
  }
}
