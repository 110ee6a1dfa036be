import { type RemoteSensor, remoteSensorDecider } from '@wireledger/domain';
import { type AppendResult, type EventLog, InvalidAppend } from '@wireledger/event-sourcing';
import {
  type ClaimedHead,
  type IngestDeed,
  isSigned,
  MAX_PACKED_BYTES,
  MAX_PLAIN_BYTES,
  readAppend,
  readHead,
  readPublicKey,
  type SentAppend,
  sequenceOf,
  type SignedHead,
  type TailAnswer,
  TailBody,
  type TakenAnswer,
  unpack,
} from '@wireledger/ingest';
import { DomainError } from '@wireledger/kernel';
import { sha256 } from '@wireledger/kernel/hashing';

import type { KnownRequest } from '../access/request';
import type { Refusals } from '../audit/refusals';
import { originOf } from '../http/request-origin';
import { type AllowedAppend, allowedAppend, isOwnFacts } from './ingest-rules';
import { readBytes } from './read-bytes';
import type { RemoteSensors } from './remote-sensors';
import type { SensorBudget, SensorCost } from './sensor-budget';
import type { Sightings } from './sightings';
import type { SourceOwners } from './source-owners';

const DOOR = 'sensor batch';
const SAID = { bytes: 'bytes', events: 'events', lasting: 'beginnings, ends and gaps of captures' } as const;

/** What the door stands on. */
export interface IngestParts {
  readonly log: EventLog;
  readonly sensors: RemoteSensors;
  readonly owners: SourceOwners;
  readonly budget: SensorBudget;
  readonly sightings: Sightings;
  readonly refusals: Refusals;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** Where sensors on other machines hand over facts: who is known by his signature may append to his own streams, in order, each once. */
export class IngestDoor {
  constructor(private readonly parts: IngestParts) {}

  /**
   * Answers when the log has it for good.
   * @throws DomainError INGEST_UNSIGNED, INGEST_REFUSED, INGEST_NEWER, INGEST_SEQUENCE, INGEST_CONTENT, INGEST_BUDGET, TOO_LARGE
   */
  async append(request: KnownRequest): Promise<TakenAnswer> {
    const { log, sightings, clock } = this.parts;
    const { head, json, bytes } = await this.signed(request, 'append');
    const { sensor } = head;
    const sent = readAppend(json);
    if (typeof sent === 'string') throw new DomainError('INGEST_REFUSED', `The batch is malformed at ${sent}.`);
    if (head.sequence !== sequenceOf(sent.expected))
      throw new DomainError(
        'INGEST_REFUSED',
        `Its head says number ${head.sequence}, its body ${String(sent.expected)}.`,
      );
    const allowed = await this.checked(request, sensor, sent);
    this.within(sensor, sent, bytes);
    const [result] = await log.append([{ ...sent, events: allowed.events }]).catch((error: unknown) => {
      throw error instanceof InvalidAppend ? new DomainError('INGEST_REFUSED', error.message) : error;
    });
    const { status, revision, position, hash } = taken(sent.stream, result as AppendResult);
    if (sent.stream.startsWith('facts-')) sightings.took(sensor, Number(revision) + 1);
    return { status, revision: String(revision), position, hash, now: clock() };
  }

  /** How far a stream of this sensor is. @throws DomainError as above */
  async tail(request: KnownRequest): Promise<TailAnswer> {
    const { head, json } = await this.signed(request, 'tail');
    const body = TailBody.safeParse(json);
    if (!body.success || !isOwnFacts(head.sensor, body.data.stream))
      throw new DomainError('INGEST_REFUSED', `That is no stream of sensor ${head.sensor}.`);
    const tail = await this.parts.log.tail(body.data.stream);
    return {
      tail: tail === 'absent' ? null : { revision: String(tail.revision), lastAppendId: tail.lastAppendId },
      now: this.parts.clock(),
    };
  }

  /** Who sends this, and what: nothing of the body is looked at before the signature over its hash was right. */
  private async signed(
    request: KnownRequest,
    deed: IngestDeed,
  ): Promise<{ readonly head: SignedHead; readonly json: unknown; readonly bytes: number }> {
    const { sightings, clock } = this.parts;
    const claimed = readHead(deed, request.headers);
    const sensor = claimed && (await this.signer(claimed));
    if (!claimed || !sensor) throw await this.unsigned(request);
    const { head } = claimed;
    const now = clock();
    sightings.seen(sensor.name, now, head.sentAt - now);
    await this.lookAtClock(sensor, head.sentAt - now, request.requestId);
    const packed = await readBytes(request, MAX_PACKED_BYTES);
    if (sha256(packed) !== head.digest) throw await this.unsigned(request);
    const plain = await unpack(packed, head.encoding, MAX_PLAIN_BYTES);
    if (plain === 'too large')
      throw new DomainError('TOO_LARGE', `A batch is at most ${MAX_PLAIN_BYTES} bytes unpacked.`);
    if (plain === 'broken') throw new DomainError('INGEST_REFUSED', `The body is not ${head.encoding}.`);
    return { head, json: parsed(plain), bytes: plain.length };
  }

  private async signer(claimed: ClaimedHead): Promise<RemoteSensor | null> {
    const sensor = await this.parts.sensors.current(claimed.head.sensor);
    const publicKey = sensor?.key?.id === claimed.head.key ? readPublicKey(sensor.key.publicKey) : null;
    return publicKey !== null && isSigned(claimed, publicKey) ? sensor : null;
  }

  /** A clock that is off is told, not refused: what the sensor saw is kept with its time and with ours. */
  private async lookAtClock(sensor: RemoteSensor, skewMs: number, requestId: string): Promise<void> {
    const command = { type: 'clock', skewMs, now: this.parts.clock() * 1000 } as const;
    if (remoteSensorDecider.decide(sensor, command).length === 0) return;
    await this.parts.sensors.tell(sensor.name, command, { actor: `sensor:${sensor.name}`, requestId });
  }

  /** The same words whether there is no such sensor, it was revoked, or somebody else signed. */
  private async unsigned(request: KnownRequest): Promise<DomainError> {
    await this.audited(request, 'INGEST_UNSIGNED');
    return new DomainError(
      'INGEST_UNSIGNED',
      'No sensor that is enrolled here has signed this: its key was revoked or replaced, or it belongs to another system. ' +
        'Enrol it with `wireledger sensor enrol NAME` here and `wireledger sensor join` there.',
    );
  }

  private async audited(request: KnownRequest, code: string): Promise<void> {
    await this.parts.refusals.atDoor(DOOR, code, { ...originOf(request), via: 'rest' }, null, request.requestId);
  }

  private async checked(request: KnownRequest, sensor: string, sent: SentAppend): Promise<AllowedAppend> {
    try {
      const allowed = allowedAppend(sensor, sent, this.parts.clock());
      await this.assertOwn(sensor, allowed);
      return allowed;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'INGEST_REFUSED') await this.audited(request, error.code);
      throw error;
    }
  }

  private async assertOwn(sensor: string, { sources, replaces }: AllowedAppend): Promise<void> {
    const { owners } = this.parts;
    const actor = `sensor:${sensor}`;
    for (const source of sources)
      if ((await owners.of(source)) !== actor)
        throw new DomainError('INGEST_REFUSED', `Source ${source} was not begun by sensor ${sensor}.`);
    const replaced = replaces === null ? null : await owners.of(replaces);
    if (replaced !== null && replaced !== actor)
      throw new DomainError('INGEST_REFUSED', `Source ${replaces} is not one of sensor ${sensor}.`);
  }

  private within(sensor: string, sent: SentAppend, bytes: number): void {
    const events = sent.events.length;
    const lasting = sent.stream.startsWith('facts-') ? Number(sent.expected === 'none') : events;
    const cost: SensorCost = { bytes, events, lasting };
    const over = this.parts.budget.take(sensor, cost);
    if (over)
      throw new DomainError(
        'INGEST_BUDGET',
        `Sensor ${sensor} sends more ${SAID[over.what]} than its budget allows. It keeps them and tries again in ${over.seconds} s.`,
        { retryAfterSeconds: over.seconds },
      );
  }
}

function parsed(plain: Buffer): unknown {
  try {
    return JSON.parse(plain.toString('utf8')) as unknown;
  } catch {
    throw new DomainError('INGEST_REFUSED', 'The body is not JSON.');
  }
}

/** @throws DomainError when the log has something else at that place */
function taken(stream: string, result: AppendResult): Extract<AppendResult, { status: 'ok' | 'duplicate' }> {
  switch (result.status) {
    case 'ok':
    case 'duplicate':
      return result;
    case 'wrongRevision': {
      const actual = result.actual === 'absent' ? -1n : result.actual;
      throw new DomainError(
        'INGEST_SEQUENCE',
        `Stream ${stream} stands at ${actual}; number ${actual + 2n} comes next.`,
        {
          actual: String(actual),
          expected: Number(actual + 2n),
        },
      );
    }
    case 'contentMismatch':
      throw new DomainError('INGEST_CONTENT', `Stream ${stream} holds other content under these ids.`, {
        actual: String(result.revision),
      });
    case 'tombstoned':
      throw new DomainError('INGEST_GONE', `Stream ${stream} was removed for ever.`);
  }
}
