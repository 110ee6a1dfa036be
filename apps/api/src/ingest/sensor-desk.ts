import { DEFAULT_CODE_MINUTES, type RemoteSensor } from '@wireledger/domain';
import type { EventLog, Position } from '@wireledger/event-sourcing';
import { sensorStream } from '@wireledger/events';
import { hashOfCode, makeCode } from '@wireledger/ingest';
import { DomainError } from '@wireledger/kernel';

import { INTAKE_SENSOR } from '../intake/intake-source';
import type { RemoteSensorShown } from '../schema/remote-sensors';
import type { RemoteSensors, SensorDeed } from './remote-sensors';
import type { Sightings } from './sightings';

/** Sensors on other machines that there may be. */
export const MOST_SENSORS = 500;

export interface EnrolOrder {
  readonly name: string;
  readonly minutes?: number | null | undefined;
  readonly reason?: string | null | undefined;
}

/** A code that was made; it is nowhere else. */
export interface MadeCode {
  readonly code: string;
  readonly position: Position | 'start';
}

const iso = (us: number): string => new Date(us / 1000).toISOString();

/** Where people enrol, look at and revoke sensors on other machines. */
export class SensorDesk {
  constructor(
    private readonly sensors: RemoteSensors,
    private readonly sightings: Sightings,
    private readonly log: Pick<EventLog, 'tail'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** @throws DomainError SENSOR_NAME, CODE_MINUTES, TEXT_INVALID, LIMIT_EXCEEDED; NAME_TAKEN for a sensor of this host, and for names of the intake */
  async enrol({ name, minutes, reason }: EnrolOrder, deed: SensorDeed): Promise<MadeCode> {
    const code = makeCode(name);
    // Everything that comes in by HTTP is of that sensor, also before the first of it came: who had its name would own those sources.
    if (name === INTAKE_SENSOR || name.startsWith(`${INTAKE_SENSOR}-`))
      throw new DomainError('NAME_TAKEN', `${INTAKE_SENSOR} is what comes in by HTTP. Give the sensor another name.`);
    const known = this.sensors.all().some((sensor) => sensor.name === name);
    if (!known) {
      if (this.sensors.all().length >= MOST_SENSORS)
        throw new DomainError('LIMIT_EXCEEDED', `There are ${MOST_SENSORS} sensors on other machines already.`);
      // Two writers of one stream would stop each other.
      if (isName(name) && (await this.log.tail(sensorStream(name))) !== 'absent')
        throw new DomainError('NAME_TAKEN', `${name} is a sensor of this host. Give the other one another name.`);
    }
    const position = await this.sensors.tell(
      isName(name) ? name : '0',
      {
        ...{ type: 'invite', sensor: name, codeHash: hashOfCode(code), now: this.clock() * 1000 },
        ...{ minutes: minutes ?? DEFAULT_CODE_MINUTES, reason: reason ?? null },
      },
      deed,
    );
    return { code, position };
  }

  /** @throws DomainError SENSOR_UNKNOWN, TEXT_NEEDED, TEXT_INVALID */
  async revoke(name: string, reason: string, deed: SensorDeed): Promise<Position | 'start'> {
    if (!isName(name)) throw new DomainError('SENSOR_UNKNOWN', 'There is no such sensor.');
    return this.sensors.tell(name, { type: 'revoke', reason }, deed);
  }

  list(): RemoteSensorShown[] {
    return this.sensors.all().map((sensor) => this.shown(sensor));
  }

  /** @throws DomainError SENSOR_UNKNOWN */
  one(name: string): RemoteSensorShown {
    const found = this.list().find((sensor) => sensor.name === name);
    if (!found) throw new DomainError('SENSOR_UNKNOWN', 'There is no such sensor.');
    return found;
  }

  private shown({ name, key, invitation, revoked, clock }: RemoteSensor): RemoteSensorShown {
    const seen = this.sightings.of(name);
    const open = invitation && invitation.expiresAt > this.clock() * 1000 ? invitation : null;
    return {
      name,
      state: key ? 'ENROLLED' : revoked ? 'REVOKED' : open ? 'INVITED' : 'EXPIRED',
      key: key?.id ?? null,
      enrolledAt: key ? iso(key.since) : null,
      codeUntil: open ? iso(open.expiresAt) : null,
      lastSeen: seen ? new Date(seen.at).toISOString() : null,
      lastSequence: seen?.sequence ?? null,
      clockSkewMs: seen?.skewMs ?? clock?.skewMs ?? null,
    };
  }
}

const isName = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,31}$/.test(text);
