import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type DomainEvent, type EventLog, type JsonObject } from '@wireledger/event-sourcing';
import { CaptureStarted, CaptureStopped, captureStream, SensorEnrolled, sensorStream } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';

import { BatchNumbers } from './batch-plan';

/** The sensor that everything is of that programs tell of by HTTP, whichever process takes it: sources are judged over all of them. */
export const INTAKE_SENSOR = 'intake';
/** Namespace of ids that follow from a sensor's name alone. */
const SENSORS = '2f6f0f0e-6d55-5a3b-9a86-5f3f6a7c1b20';

/** One run of the intake of one process: a source with a stream of its own each day, which nobody else writes to. */
export class IntakeSource {
  readonly id = randomUUID();
  readonly numbers = new BatchNumbers();
  private stream = '';
  /** Last revision of the stream, -1n when it is not there. */
  private revision = -1n;
  private second = 0;

  constructor(
    private readonly log: Pick<EventLog, 'append'>,
    /** Where the id of the last source of this process is kept, so that the next one takes its place. */
    private readonly file: string,
  ) {}

  /** Tells that it begins. @throws when the log does not take it: then it has not begun */
  async begin(nowUs: number): Promise<void> {
    const enrolled = SensorEnrolled.create({ sensor: INTAKE_SENSOR });
    await this.tell(sensorStream(INTAKE_SENSOR), enrolled, uuidV5(SENSORS, INTAKE_SENSOR), nowUs);
    const replaces = lastSource(this.file);
    const started = CaptureStarted.create({
      ...{ source: this.id, sensor: INTAKE_SENSOR, cut: 1, interfaces: ['HTTP intake'] },
      ...(replaces === null ? {} : { replaces }),
    });
    await this.tell(captureStream(this.id), started, uuidV5(this.id, 'started'), nowUs);
    keepSource(this.file, this.id);
  }

  /** Tells that it is over. */
  async end(nowUs: number, reason: string): Promise<void> {
    const { batches } = this.numbers;
    const stopped = CaptureStopped.create({
      ...{ source: this.id, packets: 0, bytes: 0, batches, reason, warnings: [] },
    });
    await this.tell(captureStream(this.id), stopped, uuidV5(this.id, 'ended'), nowUs);
  }

  /** Where an append at this moment goes: stream, what is believed of it, its next revision, and the second (µs) of its records. */
  place(nowUs: number): {
    readonly stream: string;
    readonly expected: bigint | 'none';
    readonly next: bigint;
    readonly at: number;
  } {
    const stream = streamOf(this.id, nowUs);
    if (stream !== this.stream) [this.stream, this.revision] = [stream, -1n];
    // The clock may be set back; the second of a source's records never is.
    this.second = Math.max(this.second, Math.floor(nowUs / 1e6) * 1e6);
    return { stream, expected: this.revision < 0n ? 'none' : this.revision, next: this.revision + 1n, at: this.second };
  }

  /** The log has taken an append there, up to this revision. */
  wrote(revision: bigint): void {
    this.revision = revision;
  }

  /** What was said before in this stream stands: saying it again changes nothing. */
  private async tell(stream: string, event: DomainEvent, id: string, nowUs: number): Promise<void> {
    const meta = {
      ...{ $correlationId: this.id, $causationId: this.id, actor: `sensor:${INTAKE_SENSOR}` },
      ...{ sv: event.version, occ: [nowUs, nowUs] as const },
      ...(stream === captureStream(this.id) ? { src: `${INTAKE_SENSOR}/${this.id}` } : {}),
    };
    const expected = event.type === CaptureStopped.type ? 'exists' : 'none';
    const events = [{ id, type: event.type, data: event.data as JsonObject, meta }];
    await this.log.append([{ stream, expected, appendId: id, events }]);
  }
}

const streamOf = (source: string, nowUs: number): string =>
  `facts-${INTAKE_SENSOR}-${source.slice(0, 13)}.${new Date(nowUs / 1000).toISOString().slice(0, 10).replaceAll('-', '')}`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function lastSource(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return UUID.test(text) ? text : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function keepSource(file: string, source: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, `${source}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
