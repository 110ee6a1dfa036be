import type { DoorbellQueue, QueueBackend } from './queue-backend';

/**
 * Work that is not following the log. `maintain`: merge rollups, seal and drop partitions of the read models, ring again for
 * exports that stand still. `export`: write one export, `id` says which; its row is the truth. `seal`: seal what is new in the log. `verify`: check the
 * whole history, `id` says which check; its row is the truth. `backtest`: try a version of a rule on what was recorded, `id` says which; its row is the truth.
 * `feeds`: fetch the lists whose time has come; their streams are the truth.
 * `observed`: tell the log what was observed on days that are over.
 * `hunt`: take note of what lists have learned; with an `id` look back for it in what was observed, its row is the truth.
 * `report`: order what schedules say is due; with an `id` make one report, its row is the truth.
 * `retention`: end the day's segments and remove what is old enough; with an `id` one run of it, dry or not, whose row is the truth.
 */
export const WORK = [
  'maintain',
  'export',
  'seal',
  'verify',
  'backtest',
  'retention',
  'feeds',
  'observed',
  'hunt',
  'report',
] as const;
export type WorkName = (typeof WORK)[number];

/** The queue `work`: jobs that come back on a schedule, one at a time each, and exports. */
export class WorkQueue {
  private readonly queue: DoorbellQueue;

  constructor(backend: QueueBackend) {
    this.queue = backend.queue('work');
  }

  /** Runs a kind of work every `everyMs`, in one of all worker processes. Saying it again changes the interval. */
  async schedule(name: WorkName, everyMs: number): Promise<void> {
    await this.queue.upsertJobScheduler(
      name,
      { every: everyMs },
      { name, data: {}, opts: { removeOnComplete: true, removeOnFail: { count: 20 } } },
    );
  }

  /** Rings for an export; ringing again while a job for it waits or runs adds none. */
  async export(id: string): Promise<void> {
    await this.queue.add('export', { id }, { deduplication: { id: `export/${id}` } });
  }

  /** Rings for lists to be fetched; ringing again while a job for it waits adds none. */
  async feeds(): Promise<void> {
    await this.queue.add('feeds', {}, { deduplication: { id: 'feeds', keepLastIfActive: true } });
  }

  /** Rings for somebody who looks back; ringing again while a job for it waits or runs adds none. */
  async hunt(id: string): Promise<void> {
    await this.queue.add('hunt', { id }, { deduplication: { id: `hunt/${id}` } });
  }

  /** Rings for a report; ringing again while a job for it waits or runs adds none. */
  async report(id: string): Promise<void> {
    await this.queue.add('report', { id }, { deduplication: { id: `report/${id}` } });
  }

  /** Rings for a verification; ringing again while a job for it waits or runs adds none. */
  async verify(id: string): Promise<void> {
    await this.queue.add('verify', { id }, { deduplication: { id: `verify/${id}` } });
  }

  /** Rings for a back-test; ringing again while a job for it waits or runs adds none. */
  async backtest(id: string): Promise<void> {
    await this.queue.add('backtest', { id }, { deduplication: { id: `backtest/${id}` } });
  }

  /** Rings for a run of retention; ringing again while a job for it waits or runs adds none. */
  async retention(id: string): Promise<void> {
    await this.queue.add('retention', { id }, { deduplication: { id: `retention/${id}` } });
  }

  close(): Promise<void> {
    return this.queue.close();
  }
}
