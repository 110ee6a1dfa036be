import { Injectable, signal } from '@angular/core';
import { ApiError } from '../api/errors';

/** A code and a reason are asked for: what opens with them, and what a reason begins with. */
export interface Asking {
  readonly permission: string;
  readonly reason: string;
  /** True once the server has taken them. */
  readonly answer: (given: boolean) => void;
}

/** Asks the person for a fresh second factor where the server wants one, and does again what was refused. The dialog is the shell's. */
@Injectable({ providedIn: 'root' })
export class StepUp {
  readonly asking = signal<Asking | undefined>(undefined);
  private readonly under = new Map<string, Promise<boolean>>();

  /**
   * Runs, and when a second factor is missing asks for it and runs once more. `reason`: what the person has said already.
   * @throws ApiError STEP_UP_CANCELED when he does not give it
   */
  async around<T>(run: () => Promise<T>, reason = ''): Promise<T> {
    try {
      return await run();
    } catch (error) {
      const permission = error instanceof ApiError ? error.details.permission : undefined;
      if (!(error instanceof ApiError) || error.code !== 'STEP_UP_REQUIRED' || permission === undefined) throw error;
      if (await this.ask(permission, reason)) return run();
      throw new ApiError('STEP_UP_CANCELED', 'Not confirmed, so nothing was done.', { permission });
    }
  }

  /** True once it was given. One question for all who ask for the same at the same time; others wait for their turn. */
  ask(permission: string, reason: string): Promise<boolean> {
    const running = this.under.get(permission);
    if (running) return running;
    const before = Promise.allSettled(this.under.values());
    const asked = before
      .then(() => new Promise<boolean>((resolve) => this.asking.set({ permission, reason, answer: resolve })))
      .finally(() => {
        this.under.delete(permission);
        this.asking.set(undefined);
      });
    this.under.set(permission, asked);
    return asked;
  }
}
