import { ruleDecider, ruleStream } from '@wireledger/domain';
import {
  handleCommand,
  InMemoryEventLog,
  type JsonObject,
  loadStream,
  type NewEvent,
} from '@wireledger/event-sourcing';
import {
  type RuleDefinition,
  eventCatalogue,
  KIND_DEFINITIONS,
  ReplayCompleted,
  ReplayStarted,
} from '@wireledger/events';
import type { CutBatch } from '@wireledger/events/telemetry';
import { batchId, uuidV5 } from '@wireledger/kernel/hashing';

import { shipRules } from '../shipped-rules';

export const SOURCE = '4f0d3a52-8a57-4f4e-9d1c-5b7c0e6a2f00';
export const SENSOR = 'edge-1';
/** When everything is recorded, µs. */
export const RECORDED_US = 1_800_000_000_000_000;

const meta = { $correlationId: 'c', $causationId: 'k', actor: 'sensor:edge-1', sv: 1 } as const;

/** Writes a version of a rule, and lets it judge. */
export async function writeRule(
  log: InMemoryEventLog,
  rule: string,
  definition: RuleDefinition,
  publish: boolean,
): Promise<void> {
  const stream = ruleStream(rule);
  const context = { actor: 'user:ada', correlationId: 'c', causationId: 'k', at: 1 };
  const { state } = await loadStream(log, ruleDecider, stream);
  const act = (kind: string) => ({
    by: 'user:ada',
    at: 1,
    command: uuidV5(SOURCE, `${rule} ${kind} ${state?.revision}`),
  });
  const seen = state?.revision ?? 0;
  await handleCommand(log, ruleDecider, stream, { type: 'draft', rule, definition, seen, ...act('draft') }, context);
  const version = (state?.versions.length ?? 0) + 1;
  if (publish)
    await handleCommand(
      log,
      ruleDecider,
      stream,
      { type: 'publish', version, seen: seen + 1, ...act('publish') },
      context,
    );
}

export async function append(log: InMemoryEventLog, stream: string, event: NewEvent): Promise<void> {
  const [result] = await log.append([{ stream, expected: 'any', appendId: event.id, events: [event] }]);
  if (result?.status !== 'ok') throw new Error(`append answered ${result?.status}`);
}

interface Recorded {
  /** Rules that are written and published before anything is recorded, by id. */
  readonly own?: Readonly<Record<string, RuleDefinition>>;
  /** Time of recording, µs. */
  readonly clock?: () => number;
  /** What else happens before anything is recorded, and before which batch. */
  readonly before?: (log: InMemoryEventLog) => Promise<void>;
  readonly at?: { readonly batch: number; readonly does: (log: InMemoryEventLog) => Promise<void> };
}

/** The recorded day of attacks: rules, a replay with its own times, its batches, its end. */
export async function recorded(
  batches: readonly CutBatch[],
  { own = {}, clock = () => RECORDED_US, before, at }: Recorded = {},
): Promise<InMemoryEventLog> {
  const log = new InMemoryEventLog({ catalogue: eventCatalogue(), clock });
  await shipRules(log, 1);
  for (const [rule, definition] of Object.entries(own)) await writeRule(log, rule, definition, true);
  await before?.(log);
  const started = ReplayStarted.create({
    ...{ source: SOURCE, sensor: SENSOR, cut: 60, file: '/a.pcap', sha256: 'ab'.repeat(32), sizeBytes: 1 },
    ...{ speed: 'max', timestamps: 'original', shiftUs: 0, fromUs: 0, maxGapS: 60 },
  });
  const lifecycle = (name: string, { type, data }: { type: string; data: object }) =>
    append(log, `capture-${SOURCE}`, {
      id: uuidV5(SOURCE, name),
      ...{ type, data: data as JsonObject, meta: { ...meta, occ: [1, 1] } },
    });
  await lifecycle('start', started);
  for (const [i, { kind, number, seq, occ, payload }] of batches.entries()) {
    if (at?.batch === i) await at.does(log);
    await append(log, `facts-${SENSOR}.20261128`, {
      id: batchId(SOURCE, number),
      type: KIND_DEFINITIONS[kind].type,
      data: payload as unknown as JsonObject,
      meta: { ...meta, sv: KIND_DEFINITIONS[kind].version, src: `${SENSOR}/${SOURCE}`, seq, batch: number, occ },
    });
  }
  const figures = { packets: 1, bytes: 1, batches: batches.length, records: { flow: 0, dns: 0, traffic: 0 } };
  await lifecycle('end', ReplayCompleted.create({ source: SOURCE, ...figures, warnings: [] }));
  return log;
}
