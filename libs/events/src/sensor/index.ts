import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

const sensor = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);
/** µs since 1970 UTC. */
const time = z.number().int();
const reason = z.string().min(1).max(500);
/** Of a public key: the first half of its SHA-256, hex. */
const key = z.string().regex(/^[0-9a-f]{32}$/);

/** Stream `sensorkey-<sensor>`, as the next three: whoever has the code may give a key for this sensor, once. Only its SHA-256 is kept. */
export const SensorInvited = defineEvent({
  type: 'domain.SensorInvited',
  version: 1,
  schema: z.object({
    sensor,
    codeHash: z.string().regex(/^[0-9a-f]{64}$/),
    expiresAt: time,
    reason: reason.optional(),
  }),
});

/** The code was used: what this key signs is this sensor's from now on; a key before it is good no more. Ed25519, 32 bytes in base64url. */
export const SensorKeyEnrolled = defineEvent({
  type: 'domain.SensorKeyEnrolled',
  version: 1,
  schema: z.object({ sensor, key, publicKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/), at: time }),
});

/** Nothing of this sensor is taken any more, until it is enrolled again. */
export const SensorRevoked = defineEvent({
  type: 'domain.SensorRevoked',
  version: 1,
  schema: z.object({ sensor, reason }),
});

/** The clock of a sensor is off, is off by another amount, or is right again: its clock minus ours, ms. */
export const SensorClockReported = defineEvent({
  type: 'domain.SensorClockReported',
  version: 1,
  schema: z.object({ sensor, skewMs: z.number().int(), at: time }),
});

/** Stream `sensorenrolment-all`: somebody tries codes. `failures` = refused ones of one network so far; audit rows say from where. */
export const SensorEnrolmentsRefused = defineEvent({
  type: 'domain.SensorEnrolmentsRefused',
  version: 1,
  schema: z.object({ failures: z.number().int().positive(), at: time }),
});

/** Who may send facts from elsewhere. */
export const REMOTE_SENSOR_EVENTS = [
  ...[SensorInvited, SensorKeyEnrolled, SensorRevoked],
  ...[SensorClockReported, SensorEnrolmentsRefused],
] as const;

export const sensorKeyStream = (name: string): string => `sensorkey-${name}`;
export const ENROLMENT_STREAM = 'sensorenrolment-all';
