import type { EventLog, JsonObject } from '@wireledger/event-sourcing';
import type { ColumnsOf, DnsAnswer } from '@wireledger/events';
import { batchId, uuidV5 } from '@wireledger/kernel/hashing';

const SOURCES = '6d0a1f52-7c40-4f0e-8b2d-3a4c5e6f7081';

/** A lookup of a test: `time` µs of packet time. */
export interface Lookup {
  readonly name: string;
  readonly client: string;
  readonly time: number;
  readonly answers?: readonly DnsAnswer[];
}

let batches = 0;

const MOST = 500;

/** Records lookups as a sensor does, in batches, on the stream of a day (`YYYYMMDD`). */
export async function recordLookups(
  log: EventLog,
  day: string,
  lookups: readonly Lookup[],
  sensor = 'edge-1',
): Promise<void> {
  for (let i = 0; i < lookups.length; i += MOST) await recordBatch(log, day, lookups.slice(i, i + MOST), sensor);
}

async function recordBatch(log: EventLog, day: string, lookups: readonly Lookup[], sensor: string): Promise<void> {
  const source = uuidV5(SOURCES, sensor);
  const t0 = Math.min(...lookups.map(({ time }) => time));
  const of = <T>(value: (one: Lookup) => T): T[] => lookups.map(value);
  const all = <T>(value: T): T[] => lookups.map(() => value);
  const time = of((one) => one.time - t0);
  const cols: ColumnsOf['dns'] = {
    ...{ flow: all(1), at: time, time, client: of(({ client }) => client), server: all('10.0.0.53') },
    ...{ clientPort: all(40_000), serverPort: all(53), proto: all(17), service: all('dns'), id: all(7) },
    ...{ name: of(({ name }) => name), raw: all(''), qtype: all(1), qclass: all(1), rcode: all(0), latency: all(900) },
    ...{ queries: all(1), responses: all(1), flags: all(0x8180), queryBytes: all(30), responseBytes: all(60) },
    ...{ answers: of(({ answers }) => answers ?? []), answerCount: of(({ answers }) => answers?.length ?? 0) },
  };
  const number = ++batches;
  const id = batchId(source, number);
  const [result] = await log.append([
    {
      ...{ stream: `facts-${sensor}.${day}`, expected: 'any', appendId: id },
      events: [
        {
          ...{ id, type: 'telemetry.DnsTransactionsRecorded' },
          data: { v: 1, n: lookups.length, t0, cols } as unknown as JsonObject,
          meta: {
            ...{ $correlationId: source, $causationId: source, actor: `sensor:${sensor}`, sv: 1 },
            ...{ src: `${sensor}/${source}`, batch: number, seq: [1, lookups.length] },
            occ: [t0, Math.max(...lookups.map((one) => one.time))],
          },
        },
      ],
    },
  ]);
  if (result?.status !== 'ok') throw new Error(`append answered ${JSON.stringify(result)}`);
}
