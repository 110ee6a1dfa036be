import { DomainError, parseTime } from '@wireledger/kernel';

import type { ReadModelQueries } from './read-model-queries';

const DAY_US = 86_400_000_000;
/** Longer than any month: what is grouped over more has a lane of its own. */
const WIDE_US = 32 * DAY_US;
const AT_ONCE = 2;
const WAITING = 16;

/** Queries that group or count all records of a range; lists that are read page by page go by their indexes. */
const GROUPED: ReadonlySet<keyof ReadModelQueries> = new Set<keyof ReadModelQueries>([
  ...(['overview', 'traffic', 'topTalkers', 'responders', 'protocols', 'connectionStates', 'flowsOverTime'] as const),
  ...([
    'domains',
    'domainTree',
    'domain',
    'hosts',
    'host',
    'tlsTops',
    'httpTops',
    'authTops',
    'attackSessions',
  ] as const),
]);

type Asked = Readonly<Record<string, unknown>>;
const objectAt = (value: unknown, name: string): Asked | undefined => {
  const found = (value as Asked | undefined)?.[name];
  return typeof found === 'object' && found !== null ? (found as Asked) : undefined;
};

/** Whether a query groups the records of more than 32 days, or of all that there are. */
export function isWide(name: keyof ReadModelQueries, args: object): boolean {
  if (!GROUPED.has(name)) return false;
  const range = objectAt(args, 'range') ?? objectAt(objectAt(args, 'where'), 'range');
  const [from, to] = [parseTime(String(range?.['from'])), parseTime(String(range?.['to']))];
  return from === null || to === null || to - from > WIDE_US;
}

/** Queries that are wide run two at a time, over connections of their own: whoever asks for less does not wait for them. Sixteen wait; others are sent away. */
export class WideLane {
  private running = 0;
  private readonly waiting: { readonly begin: () => void }[] = [];

  /** `late` aborts when nobody waits any more. @throws DomainError BUSY; what `late` aborts with */
  async run<T>(late: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) await this.turn(late);
    this.running++;
    try {
      return await work();
    } finally {
      this.running--;
      this.waiting.shift()?.begin();
    }
  }

  private turn(late: AbortSignal): Promise<void> {
    if (this.waiting.length >= WAITING)
      throw new DomainError(
        'BUSY',
        'Many questions about long ranges are being answered. Try again in some seconds, or choose a range of a month or less.',
      );
    return new Promise((begin, reject) => {
      const one = { begin };
      this.waiting.push(one);
      late.addEventListener(
        'abort',
        () => {
          const at = this.waiting.indexOf(one);
          if (at >= 0) this.waiting.splice(at, 1);
          reject(late.reason as Error);
        },
        { once: true },
      );
    });
  }
}
