import type { ExportsPort } from '../exports/exports';
import type { Ending, Sessions } from '../auth/sessions';

/**
 * Ends what runs in somebody's name once the log says that he may do less, or nothing: his sessions and his exports, finished files too, for
 * they hold what he was allowed to see before. Sockets end by themselves: each asks the directory.
 */
export class CutOff {
  constructor(
    private readonly sessions: Pick<Sessions, 'endFor'>,
    private readonly exports: Pick<ExportsPort['store'], 'cancelAll'>,
  ) {}

  /** Answers how many sessions ended. */
  async user(user: string, by: Ending): Promise<number> {
    const [ended] = await Promise.all([this.sessions.endFor(user, by), this.exports.cancelAll(`user:${user}`)]);
    return ended;
  }

  async token(token: string): Promise<void> {
    await this.exports.cancelAll(`token:${token}`);
  }
}
