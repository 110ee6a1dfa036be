/** Wakes waiters of news. A ticket taken before looking makes sure that a ring between looking and waiting is not lost. */
export class Doorbell {
  private rings = 0;
  private readonly waiting = new Set<() => void>();

  ring(): void {
    this.rings++;
    for (const wake of [...this.waiting]) wake();
  }

  ticket(): number {
    return this.rings;
  }

  /** Resolves at the first ring after the ticket, when the signal aborts, or after `ms`. */
  wait(ticket: number, signal: AbortSignal, ms?: number): Promise<void> {
    if (this.rings !== ticket || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => wake(), ms);
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
