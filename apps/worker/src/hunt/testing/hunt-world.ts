import { zstdCompressSync } from 'node:zlib';

import { contentLine, type ListCommand, listDecider, listStream } from '@wireledger/domain';
import { handleCommand, InMemoryEventLog, loadStream, type RecordedEvent } from '@wireledger/event-sourcing';
import { eventCatalogue, type ListAction, type ListKind } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';
import { FactPlaces, HuntStore, ListContentStore, ObservedStore, type ReadModels } from '@wireledger/read-models';

import { shipRules } from '../../detection/shipped-rules';
import { type DictionaryServer, followed } from '../../observed/testing/dictionary';
import { recordLookups } from '../../observed/testing/lookups';
import { Hunts } from '../hunts';

export const LIST = '5b0c1a52-6f1e-4a55-9a52-0d6f5c1f7a01';
export const ALLOW = '5b0c1a52-6f1e-4a55-9a52-0d6f5c1f7a02';
export const ADA = 'user:ada';
export const DAY_US = 86_400_000_000;
/** Now, give or take: changes of lists that are a month old are passed over. */
export const TODAY = Math.floor(Date.now() / 86_400_000) * DAY_US + 8 * 3_600_000_000;

/** `YYYYMMDD` of a time in µs. */
export const dayOf = (us: number): string => new Date(us / 1000).toISOString().slice(0, 10).replaceAll('-', '');

type Without<C> = C extends unknown ? Omit<C, 'by' | 'at' | 'command'> : never;

/** What tests look at of an alert that was raised. */
export interface Raised {
  readonly alert: string;
  readonly entity: string;
  readonly first: number;
  readonly last: number;
  readonly severity: string;
  readonly summary: string;
  readonly src: string | null;
  readonly dst: string | null;
  readonly sources: number;
  readonly measure: { readonly value: number };
  readonly scope: { readonly sensor: string };
  readonly rule: { readonly id: string };
  readonly detector: { readonly name: string };
}

/** A log with its read models, twenty days ago: names are looked up, lists learn, and somebody looks back. */
export class HuntWorld {
  private constructor(
    readonly log: InMemoryEventLog,
    readonly models: ReadModels,
    /** Time of the log, µs. */
    private readonly time: { now: number },
  ) {}

  static async open(server: DictionaryServer): Promise<HuntWorld> {
    const time = { now: TODAY - 20 * DAY_US };
    const log = new InMemoryEventLog({ catalogue: eventCatalogue(), clock: () => time.now });
    const world = new HuntWorld(log, await server.open(log), time);
    await shipRules(log, 1);
    return world;
  }

  get now(): number {
    return this.time.now;
  }

  set now(us: number) {
    this.time.now = us;
  }

  lookups(name: string, clients: readonly string[], sensor = 'edge-1'): Promise<void> {
    const { log, now } = this;
    const asked = clients.map((client, i) => ({ name, client, time: now + i * 1_000_000 }));
    return recordLookups(log, dayOf(now), asked, sensor);
  }

  async tell(list: string, deed: Without<ListCommand>): Promise<void> {
    const { log, now } = this;
    const command = uuidV5(list, `${JSON.stringify(deed)} ${await log.head()}`);
    const context = { actor: ADA, correlationId: 'c', causationId: 'k', at: now };
    await handleCommand(log, listDecider, listStream(list), { ...deed, by: ADA, at: now, command }, context);
  }

  /** Adds an entry to the list by hand. */
  add(value: string, until: number | null = null): Promise<void> {
    return this.tell(LIST, { type: 'add', value, until, reason: 'heard of it' });
  }

  /** Takes one off that was added by hand. */
  remove(value: string): Promise<void> {
    return this.tell(LIST, { type: 'remove', value, reason: 'it was ours' });
  }

  /** Makes a list, or reads its next version. */
  async give(
    entries: readonly string[],
    list = LIST,
    { kind = 'names', action = 'threat' }: { kind?: ListKind; action?: ListAction } = {},
  ): Promise<void> {
    const { state } = await loadStream(this.log, listDecider, listStream(list));
    const definition = { name: action === 'allow' ? 'Ours' : 'Bad names', kind, action, source: '', licence: '' };
    if (!state) await this.tell(list, { type: 'define', id: list, definition, seen: 0 });
    const sha256 = uuidV5(list, entries.join()).replaceAll('-', '').repeat(2);
    const text = entries.map((entry, i) => contentLine({ text: entry }, i + 1, '')).join('');
    await new ListContentStore(this.models.pool).save({ sha256, entries: entries.length }, [zstdCompressSync(text)]);
    const content = { sha256, entries: entries.length, bytes: text.length };
    const origin = {
      ...{ name: 'a.txt', sha256, bytes: 1, format: 'plain' as const, lines: entries.length },
      ...{ duplicates: 0, otherKind: 0, refused: 0, added: 1, removed: 0 },
    };
    await this.tell(list, { type: 'import', content, origin, accepted: null, seen: state?.revision ?? 1 });
  }

  store(): HuntStore {
    return new HuntStore(this.models.pool);
  }

  hunts(stop = new AbortController().signal): Hunts {
    const { pool } = this.models;
    return new Hunts({
      ...{ log: this.log, store: this.store(), observed: new ObservedStore(pool), places: new FactPlaces(pool) },
      ...{ contents: new ListContentStore(pool), logger: { info: () => undefined }, clock: () => this.now, stop },
    });
  }

  read(): Promise<void> {
    return followed(this.models, 'observed', 'dns', 'rules', 'alerts');
  }

  /** What lists have learned is looked for, until nothing is left to do. */
  async hunted(): Promise<string[]> {
    await this.read();
    const outcomes: string[] = [];
    for (const id of await this.hunts().standingStill()) outcomes.push(await this.hunts().run(id));
    await this.read();
    return outcomes;
  }

  async events(type: string): Promise<readonly RecordedEvent[]> {
    return (await this.log.readAll({ after: 'start', filter: { types: [type] }, limit: 1000 })).events;
  }

  async raised(): Promise<Raised[]> {
    return (await this.events('domain.AlertRaised')).map(({ data }) => data as unknown as Raised);
  }
}
