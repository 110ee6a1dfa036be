import {
  type RemoteSensor,
  type RemoteSensorCommand,
  remoteSensorDecider,
  type RemoteSensorEvent,
  remoteSensorStream,
} from '@wireledger/domain';
import {
  CommandConflict,
  type EventLog,
  handleCommand,
  loadStream,
  type Position,
  type RecordedEvent,
} from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

/** Types of events that this folds. */
export const REMOTE_SENSOR_TYPES = [
  ...(['domain.SensorInvited', 'domain.SensorKeyEnrolled'] as const),
  ...(['domain.SensorRevoked', 'domain.SensorClockReported'] as const),
] as const;

/** Who does something to a sensor. */
export interface SensorDeed {
  readonly actor: string;
  readonly requestId: string;
}

interface Known {
  readonly sensor: RemoteSensor;
  readonly revision: bigint;
}

/** The sensors on other machines, folded from the log in memory. Who is let in is looked up in the log itself, so that a revoked one is out at once. */
export class RemoteSensors {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly log: EventLog,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** Folds an event; one that was folded before changes nothing. */
  apply({ type, meta, data, revision, stream }: RecordedEvent): void {
    if (!(REMOTE_SENSOR_TYPES as readonly string[]).includes(type)) return;
    const name = stream.slice(remoteSensorStream('').length);
    const before = this.known.get(name) ?? null;
    if (before && revision <= before.revision) return;
    const event = { type, version: meta.sv, data } as unknown as RemoteSensorEvent;
    this.keep(remoteSensorDecider.evolve(before?.sensor ?? null, event), revision);
  }

  /** By name. */
  all(): RemoteSensor[] {
    return [...this.known.values()].map(({ sensor }) => sensor).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** As the log has it at this moment; null when there is none. */
  async current(name: string): Promise<RemoteSensor | null> {
    const known = this.known.get(name);
    const tail = await this.log.tail(remoteSensorStream(name));
    if (tail === 'absent') return null;
    if (known?.revision === tail.revision) return known.sensor;
    const { state, revision } = await loadStream(this.log, remoteSensorDecider, remoteSensorStream(name));
    this.keep(state, revision);
    return state;
  }

  /** @throws DomainError of the decider; BUSY when others keep changing it */
  async tell(name: string, command: RemoteSensorCommand, deed: SensorDeed): Promise<Position | 'start'> {
    const { actor, requestId } = deed;
    const context = { actor, correlationId: requestId, causationId: requestId, at: this.clock() * 1000 };
    try {
      const done = await handleCommand(this.log, remoteSensorDecider, remoteSensorStream(name), command, context);
      this.keep(done.state, done.revision);
      return done.position;
    } catch (error) {
      if (error instanceof CommandConflict)
        throw new DomainError('BUSY', 'Others keep changing this sensor. Try again in a moment.');
      throw error;
    }
  }

  private keep(sensor: RemoteSensor | null, revision: bigint): void {
    if (!sensor) return;
    const before = this.known.get(sensor.name);
    if (!before || before.revision < revision) this.known.set(sensor.name, { sensor, revision });
  }
}
