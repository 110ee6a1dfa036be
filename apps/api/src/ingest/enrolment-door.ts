import { randomUUID } from 'node:crypto';
import { type EventLog, offer } from '@wireledger/event-sourcing';
import { ENROLMENT_STREAM, SensorEnrolmentsRefused } from '@wireledger/events';
import { type EnrolBody, hashOfCode, isProven, keyId, readPublicKey, sensorOfCode } from '@wireledger/ingest';
import { DomainError } from '@wireledger/kernel';
import type { Logger } from '@wireledger/platform';

import { AttemptLimiter, networkOf } from '../auth/attempt-limiter';
import type { RemoteSensors } from './remote-sensors';

/** Five wrong codes of a network are free; then it waits, a minute at first, an hour at most. */
const RULE = { free: 5, firstWaitMs: 60_000, maxWaitMs: 3600_000 };

/** Where a sensor gives its key for the code that a person was given. Whoever tries codes is slowed down, and told of. */
export class EnrolmentDoor {
  private readonly limiter: AttemptLimiter;
  private readonly failures = new Map<string, number>();

  constructor(
    private readonly sensors: RemoteSensors,
    private readonly log: Pick<EventLog, 'append'>,
    private readonly logger: Pick<Logger, 'warn'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {
    this.limiter = new AttemptLimiter(() => RULE, clock);
  }

  /** @throws DomainError ENROLMENT_REFUSED, whatever is wrong; TOO_MANY_ATTEMPTS */
  async enrol(
    body: EnrolBody,
    ip: string,
    requestId: string,
  ): Promise<{ readonly sensor: string; readonly key: string }> {
    const network = networkOf(ip);
    const waitMs = this.limiter.waitMs(network);
    if (waitMs > 0) {
      const retryAfterSeconds = Math.ceil(waitMs / 1000);
      throw new DomainError('TOO_MANY_ATTEMPTS', `Too many wrong codes. Try again in ${retryAfterSeconds} s.`, {
        retryAfterSeconds,
      });
    }
    try {
      const done = await this.tryCode(body, requestId);
      this.limiter.succeeded(network);
      this.failures.delete(network);
      return done;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'ENROLMENT_REFUSED') await this.failed(network, requestId);
      throw error;
    }
  }

  private async tryCode(
    body: EnrolBody,
    requestId: string,
  ): Promise<{ readonly sensor: string; readonly key: string }> {
    const { code, publicKey } = body;
    const sensor = sensorOfCode(code);
    const key = readPublicKey(publicKey);
    if (sensor === null || !key || !isProven(body, key))
      throw new DomainError('ENROLMENT_REFUSED', 'This is no code with a key and the proof that it is yours.');
    const now = this.clock() * 1000;
    await this.sensors.tell(
      sensor,
      { type: 'enrol', codeHash: hashOfCode(code), key: keyId(publicKey), publicKey, now },
      { actor: `sensor:${sensor}`, requestId },
    );
    return { sensor, key: keyId(publicKey) };
  }

  /** The fifth of a network is told, and each fifth after it. */
  private async failed(network: string, requestId: string): Promise<void> {
    this.limiter.failed(network);
    const failures = (this.failures.get(network) ?? 0) + 1;
    this.failures.delete(network);
    this.failures.set(network, failures);
    if (this.failures.size > 10_000) this.failures.delete(this.failures.keys().next().value as string);
    if (failures % RULE.free !== 0) return;
    this.logger.warn({ failures }, 'somebody tries enrolment codes of sensors: see the audit trail for where from');
    const at = this.clock() * 1000;
    const context = { actor: 'system:api', correlationId: requestId, causationId: requestId, at };
    const event = offer(SensorEnrolmentsRefused.create({ failures, at }), context);
    await this.log.append([{ stream: ENROLMENT_STREAM, expected: 'any', appendId: randomUUID(), events: [event] }]);
  }
}
