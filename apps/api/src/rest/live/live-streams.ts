import { DomainError } from '@wireledger/kernel';

import type { Viewer } from '../../access/viewer';
import type { Authenticator } from '../../auth/authenticator';
import type { UserDirectory } from '../../auth/user-directory';

const PER_USER = 5;
const PER_TOKEN = 20;
const SWEEP_MS = 1000;

interface Open {
  readonly viewer: Viewer;
  readonly end: (reason: 'revoked' | 'closing') => void;
}

const keyOf = (viewer: Viewer): string => (viewer.is === 'session' ? `u${viewer.user}` : `t${viewer.token}`);

/** Live answers of the facade that are open: bounded for each person and token, ended within a second once their viewer may no longer act. */
export class LiveStreams {
  private readonly open = new Set<Open>();
  private readonly sweeper: NodeJS.Timeout;
  private readonly stopListening: () => void;

  constructor(
    private readonly authenticator: Pick<Authenticator, 'isCurrent'>,
    directory: Pick<UserDirectory, 'onChange'>,
  ) {
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS).unref();
    this.stopListening = directory.onChange(() => this.sweep());
  }

  /** Keeps an answer until the returned function is called. @throws DomainError TOO_MANY_REQUESTS when its viewer has as many as he may */
  keep(viewer: Viewer, end: Open['end']): () => void {
    const key = keyOf(viewer);
    const most = viewer.is === 'session' ? PER_USER : PER_TOKEN;
    if ([...this.open].filter((one) => keyOf(one.viewer) === key).length >= most)
      throw new DomainError('TOO_MANY_REQUESTS', `At most ${most} live answers are open at once. Close one first.`);
    const one = { viewer, end };
    this.open.add(one);
    return () => void this.open.delete(one);
  }

  /** Asked before each frame. */
  isCurrent(viewer: Viewer): boolean {
    return this.authenticator.isCurrent(viewer);
  }

  /** Answers that are open. */
  get size(): number {
    return this.open.size;
  }

  /** Ends them all: the server goes away. */
  close(): void {
    clearInterval(this.sweeper);
    this.stopListening();
    for (const { end } of [...this.open]) end('closing');
  }

  private sweep(): void {
    for (const { viewer, end } of [...this.open]) if (!this.authenticator.isCurrent(viewer)) end('revoked');
  }
}
