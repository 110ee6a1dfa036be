import { randomUUID } from 'node:crypto';

import { DataExported } from '@wireledger/events';
import { type EventLog, offer } from '@wireledger/event-sourcing';
import { uuidV5 } from '@wireledger/kernel/hashing';
import type { Logger } from '@wireledger/platform';
import {
  type ClaimedExport,
  type ExportParts,
  type ExportStore,
  type Queries,
  runExport,
} from '@wireledger/read-models';

const QUERY_CHARACTERS = 4000;

/** Exports of this process. That a file was made stands in `access-worker.<day>` before anybody is offered it. */
export class Exports {
  constructor(
    private readonly store: ExportStore,
    private readonly queries: Pick<Queries, 'flows' | 'domains' | 'hosts'>,
    private readonly log: Pick<EventLog, 'append'>,
    private readonly logger: Pick<Logger, 'info'>,
    private readonly stop: AbortSignal,
    private readonly more: Pick<ExportParts, 'history' | 'masks'> = {},
  ) {}

  /** Writes one; the job `export`. @throws transient failures */
  async run(id: string): Promise<void> {
    const parts = { store: this.store, queries: this.queries, record: this.record.bind(this) };
    const outcome = await runExport({ ...parts, ...this.more }, id, this.stop);
    this.logger.info({ export: id, outcome }, 'export');
  }

  /** Removes what has expired; ids of those that nobody works on. */
  standingStill(): Promise<string[]> {
    return this.store.sweep();
  }

  private async record({ id, owner, claim, what, format, args, scope }: ClaimedExport, rows: number): Promise<void> {
    const now = Date.now();
    const query = JSON.stringify(scope ? { ...args, scope } : args).slice(0, QUERY_CHARACTERS);
    const context = { actor: owner, correlationId: id, causationId: id, at: now * 1000 };
    const event = offer(DataExported.create({ export: id, what, format, query, rows }), context);
    const stream = `access-worker.${new Date(now).toISOString().slice(0, 10).replaceAll('-', '')}`;
    // One event for each file that may be offered: a worker that died in between had another claim.
    const events = [{ ...event, id: uuidV5(id, claim) }];
    const [result] = await this.log.append([{ stream, expected: 'any', appendId: randomUUID(), events }]);
    if (result?.status !== 'ok') throw new Error(`the event of export ${id} was not taken: ${result?.status}`);
  }
}
