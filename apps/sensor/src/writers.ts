import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from '@wireledger/platform';
import { FactsWriter } from './facts-writer';
import { sensorEnrolled } from './lifecycle';
import type { WriterClock } from './patient-log';
import type { SensorLog } from './sensor-log';
import { Spool } from './spool/spool';
import type { SpoolDepth } from './spool/spool-depth';
import { SpoolSlot } from './spool/spool-slot';

/** One writer a sensor name: opened on first use, and at the start when something of it is not in the log yet. */
export class Writers {
  private readonly open = new Map<string, FactsWriter>();

  /** `limitBytes`: what each spool may hold on disk. */
  constructor(
    private readonly folder: string,
    private readonly log: SensorLog,
    private readonly clock: WriterClock,
    private readonly logger: Logger,
    private readonly limitBytes: number,
  ) {}

  /** Hands over what a process before left, whether or not its sensor writes again. */
  resume(): void {
    const sensors = readdirSync(this.folder, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && existsSync(path.join(this.folder, entry.name, 'segments')),
    );
    for (const { name } of sensors) {
      try {
        this.of(name);
      } catch (error) {
        this.logger.error({ err: error, sensor: name }, 'the spool of this sensor cannot be opened');
      }
    }
  }

  /** @throws when its state on disk cannot be believed */
  of(sensor: string): FactsWriter {
    const known = this.open.get(sensor);
    if (known) return known;
    const folder = path.join(this.folder, sensor);
    const slot = new SpoolSlot(path.join(folder, 'slot.json'));
    const spool = new Spool(folder, this.limitBytes, this.logger);
    const writer = new FactsWriter(sensor, this.log, spool, slot, this.clock, this.logger);
    writer.recover();
    void writer.tell(sensorEnrolled(sensor, this.clock.now() * 1000));
    this.open.set(sensor, writer);
    return writer;
  }

  /** What waits for the log, by sensor. */
  depths(): SpoolDepth[] {
    return [...this.open.values()].map(({ depth }) => depth);
  }

  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map((writer) => writer.close()));
  }
}
