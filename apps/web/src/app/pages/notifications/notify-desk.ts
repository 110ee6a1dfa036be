import { Injectable, inject, signal } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ApiError, toApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { Past } from '../../core/past';

/** Carries out what a person changes here, one thing at a time, and tells what went wrong. */
@Injectable()
export class NotifyDesk {
  private readonly gateway = inject(Gateway);
  private readonly past = inject(Past);
  private readonly announcer = inject(LiveAnnouncer);

  readonly busy = signal(false);
  readonly error = signal<ApiError | undefined>(undefined);
  /** Greatest position that a change has reached: what lists must have folded. */
  readonly position = signal<string | null>(null);
  /** Counted up after each change, and after one that somebody else was ahead of. */
  readonly changes = signal(0);
  /** Secret of a webhook that was just made; shown once. */
  readonly secret = signal<string | null>(null);

  /** False when it was refused; the reason is then in `error`. */
  async change(
    said: string,
    work: (gateway: Gateway, key: string) => Promise<{ position: string; secret?: string | null }>,
  ): Promise<boolean> {
    if (this.busy()) return false;
    if (this.past.on()) {
      this.error.set(new ApiError('FORBIDDEN', 'You are looking at the past. Return to now to change anything.'));
      return false;
    }
    this.busy.set(true);
    this.error.set(undefined);
    try {
      const { position, secret } = await work(this.gateway, crypto.randomUUID());
      this.position.set(position);
      if (secret) this.secret.set(secret);
      this.changes.update((n) => n + 1);
      await this.announcer.announce(said);
      return true;
    } catch (error) {
      const problem = toApiError(error);
      this.error.set(problem);
      // So that whoever was second sees what the first one made of it.
      if (problem.code.endsWith('_CONFLICT')) this.changes.update((n) => n + 1);
      return false;
    } finally {
      this.busy.set(false);
    }
  }
}
