import { connect, type Socket } from 'node:net';

/** Requests at a steady rate, whatever comes back. */
export interface Load {
  readonly port: number;
  readonly path: string;
  /** Lines of the head beside those that every request has. */
  readonly headers: readonly string[];
  /** Body of request `n`, from 0. */
  readonly body: (n: number) => string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly connections: number;
}

/** What a load met. Times in ms, from the moment at which a request was to be sent to the last byte of its answer. */
export interface Met {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  /** Answers a second. */
  readonly perSecond: number;
  /** Answers other than 2xx, by status. */
  readonly refused: Readonly<Record<string, number>>;
}

const TICK_MS = 1;

/**
 * Sends at the rate over connections that stay open, one request at a time on each. A request that finds them all busy waits, and its waiting counts: a server
 * that is slow is not asked less. @throws when a connection breaks
 */
export async function meet(load: Load): Promise<Met> {
  const total = Math.round(load.perSecond * load.seconds);
  const took: number[] = [];
  const refused: Record<string, number> = {};
  const waiting: { readonly n: number; readonly since: number }[] = [];
  const idle: Line[] = [];
  const lines = await Promise.all(Array.from({ length: load.connections }, () => Line.open(load.port)));
  idle.push(...lines);
  const began = performance.now();
  try {
    await new Promise<void>((resolve, reject) => {
      for (const line of lines) line.onBroken = reject;
      const answered = (line: Line, since: number, status: number): void => {
        took.push(performance.now() - since);
        if (status < 200 || status > 299) refused[status] = (refused[status] ?? 0) + 1;
        idle.push(line);
        pump();
        if (took.length === total) resolve();
      };
      const pump = (): void => {
        while (idle.length > 0 && waiting.length > 0) {
          const line = idle.pop() as Line;
          const { n, since } = waiting.shift() as (typeof waiting)[number];
          line.ask(requestOf(load, n), (status) => answered(line, since, status));
        }
      };
      let next = 0;
      const timer = setInterval(() => {
        const now = performance.now();
        const due = Math.min(total, Math.floor(((now - began) / 1000) * load.perSecond));
        while (next < due) waiting.push({ n: next++, since: now });
        pump();
        if (next === total) clearInterval(timer);
      }, TICK_MS);
    });
  } finally {
    for (const line of lines) line.close();
  }
  const perSecond = took.length / ((performance.now() - began) / 1000);
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.ceil(took.length * share) - 1)] as number;
  return { p50: at(0.5), p99: at(0.99), most: at(1), perSecond, refused };
}

function requestOf({ path, headers, body }: Load, n: number): string {
  const text = body(n);
  const head = [`POST ${path} HTTP/1.1`, 'host: 127.0.0.1', 'content-type: application/json', ...headers];
  return `${head.join('\r\n')}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

/** A connection that carries one request at a time. */
class Line {
  onBroken: (error: Error) => void = () => undefined;
  private held = '';
  private done: ((status: number) => void) | null = null;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.take(text));
    socket.on('error', (error) => this.onBroken(error));
    socket.on('close', () => this.onBroken(new Error('the server closed a connection')));
  }

  static open(port: number): Promise<Line> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Line(socket)));
      socket.once('error', reject);
    });
  }

  ask(request: string, done: (status: number) => void): void {
    this.done = done;
    this.socket.write(request);
  }

  close(): void {
    this.onBroken = () => undefined;
    this.socket.destroy();
  }

  /** Both servers say the length of what they answer. */
  private take(text: string): void {
    this.held += text;
    const end = this.held.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = /\r\ncontent-length: *(\d+)/i.exec(this.held.slice(0, end))?.[1];
    if (length === undefined) return this.onBroken(new Error('an answer does not say its length'));
    if (this.held.length < end + 4 + Number(length)) return undefined;
    const status = Number(this.held.slice(9, 12));
    this.held = '';
    const { done } = this;
    this.done = null;
    return done?.(status);
  }
}
