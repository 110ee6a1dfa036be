import { type MessagePort, parentPort } from 'node:worker_threads';

import { createLogger, loadConfig } from '@wireledger/platform';

import { openJudge } from './open-judge';
import type { Answer, Order } from './orders';

/** The thread of {@link JudgeApart}: opens what detectors need by the configuration of the process, and does as it is told. A failure to open ends it, and says why. */
async function main(port: MessagePort): Promise<void> {
  const config = loadConfig();
  const judge = openJudge(config, createLogger('worker', config));
  let stop = new AbortController();
  const follow = async (): Promise<Answer> => {
    try {
      return { followed: await (await judge).follow(stop.signal) };
    } catch (error) {
      return { error: error instanceof Error ? error : new Error(String(error)) };
    }
  };
  port.on('message', (order: Order) => {
    stop.abort();
    if (order === 'close') port.close();
    if (order !== 'follow') return;
    stop = new AbortController();
    void follow().then((answer) => port.postMessage(answer));
  });
  const opened = await judge;
  port.once('close', () => void opened.close());
}

void main(parentPort as MessagePort);
