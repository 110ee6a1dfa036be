import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

import { ChildFailed } from '../../child-usage';

const ALERTS = 'subscription { alertChanged { changes { change title } } }';

interface Frame {
  readonly alertChanged: {
    readonly changes: readonly { readonly change: string; readonly title: string | null }[];
  } | null;
}

/** A subscriber of `alertChanged` on a socket of his own. */
export class AlertSocket {
  private raised = 0;
  private waiting: { readonly from: number; readonly done: (at: number) => void } | null = null;
  private broken: Error | null = null;
  private fail: (error: Error) => void = () => undefined;

  private constructor(
    private readonly client: Client,
    private readonly title: string,
  ) {}

  /** Resolves when the first frame has come, so that whatever happens next is heard. `title`: of the alerts that are looked for. @throws ChildFailed */
  static open(url: string, token: string, title: string): Promise<AlertSocket> {
    const client = createClient({
      ...{ url: `${url.replace(/^http/, 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { token } },
      ...{ retryAttempts: 0, lazy: false },
    });
    const socket = new AlertSocket(client, title);
    return new Promise((resolve, reject) => {
      const broke = (why: unknown) => {
        const error = new ChildFailed(`the subscription broke: ${String((why as Error | undefined)?.message ?? why)}`);
        socket.broke(error);
        reject(error);
      };
      client.subscribe<Frame>(
        { query: ALERTS },
        {
          next: ({ data, errors }) => {
            if (errors) broke(errors[0]);
            socket.take(data?.alertChanged ?? null);
            resolve(socket);
          },
          error: broke,
          complete: () => broke('it ended'),
        },
      );
    });
  }

  /** Moment (`performance.now()`) at which another alert of the title comes, counted from this call on; null when none comes in time. @throws ChildFailed */
  next(withinMs: number): Promise<number | null> {
    if (this.broken) return Promise.reject(this.broken);
    return new Promise((resolve, reject) => {
      const over = (end: () => void) => {
        clearTimeout(timer);
        this.waiting = null;
        end();
      };
      const timer = setTimeout(() => over(() => resolve(null)), withinMs);
      this.fail = (error) => over(() => reject(error));
      this.waiting = { from: this.raised, done: (at) => over(() => resolve(at)) };
    });
  }

  async close(): Promise<void> {
    await this.client.dispose();
  }

  private take(frame: Frame['alertChanged']): void {
    const at = performance.now();
    for (const { change, title } of frame?.changes ?? [])
      if (change === 'raised' && title === this.title) this.raised++;
    if (this.waiting && this.raised > this.waiting.from) this.waiting.done(at);
  }

  private broke(error: Error): void {
    this.broken = error;
    this.fail(error);
  }
}
