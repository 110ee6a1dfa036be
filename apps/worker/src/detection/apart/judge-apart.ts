import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import type { Followed } from '@wireledger/read-models';

import type { Judge } from '../judge';
import type { Answer, Order } from './orders';

/** How long an ending thread may take, ms; then it is ended. */
const CLOSE_MS = 1500;

/** Where the thread's code is, and how Node is to read it. */
export interface ThreadCode {
  readonly file: string;
  readonly execArgv?: readonly string[];
}
const BUILT: ThreadCode = { file: path.join(__dirname, 'judge-thread.js') };

/**
 * A judge in a thread of its own, with connections and memory of its own: read models that fold heaps of batches do not keep alerts waiting. The thread begins
 * with the first order. When it ends by itself, whoever waits is told why, and the next order begins another, which goes on from the newest snapshot.
 */
export class JudgeApart implements Judge {
  private thread: Worker | null = null;

  constructor(private readonly code: ThreadCode = BUILT) {}

  follow(stop: AbortSignal): Promise<Followed> {
    const thread = (this.thread ??= this.start());
    return new Promise((resolve, reject) => {
      const over = (tell: () => void) => {
        stop.removeEventListener('abort', leave);
        thread.off('message', answered).off('error', failed).off('exit', ended);
        tell();
      };
      const leave = () => order(thread, 'stop');
      const answered = (answer: Answer) =>
        over(() => ('error' in answer ? reject(answer.error) : resolve(answer.followed)));
      const failed = (error: Error) => over(() => reject(error));
      const ended = (code: number) =>
        over(() => {
          if (stop.aborted) resolve('stopped');
          else reject(new Error(`the thread of the detectors ended with ${code}`));
        });
      thread.on('message', answered).on('error', failed).on('exit', ended);
      order(thread, 'follow');
      stop.addEventListener('abort', leave, { once: true });
      if (stop.aborted) leave();
    });
  }

  async close(): Promise<void> {
    const { thread } = this;
    if (!thread) return;
    const gone = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
    order(thread, 'close');
    const bound = new AbortController();
    await Promise.race([gone, sleep(CLOSE_MS, undefined, { signal: bound.signal }).catch(() => undefined)]);
    bound.abort();
    await thread.terminate();
  }

  private start(): Worker {
    const { file, execArgv } = this.code;
    const thread = new Worker(file, {
      name: 'detection',
      env: process.env,
      ...(execArgv ? { execArgv: [...execArgv] } : {}),
    });
    const gone = () => {
      if (this.thread === thread) this.thread = null;
    };
    // Whoever waits hears of it too; without anybody who listens a failure would end the process.
    thread.on('error', gone).on('exit', gone);
    return thread;
  }
}

const order = (thread: Worker, asked: Order): void => thread.postMessage(asked);
