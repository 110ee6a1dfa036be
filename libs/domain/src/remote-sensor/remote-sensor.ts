import {
  SensorClockReported,
  SensorInvited,
  SensorKeyEnrolled,
  sensorKeyStream,
  SensorRevoked,
} from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import { saidOrNull, said } from '../alert/said';

export type RemoteSensorEvent =
  | EventOf<typeof SensorInvited>
  | EventOf<typeof SensorKeyEnrolled>
  | EventOf<typeof SensorRevoked>
  | EventOf<typeof SensorClockReported>;

/** A sensor on another machine. Times in µs since 1970 UTC. */
export interface RemoteSensor {
  readonly name: string;
  /** A code that was given out and not used: its SHA-256 (hex), and until when it is good. */
  readonly invitation: { readonly codeHash: string; readonly expiresAt: number } | null;
  /** What it signs with; null before it was enrolled, and when it was revoked. */
  readonly key: { readonly id: string; readonly publicKey: string; readonly since: number } | null;
  readonly revoked: boolean;
  /** Its clock minus ours when that was last told, ms. */
  readonly clock: { readonly skewMs: number; readonly at: number } | null;
}

export type RemoteSensorCommand =
  | {
      readonly type: 'invite';
      readonly sensor: string;
      readonly codeHash: string;
      readonly minutes: number;
      readonly now: number;
      readonly reason: string | null;
    }
  | {
      readonly type: 'enrol';
      readonly codeHash: string;
      readonly key: string;
      readonly publicKey: string;
      readonly now: number;
    }
  | { readonly type: 'revoke'; readonly reason: string }
  | { readonly type: 'clock'; readonly skewMs: number; readonly now: number };

/** A code lives at most a week, an hour unless told otherwise. */
export const MAX_CODE_MINUTES = 7 * 24 * 60;
export const DEFAULT_CODE_MINUTES = 60;
/** A clock is off from here on, ms. */
export const CLOCK_OFF_MS = 60_000;
/** A clock that jumps about is told of so often at most, µs. */
const CLOCK_EACH_US = 600_000_000;
const MINUTE_US = 60_000_000;
const MAX_REASON = 500;
const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** The same words for a code that never was, is used, or is too old: who guesses learns nothing. */
const refused = () =>
  new DomainError(
    'ENROLMENT_REFUSED',
    'This code is wrong, was used, or is too old. Make another one with `wireledger sensor enrol NAME`.',
  );

function decide(sensor: RemoteSensor | null, command: RemoteSensorCommand): readonly RemoteSensorEvent[] {
  switch (command.type) {
    case 'invite':
      return [invited(command)];
    case 'enrol':
      return [enrolled(sensor, command)];
    case 'revoke': {
      if (!sensor) throw new DomainError('SENSOR_UNKNOWN', 'There is no such sensor.');
      const reason = said('The reason', command.reason, MAX_REASON);
      return sensor.revoked ? [] : [SensorRevoked.create({ sensor: sensor.name, reason })];
    }
    case 'clock':
      return sensor && isNews(sensor, command.skewMs, command.now)
        ? [SensorClockReported.create({ sensor: sensor.name, skewMs: command.skewMs, at: command.now })]
        : [];
  }
}

function invited({ sensor, codeHash, minutes, now, reason }: Extract<RemoteSensorCommand, { type: 'invite' }>) {
  if (!NAME.test(sensor))
    throw new DomainError(
      'SENSOR_NAME',
      'A sensor name is 1 to 32 lower-case letters, digits and hyphens, the first one no hyphen.',
    );
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MAX_CODE_MINUTES)
    throw new DomainError('CODE_MINUTES', `A code is good for 1 to ${MAX_CODE_MINUTES} whole minutes.`);
  const why = saidOrNull('The reason', reason, MAX_REASON);
  return SensorInvited.create({
    ...{ sensor, codeHash, expiresAt: now + minutes * MINUTE_US },
    ...(why === null ? {} : { reason: why }),
  });
}

function enrolled(sensor: RemoteSensor | null, command: Extract<RemoteSensorCommand, { type: 'enrol' }>) {
  const { codeHash, key, publicKey, now } = command;
  const invitation = sensor?.invitation;
  if (!sensor || invitation?.codeHash !== codeHash || now >= invitation.expiresAt) throw refused();
  return SensorKeyEnrolled.create({ sensor: sensor.name, key, publicKey, at: now });
}

/** Whether a clock went wrong, went right, or is wrong by another amount. */
function isNews({ clock }: RemoteSensor, skewMs: number, now: number): boolean {
  if (clock && now - clock.at < CLOCK_EACH_US) return false;
  const before = clock?.skewMs ?? 0;
  const off = Math.abs(skewMs) >= CLOCK_OFF_MS;
  if (off !== Math.abs(before) >= CLOCK_OFF_MS) return true;
  return off && Math.abs(skewMs - before) >= CLOCK_OFF_MS;
}

function evolve(sensor: RemoteSensor | null, event: RemoteSensorEvent): RemoteSensor | null {
  if (event.type === 'domain.SensorInvited') {
    const { sensor: name, codeHash, expiresAt } = event.data;
    const known = sensor ?? { name, key: null, revoked: false, clock: null };
    return { ...known, name, invitation: { codeHash, expiresAt } };
  }
  if (!sensor) return null;
  switch (event.type) {
    case 'domain.SensorKeyEnrolled': {
      const { key: id, publicKey, at: since } = event.data;
      return { ...sensor, invitation: null, key: { id, publicKey, since }, revoked: false };
    }
    case 'domain.SensorRevoked':
      return { ...sensor, invitation: null, key: null, revoked: true };
    case 'domain.SensorClockReported':
      return { ...sensor, clock: { skewMs: event.data.skewMs, at: event.data.at } };
  }
}

/** The identity of a sensor on another machine; stream `sensorkey-<name>`. Codes and private keys are nowhere in the log. */
export const remoteSensorDecider: Decider<RemoteSensor | null, RemoteSensorCommand, RemoteSensorEvent> = {
  ...{ initial: null, decide, evolve },
};
export const remoteSensorStream = sensorKeyStream;
