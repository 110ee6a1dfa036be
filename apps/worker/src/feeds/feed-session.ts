import type { IncomingHttpHeaders } from 'node:http';

import { getFile, type GetLimits, type Got, type OutboundPolicy } from '@wireledger/notify';

/** Bounds of one round of a feed that takes many requests, beside those of each. */
export const SESSION_LIMITS = { requests: 5000, bytes: 256 * 1024 * 1024, pageBytes: 32 * 1024 * 1024 } as const;

/** Why a feed could not be asked, as it is noted; `passing`: another try soon makes sense. */
export interface SessionFailure {
  readonly is: 'failed';
  readonly why: string;
  readonly status: number | null;
  readonly passing: boolean;
  readonly retryAfterS: number | null;
}

/** A document that came, and what was said beside it. */
export interface Page {
  readonly is: 'page';
  readonly value: unknown;
  readonly headers: IncomingHttpHeaders;
}

export const failure = (why: string, more: Partial<SessionFailure> = {}): SessionFailure => ({
  ...{ is: 'failed', why, status: null, passing: false, retryAfterS: null },
  ...more,
});

/** Asks one server for one document of JSON after the other, within bounds of number, size and time. */
export class FeedSession {
  bytes = 0;
  private requests = 0;
  private readonly origin: string;
  private readonly secret: Readonly<Record<string, string>>;
  private readonly endsAt: number;

  /** `secret` is sent along to the origin of `url`, and nothing is asked elsewhere. `clock`: ms. */
  constructor(
    private readonly policy: OutboundPolicy,
    { url, secret }: { readonly url: string; readonly secret: Readonly<Record<string, string>> },
    private readonly limits: GetLimits,
    private readonly clock: () => number,
    private readonly bounds: Readonly<Record<keyof typeof SESSION_LIMITS, number>> = SESSION_LIMITS,
  ) {
    this.origin = new URL(url).origin;
    this.secret = secret;
    this.endsAt = clock() + limits.wholeMs;
  }

  /** True when no time is left for another document. */
  get over(): boolean {
    return this.clock() >= this.endsAt;
  }

  /** Never throws. */
  async get(url: string, accept: string): Promise<Page | SessionFailure> {
    if (new URL(url).origin !== this.origin)
      return failure(`it leads to ${new URL(url).origin}, another server. Write the address there.`);
    if (this.over) return failure(`it took longer than ${this.limits.wholeMs / 1000} s`, { passing: true });
    if (++this.requests > this.bounds.requests) return failure(`it takes more than ${this.bounds.requests} requests`);
    const wanted = { url, headers: { ...this.secret, accept }, etag: null, lastModified: null };
    const got = await getFile(this.policy, wanted, { ...this.limits, wholeMs: this.endsAt - this.clock() });
    if (got.is === 'failed') return { ...got };
    if (got.is === 'notModified') return failure('it answers 304 to what was not asked', { status: 304 });
    return this.read(got);
  }

  private async read({ body, headers }: Got & { readonly is: 'file' }): Promise<Page | SessionFailure> {
    const pieces: Buffer[] = [];
    let size = 0;
    try {
      for await (const piece of body) {
        size += piece.length;
        this.bytes += piece.length;
        if (size > this.bounds.pageBytes)
          return failure(`a document of it has over ${this.bounds.pageBytes / 2 ** 20} MiB`, { status: 200 });
        if (this.bytes > this.bounds.bytes)
          return failure(`it has over ${this.bounds.bytes / 2 ** 20} MiB in one round`, { status: 200 });
        pieces.push(piece);
      }
      return { is: 'page', value: JSON.parse(Buffer.concat(pieces).toString('utf8')) as unknown, headers };
    } catch (error) {
      if (error instanceof SyntaxError) return failure('it answers what is no JSON', { status: 200 });
      return failure((error as Error).message, { status: 200, passing: true });
    }
  }
}
