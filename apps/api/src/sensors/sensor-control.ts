import { readFileSync } from 'node:fs';
import path from 'node:path';
import { captureFacts } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import { z } from 'zod';

import type {
  CaptureSensor,
  Examined,
  ImportOrder,
  PacketsEnd,
  PacketsOrder,
  RunningImport,
  SeenPacket,
} from '../captures/capture-sensor';
import type { LiveOrder, LiveSensor, LiveState } from '../live-captures/live-sensor';
import { extent, filePiece, latelySeen, packetStoreState } from '../packets/packet-answers';
import type { Extent, LatelySeen, PacketSensor, PacketsWanted, PacketStoreState } from '../packets/packet-sensor';
import { captureDensity, sandboxList, sandboxState, sandboxSummary } from '../sandboxes/sandbox-answers';
import type {
  CaptureDensity,
  SandboxDoing,
  SandboxOrder,
  SandboxSensor,
  SandboxState,
  SandboxSummary,
} from '../sandboxes/sandbox-sensor';
import type { SensorControl } from './demo-switch';

const TIMEOUT_MS = 5000;
/** The sensor gives up before that. */
const EXAMINE_MS = 20 * 60_000;
/** Reading through a store of 10 GiB takes some minutes. */
const COUNT_MS = 15 * 60_000;
/** Interfaces are opened, or read to their end, before it answers. */
const LISTEN_MS = 40_000;

const examined = captureFacts.omit({ name: true, source: true });
const begun = z.object({ state: z.enum(['running', 'completed']) });
const importing = z.object({
  imports: z.array(
    z.object({
      source: z.uuid(),
      packets: z.number(),
      bytesRead: z.number(),
      sizeBytes: z.number(),
      held: z.string().nullable(),
    }),
  ),
});
const listening = z.object({
  collectors: z
    .array(
      z.object({
        ...{ source: z.uuid(), sensor: z.string(), host: z.string(), ports: z.array(z.number()) },
        ...{ allow: z.array(z.string()), datagrams: z.number(), records: z.number() },
        ...{ refused: z.number(), dropped: z.number() },
      }),
    )
    .default([]),
  logs: z
    .array(
      z.object({
        ...{ source: z.uuid(), sensor: z.string(), files: z.number(), lines: z.number(), behind: z.number() },
        places: z.array(z.object({ kind: z.string(), path: z.string() })),
        ...{ others: z.record(z.string(), z.number()), bad: z.record(z.string(), z.number()) },
        ...{ reachedUs: z.number().nullable(), problems: z.array(z.string()) },
      }),
    )
    .default([]),
  captures: z.array(
    z.object({
      ...{ source: z.uuid(), sensor: z.string(), interfaces: z.array(z.string()), promiscuous: z.boolean() },
      bpf: z
        .string()
        .nullish()
        .transform((text) => text ?? null),
      filter: z
        .string()
        .nullish()
        .transform((text) => text ?? null),
      snaplen: z
        .number()
        .nullish()
        .transform((bytes) => bytes ?? null),
      ...{ packets: z.number().default(0), bytes: z.number().default(0), dropped: z.number().default(0) },
      filtered: z.number().default(0),
      waiting: z
        .string()
        .nullish()
        .transform((text) => text ?? null),
    }),
  ),
  interfaces: z.array(z.string()),
  spools: z
    .array(
      z.object({
        ...{ sensor: z.string(), waiting: z.number(), bytes: z.number(), full: z.boolean(), lost: z.number() },
        problem: z.string().nullable(),
      }),
    )
    .default([]),
});
const heard = z.object({ source: z.uuid() });
const seen = z.union([
  z.object({ more: z.boolean() }),
  z.object({
    ...{ n: z.number(), us: z.number(), fromSource: z.boolean(), length: z.number(), captured: z.number() },
    ...{ payload: z.number(), linktype: z.number(), info: z.string(), data: z.string().optional() },
    layers: z
      .array(
        z.object({
          ...{ name: z.string(), from: z.number(), to: z.number() },
          fields: z.array(z.tuple([z.string(), z.string()])),
        }),
      )
      .optional(),
  }),
]);
const refusal = z.object({ message: z.string() });

/** The sensor answered that it cannot be done. */
class SensorRefused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The sensor's control door over HTTP: at SENSOR_CONTROL_URL, else where `run/system.json` says at this moment. */
export class HttpSensorControl implements SensorControl, CaptureSensor, LiveSensor, SandboxSensor, PacketSensor {
  constructor(
    private readonly config: {
      readonly sensorControlUrl: string;
      readonly dataDir: string;
      readonly controlToken: string;
    },
  ) {}

  async runDemo(running: boolean): Promise<void> {
    await this.send('POST /demo', { running });
  }

  async examine(upload: string): Promise<Examined> {
    try {
      return examined.parse(await this.send('POST /captures/examine', { upload }, EXAMINE_MS));
    } catch (error) {
      if (error instanceof SensorRefused && error.status === 422)
        throw new DomainError('CAPTURE_REFUSED', `The file ${error.message}`);
      throw unreachable(error);
    }
  }

  async import(order: ImportOrder): Promise<'running' | 'completed'> {
    try {
      return begun.parse(await this.send('POST /captures/import', order)).state;
    } catch (error) {
      if (error instanceof SensorRefused && error.status === 409) throw new DomainError('BUSY', error.message);
      throw unreachable(error);
    }
  }

  async imports(): Promise<readonly RunningImport[]> {
    return importing.parse(await this.send('GET /captures/imports').catch(fail)).imports;
  }

  async stopImport(source: string): Promise<boolean> {
    try {
      await this.send('POST /stop', { source }, EXAMINE_MS);
      return true;
    } catch (error) {
      if (error instanceof SensorRefused && error.status === 404) return false;
      throw unreachable(error);
    }
  }

  async live(): Promise<LiveState> {
    return listening.parse(await this.send('GET /status').catch(fail));
  }

  async startLive(order: LiveOrder): Promise<string> {
    const asked = Object.fromEntries(Object.entries(order).filter(([, value]) => value !== null));
    try {
      return heard.parse(await this.send('POST /capture/start', asked, LISTEN_MS)).source;
    } catch (error) {
      if (error instanceof SensorRefused && error.status === 400)
        throw new DomainError('BAD_USER_INPUT', error.message);
      if (error instanceof SensorRefused && error.status === 409) throw new DomainError('BUSY', error.message);
      throw unreachable(error);
    }
  }

  async stopLive(source: string): Promise<boolean> {
    try {
      await this.send('POST /capture/stop', { source }, LISTEN_MS);
      return true;
    } catch (error) {
      if (error instanceof SensorRefused && (error.status === 404 || error.status === 400)) return false;
      throw unreachable(error);
    }
  }

  async *packets(order: PacketsOrder): AsyncGenerator<SeenPacket | PacketsEnd> {
    const stored = 'source' in order;
    const route = stored ? 'POST /packets/flow' : 'POST /captures/packets';
    const response = await this.open(route, order).catch((error: unknown) => {
      if (error instanceof SensorRefused && error.status === 404)
        throw new DomainError('NOT_FOUND', stored ? error.message : 'The file of the capture is not there any more.');
      throw unreachable(error);
    });
    let ended = false;
    for await (const line of linesOf(response)) {
      const one = seen.parse(JSON.parse(line));
      ended = 'more' in one;
      yield one;
    }
    // An answer that breaks off is no short answer.
    if (!ended) throw unreachable(new Error('its answer broke off'));
  }

  async packetStore(): Promise<PacketStoreState> {
    return packetStoreState.parse(await this.send('GET /packets').catch(fail));
  }

  async refreshStorage(): Promise<void> {
    await this.send('POST /packets/refresh').catch(fail);
  }

  async countPackets(wanted: PacketsWanted): Promise<Extent> {
    return extent.parse(await this.send('POST /packets/count', wanted, COUNT_MS).catch(refusedPackets));
  }

  async *extractPackets(wanted: PacketsWanted, { packets }: Extent): AsyncGenerator<Buffer> {
    const response = await this.open('POST /packets/extract', { ...wanted, packets }).catch(refusedPackets);
    for await (const line of linesOf(response)) {
      const piece = filePiece.safeParse(JSON.parse(line));
      if (!piece.success) break;
      if ('end' in piece.data) return;
      yield Buffer.from(piece.data.data, 'base64');
    }
    throw unreachable(new Error('its answer broke off'));
  }

  async recentPackets(sensor: string, filter: string, most: number): Promise<LatelySeen> {
    return latelySeen.parse(await this.send('POST /packets/recent', { sensor, filter, most }).catch(refusedPackets));
  }

  async startSandbox(order: SandboxOrder): Promise<SandboxSummary> {
    return sandboxSummary.parse(await this.send('POST /sandboxes', order).catch(refusedReplay));
  }

  async steerSandbox(id: string, does: SandboxDoing): Promise<SandboxSummary> {
    return sandboxSummary.parse(await this.send('POST /sandboxes/steer', { id, does }).catch(refusedReplay));
  }

  async sandbox(id: string): Promise<SandboxState> {
    return sandboxState.parse(await this.send('POST /sandboxes/state', { id }).catch(refusedReplay));
  }

  async sandboxes(): Promise<readonly SandboxSummary[]> {
    return sandboxList.parse(await this.send('GET /sandboxes').catch(fail)).sandboxes;
  }

  async density(of: Pick<SandboxOrder, 'sha256' | 'firstUs' | 'lastUs'>, buckets: number): Promise<CaptureDensity> {
    const { sha256, firstUs, lastUs } = of;
    const request = { sha256, firstUs, lastUs, buckets };
    return captureDensity.parse(await this.send('POST /captures/density', request, EXAMINE_MS).catch(refusedReplay));
  }

  private async send(route: string, body?: object, timeoutMs = TIMEOUT_MS): Promise<unknown> {
    return (await this.open(route, body, AbortSignal.timeout(timeoutMs))).json();
  }

  /** @throws SensorRefused, or what fetch throws */
  private async open(route: string, body?: object, signal?: AbortSignal): Promise<Response> {
    const [method = '', at = ''] = route.split(' ');
    const response = await fetch(`${this.url()}${at}`, {
      method,
      headers: { authorization: `Bearer ${this.config.controlToken}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
    });
    if (response.ok) return response;
    const answer: unknown = await response.json().catch(() => null);
    throw new SensorRefused(response.status, refusal.safeParse(answer).data?.message ?? `answered ${response.status}`);
  }

  private url(): string {
    if (this.config.sensorControlUrl) return this.config.sensorControlUrl;
    const file = path.join(this.config.dataDir, 'run', 'system.json');
    const { sensor } = JSON.parse(readFileSync(file, 'utf8')) as { sensor?: { url?: string } | null };
    if (!sensor?.url) throw new Error('the sensor has not started yet');
    return sensor.url;
  }
}

const unreachable = (cause: unknown): DomainError => {
  const why =
    cause instanceof SensorRefused ? `says: ${cause.message}` : 'does not answer. Is it running? Then try again.';
  return Object.assign(new DomainError('SENSOR_UNREACHABLE', `The sensor process ${why}`), { cause });
};
const fail = (cause: unknown): never => {
  throw unreachable(cause);
};

/** Why a sandbox replay cannot be had, begun or steered; an id that is none is unknown. */
const refusedReplay = (cause: unknown): never => {
  const status = cause instanceof SensorRefused ? cause.status : 0;
  const message = (cause as Error).message;
  if (status === 409) throw new DomainError(/over/.test(message) ? 'REPLAY_OVER' : 'BUSY', message);
  if (status === 404 || status === 400) throw new DomainError('NOT_FOUND', message);
  throw unreachable(cause);
};

/** Why packets cannot be had. */
const refusedPackets = (cause: unknown): never => {
  const status = cause instanceof SensorRefused ? cause.status : 0;
  const message = sentence((cause as Error).message);
  if (status === 413) throw new DomainError('LIMIT_EXCEEDED', message);
  if (status === 400) throw new DomainError('BAD_USER_INPUT', message);
  throw unreachable(cause);
};
const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Lines of an answer as they come; whoever turns away ends the connection. */
async function* linesOf({ body }: Response): AsyncGenerator<string> {
  if (!body) return;
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield line;
  }
  if (rest !== '') yield rest;
}
