import { DEMO_STREAM, demoDecider } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import type { Logger } from '@wireledger/platform';

import type { GraphqlContext } from '../access/request';
import { actorOf } from '../access/viewer';

/** The door of the sensor process. */
export interface SensorControl {
  /** Starts or stops the living demo. @throws when the sensor cannot be reached */
  runDemo(running: boolean): Promise<void>;
}

/** Shows or hides the demo: the setting is a fact in the log, and the sensor is told. */
export class DemoSwitch {
  constructor(
    private readonly log: EventLog,
    private readonly sensor: SensorControl,
    private readonly clock: () => number,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  /** Position of the setting. @throws DomainError SENSOR_UNREACHABLE: the setting stands, the stream follows when asked again */
  async set(shown: boolean, { viewer, requestId }: GraphqlContext): Promise<string> {
    const context = {
      actor: viewer ? actorOf(viewer) : 'system:api',
      correlationId: requestId,
      causationId: requestId,
      at: this.clock() * 1000,
    };
    const { position } = await handleCommand(this.log, demoDecider, DEMO_STREAM, { type: 'show', shown }, context);
    try {
      await this.sensor.runDemo(shown);
    } catch (error) {
      this.logger.warn({ err: error }, 'the sensor was not told about the demo');
      throw new DomainError(
        'SENSOR_UNREACHABLE',
        `The demo is ${shown ? 'shown' : 'hidden'}, but the sensor process does not answer. Is it running? Then try again.`,
      );
    }
    return position;
  }
}
