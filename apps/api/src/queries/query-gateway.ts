import type { Scope } from '@wireledger/access';
import type { Counter, Histogram } from '@wireledger/platform';
import { DomainError } from '@wireledger/kernel';

import type { GraphqlContext } from '../access/request';
import type { Viewer } from '../access/viewer';
import { checkArguments } from './check-arguments';
import type { ReadModelQueries, ReadModelsPort } from './read-model-queries';
import { isWide, WideLane } from './wide-lane';
import { withoutNulls } from './without-nulls';

const TIMEOUT_MS = 10_000;

type Ask = (given: object, scope: Scope | null, smallest: number) => Promise<unknown>;

/** Times and outcomes of queries, by name. */
export interface QueryMetrics {
  readonly seconds: Histogram<'query'>;
  readonly failures: Counter<'query' | 'code'>;
}

/** The one way of resolvers to the read models: within the viewer's scope, arguments checked, time limited, counted. */
export class QueryGateway {
  private readonly wide = new WideLane();

  constructor(
    private readonly readModels: ReadModelsPort,
    private readonly metrics: QueryMetrics,
    /** Hosts that must stand behind what is grouped for somebody; 0 = he is not held to that. */
    private readonly smallestFor: (viewer: Viewer) => number = () => 0,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  /** @throws DomainError UNAUTHENTICATED, BAD_USER_INPUT, STALE, TIMEOUT, BUSY */
  async run<Name extends keyof ReadModelQueries>(
    name: Name,
    args: object,
    { viewer }: Pick<GraphqlContext, 'viewer'>,
  ): Promise<Awaited<ReturnType<ReadModelQueries[Name]>>> {
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
    const end = this.metrics.seconds.startTimer({ query: name });
    try {
      const given = withoutNulls(args);
      checkArguments(name, given);
      const { queries, wideQueries = queries } = this.readModels;
      const ask = (of: ReadModelQueries) => (of[name] as Ask).call(of, given, viewer.scope, this.smallestFor(viewer));
      const answer = await this.inTime((late) =>
        isWide(name, given) ? this.wide.run(late, () => ask(wideQueries)) : ask(queries),
      );
      return answer as Awaited<ReturnType<ReadModelQueries[Name]>>;
    } catch (error) {
      this.metrics.failures.inc({ query: name, code: error instanceof DomainError ? error.code : 'INTERNAL' });
      throw error;
    } finally {
      end();
    }
  }

  /** `late` aborts when the time is over. */
  private async inTime<T>(work: (late: AbortSignal) => Promise<T>): Promise<T> {
    const over = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new DomainError(
        'TIMEOUT',
        'The query took longer than 10 s. Choose a shorter range or a narrower filter.',
      );
      timer = setTimeout(() => {
        reject(error);
        over.abort(error);
      }, this.timeoutMs);
    });
    try {
      return await Promise.race([work(over.signal), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
