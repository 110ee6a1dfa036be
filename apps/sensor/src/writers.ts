import path from 'node:path';
import type { EventLog } from '@wireledger/event-sourcing';
import type { Logger } from '@wireledger/platform';
import { FactsWriter, type WriterClock } from './facts-writer';
import { recordSensor } from './lifecycle';
import { SpoolSlot } from './spool-slot';

/** One writer a sensor name: opened on first use, its unanswered append offered again before anything new. */
export class Writers {
  private readonly open = new Map<string, Promise<FactsWriter>>();

  constructor(
    private readonly spool: string,
    private readonly log: EventLog,
    private readonly clock: WriterClock,
    private readonly logger: Logger,
  ) {}

  of(sensor: string): Promise<FactsWriter> {
    const known = this.open.get(sensor);
    if (known) return known;
    const opening = this.start(sensor);
    this.open.set(sensor, opening);
    opening.catch(() => this.open.delete(sensor));
    return opening;
  }

  async close(): Promise<void> {
    const writers = await Promise.allSettled([...this.open.values()]);
    for (const result of writers) if (result.status === 'fulfilled') await result.value.close();
  }

  private async start(sensor: string): Promise<FactsWriter> {
    await recordSensor(this.log, sensor, this.clock.now() * 1000);
    const slot = new SpoolSlot(path.join(this.spool, sensor, 'slot.json'));
    const writer = new FactsWriter(sensor, this.log, slot, this.clock, this.logger);
    await writer.recover();
    return writer;
  }
}
