import { randomUUID } from 'node:crypto';
import { CaptureStarted, captureStream, type CutBatch, KIND_DEFINITIONS } from '@wireledger/events';
import type { AppendReq, JsonObject, NewEvent } from '@wireledger/event-sourcing';
import { Pipeline } from '@wireledger/flows';
import {
  type Encoding,
  INGEST_PATHS,
  type IngestDeed,
  makeKeyPair,
  pack,
  proveKey,
  readPrivateKey,
  type SensorKeyPair,
  sequenceOf,
  signHead,
  type SignedHead,
  writeAppend,
} from '@wireledger/ingest';
import { batchId, sha256, uuidV5 } from '@wireledger/kernel/hashing';
import { endless } from '@wireledger/simulator';

import { CONTROL_TOKEN, type TestApi } from './test-api';

export interface IngestAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

const START = 1_700_000_000_000_000;
const today = () => new Date().toISOString().slice(0, 10).replaceAll('-', '');

/** What is not as an honest sensor would send it. */
export interface Bent {
  readonly head?: Partial<SignedHead>;
  /** After signing. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly pair?: SensorKeyPair;
  readonly body?: Buffer;
  readonly encoding?: Encoding;
  readonly deed?: IngestDeed;
}

/** A sensor on another machine, as a test plays it: honest unless told otherwise. */
export class TestSensor {
  readonly source = randomUUID();
  pair = makeKeyPair();
  skewMs = 0;

  constructor(
    private readonly api: TestApi,
    readonly name: string,
  ) {}

  /** A code for it, as the host's own command asks for one. */
  async code(): Promise<string> {
    const response = await this.api.fetch('/api/control/sensors', {
      json: { name: this.name },
      headers: { authorization: `Bearer ${CONTROL_TOKEN}` },
    });
    return ((await response.json()) as { code: string }).code;
  }

  async join(code: string, pair = this.pair, proof?: string): Promise<Response> {
    const key = readPrivateKey(pair.privateKey);
    if (!key) throw new Error('no key');
    return this.api.fetch(INGEST_PATHS.enrol, {
      json: { code, publicKey: pair.publicKey, proof: proof ?? proveKey(code, pair.publicKey, key) },
    });
  }

  /** Invited and joined. */
  async enrolled(): Promise<this> {
    const response = await this.join(await this.code());
    if (response.status !== 200) throw new Error(`not enrolled: ${await response.text()}`);
    return this;
  }

  get stream(): string {
    return `facts-${this.name}.${today()}`;
  }

  started(source = this.source, more: object = {}): AppendReq {
    const event = CaptureStarted.create({ source, sensor: this.name, cut: 1, interfaces: ['eth0'] });
    return {
      ...{ stream: captureStream(source), expected: 'none', appendId: uuidV5(source, 'started') },
      events: [
        {
          ...{ id: uuidV5(source, 'started'), type: event.type },
          data: { ...event.data, ...more } as unknown as JsonObject,
          meta: this.meta(source),
        },
      ],
    };
  }

  /** An append of batches `from` to `to` after the one before them. */
  batches(from: number, to = from): AppendReq {
    const events = made()
      .slice(from - 1, to)
      .map((batch) => this.event(batch));
    if (events.length !== to - from + 1) throw new Error('not so many batches');
    return {
      ...{ stream: this.stream, expected: from === 1 ? 'none' : BigInt(from - 2) },
      ...{ appendId: uuidV5((events[0] as NewEvent).id, `append:${events.length}`), events },
    };
  }

  async send(request: AppendReq, bent: Bent = {}): Promise<IngestAnswer> {
    return this.sendBytes(bent.body ?? writeAppend(request), sequenceOf(request.expected), bent);
  }

  async tail(stream = this.stream): Promise<IngestAnswer> {
    return this.sendBytes(Buffer.from(JSON.stringify({ stream })), 0, { deed: 'tail' });
  }

  async sendBytes(plain: Buffer, sequence: number, bent: Bent = {}): Promise<IngestAnswer> {
    const { deed = 'append', encoding = 'zstd', pair = this.pair } = bent;
    const body = await pack(plain, encoding);
    const key = readPrivateKey(pair.privateKey);
    if (!key) throw new Error('no key');
    const head: SignedHead = {
      ...{ deed, sensor: this.name, key: pair.id, sequence, sentAt: Date.now() + this.skewMs, encoding },
      ...{ digest: sha256(body), ...bent.head },
    };
    const response = await this.api.fetch(INGEST_PATHS[deed], {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { 'content-type': 'application/octet-stream', ...signHead(head, key), ...bent.headers },
    });
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      body: (await response.json()) as Readonly<Record<string, unknown>>,
    };
  }

  private event({ kind, number, seq, occ, payload }: CutBatch): NewEvent {
    const { type, version } = KIND_DEFINITIONS[kind];
    return {
      ...{ id: batchId(this.source, number), type, data: payload as unknown as JsonObject },
      meta: { ...this.meta(this.source), sv: version, seq, batch: number, occ },
    };
  }

  private meta(source: string): NewEvent['meta'] {
    return {
      ...{ $correlationId: source, $causationId: source, actor: `sensor:${this.name}`, sv: 1 },
      ...{ src: `${this.name}/${source}`, occ: [START, START] },
    };
  }
}

let batches: readonly CutBatch[] | null = null;
/** Batches of half a minute of an office. */
function made(): readonly CutBatch[] {
  if (batches) return batches;
  const cut: CutBatch[] = [];
  const pipeline = new Pipeline({ cut: 1, onBatch: (batch) => void cut.push(batch) });
  for (const { bytes, timeUs } of endless({ seed: 3, startUs: START, rate: 60 })) {
    if (timeUs > START + 30e6) break;
    pipeline.packet(bytes, 0, bytes.length, bytes.length, timeUs, 1, 0);
  }
  pipeline.finish();
  return (batches = cut);
}
