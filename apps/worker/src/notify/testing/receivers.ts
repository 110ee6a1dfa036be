import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { SMTPServer } from 'smtp-server';

/** What a receiver does with the next message: takes it, refuses it for now, or has it and never answers. */
export type Mood = 'take' | 'refuse' | 'hold';

/** A message that arrived whole and was not refused: its key as the receiver sees it, and what was said. */
export interface Receipt {
  readonly key: string;
  readonly body: string;
}

/** Somebody who gets messages over the network. */
export abstract class Receiver {
  readonly receipts: Receipt[] = [];
  /** Of the next message; those after it are taken. */
  mood: Mood = 'take';
  private heard: (() => void)[] = [];

  /** Starts to listen; its address. */
  abstract start(): Promise<string>;
  abstract stop(): Promise<void>;

  /** Resolves when a message is here whose sender waits for the answer. */
  holds(): Promise<void> {
    return new Promise((resolve) => this.heard.push(resolve));
  }

  /** What becomes of a message. */
  protected receive(receipt: Receipt): Mood {
    const { mood } = this;
    this.mood = 'take';
    if (mood !== 'refuse') this.receipts.push(receipt);
    if (mood === 'hold') for (const tell of this.heard.splice(0)) tell();
    return mood;
  }
}

/** A web server that gets signed posts. */
export class WebhookReceiver extends Receiver {
  private server: Server | null = null;

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString('utf8')));
      request.on('end', () => {
        const mood = this.receive({ key: String(request.headers['idempotency-key']), body });
        if (mood !== 'hold') response.writeHead(mood === 'take' ? 200 : 503).end('said');
      });
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`;
  }

  stop(): Promise<void> {
    this.server?.closeAllConnections();
    return new Promise((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
  }
}

/** A mail server. */
export class MailReceiver extends Receiver {
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    // Its sender is killed while it waits.
    closeTimeout: 100,
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const body = Buffer.concat(parts).toString('utf8');
        const key = /^message-id: <([^@]*)@/im.exec(body)?.[1] ?? '';
        const mood = this.receive({ key, body });
        if (mood !== 'hold') done(mood === 'take' ? null : refusal());
      });
    },
  });

  async start(): Promise<string> {
    this.server.on('error', () => undefined);
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

const refusal = (): Error => Object.assign(new Error('4.2.1 try again later'), { responseCode: 421 });
