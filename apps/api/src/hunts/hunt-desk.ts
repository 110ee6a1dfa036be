import { isRefusal, listDecider, listStream, readIndicator } from '@wireledger/domain';
import { type EventLog, loadStream } from '@wireledger/event-sourcing';
import { OBSERVED_KINDS } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import { HUNT_LIMITS, type HuntShape, type HuntStore } from '@wireledger/read-models';

import { actorOf, type Viewer } from '../access/viewer';
import { noteChange } from '../audit/noted-facts';
import { uuidOf } from '../commands/uuid-of';
import type { MaskingPolicy } from '../masking/masking-policy';

/** Where looks back are kept, and who is told that there is a new one. */
export interface HuntsPort {
  readonly store: Pick<HuntStore, 'create' | 'latest' | 'get' | 'cancel' | 'release'>;
  /** Rings for a worker; a ring that is lost is repeated by the workers' own sweep. */
  ring(id: string): Promise<void>;
}

export interface HuntDeskParts {
  readonly port: HuntsPort;
  readonly log: Pick<EventLog, 'readStream'>;
  readonly masks: Pick<MaskingPolicy, 'masks'>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** Looks back: asked for here, run by a worker, looked at here. */
export class HuntDesk {
  constructor(private readonly parts: HuntDeskParts) {}

  /** @throws DomainError BAD_USER_INPUT with what is no entry, LIMIT_EXCEEDED, FORBIDDEN, MASKED */
  lookFor(viewer: Viewer, given: readonly string[]): Promise<HuntShape> {
    this.assertSeesAll(viewer);
    return this.lookForAs(actorOf(viewer), given);
  }

  /** The same for the host's own command. @throws DomainError BAD_USER_INPUT, LIMIT_EXCEEDED */
  lookForAs(owner: string, given: readonly string[]): Promise<HuntShape> {
    const entries = [...new Set(given.map(entryOf))];
    if (entries.length === 0) throw new DomainError('BAD_USER_INPUT', 'Name something to look for.');
    if (given.length > HUNT_LIMITS.entries)
      throw new DomainError(
        'BAD_USER_INPUT',
        `At most ${HUNT_LIMITS.entries.toLocaleString('en')} entries at once. Make a list of them, and look back for that.`,
      );
    return this.begin({ owner, askedAt: this.parts.clock() * 1000, entries, list: null });
  }

  /** Looks for all that a list holds. @throws DomainError BAD_USER_INPUT, LIST_UNKNOWN, LIMIT_EXCEEDED, FORBIDDEN, MASKED */
  async lookForList(viewer: Viewer, given: string): Promise<HuntShape> {
    this.assertSeesAll(viewer);
    const list = uuidOf('id', given);
    const { state } = await loadStream(this.parts.log, listDecider, listStream(list));
    if (!state) throw new DomainError('LIST_UNKNOWN', 'There is no such list. Load the lists again.');
    return this.begin({ owner: actorOf(viewer), askedAt: this.parts.clock() * 1000, entries: null, list });
  }

  /** The newest of a list, or the viewer's own. @throws DomainError FORBIDDEN */
  latest(viewer: Viewer, list: string | null): Promise<HuntShape[]> {
    this.assertSeesAll(viewer);
    return this.parts.port.store.latest(actorOf(viewer), list === null ? null : uuidOf('list', list));
  }

  /** @throws DomainError NOT_FOUND also for what another person asked for; FORBIDDEN, MASKED */
  get(viewer: Viewer, id: string): Promise<HuntShape> {
    this.assertSeesAll(viewer);
    return this.getAs(actorOf(viewer), id);
  }

  getAs(owner: string, id: string): Promise<HuntShape> {
    return this.parts.port.store.get(owner, id);
  }

  /** Ends one that is under way, or held; answers what it found, so it asks of its caller what {@link get} does. @throws DomainError NOT_FOUND, FORBIDDEN, MASKED */
  async cancel(viewer: Viewer, id: string): Promise<HuntShape> {
    this.assertSeesAll(viewer);
    const { store } = this.parts.port;
    const before = await store.get(actorOf(viewer), id);
    return this.changed(before, await store.cancel(actorOf(viewer), id));
  }

  /** Has one that is held tell of all that it matches; why stands in the audit trail. @throws DomainError NOT_FOUND, NOT_HELD, BAD_USER_INPUT, FORBIDDEN, MASKED */
  async release(viewer: Viewer, id: string, reason: string): Promise<HuntShape> {
    this.assertSeesAll(viewer);
    if (reason.trim() === '' || reason.length > 500)
      throw new DomainError('BAD_USER_INPUT', '`reason`: say why, in 1 to 500 characters.');
    const { port } = this.parts;
    const before = await port.store.get(actorOf(viewer), id);
    const after = await port.store.release(actorOf(viewer), id);
    await port.ring(id);
    return this.changed(before, after);
  }

  private async begin(order: Parameters<HuntsPort['store']['create']>[0]): Promise<HuntShape> {
    const hunt = await this.parts.port.store.create(order);
    await this.parts.port.ring(hunt.id);
    return hunt;
  }

  private changed(before: HuntShape, after: HuntShape): HuntShape {
    noteChange({ kind: 'hunt', before: { state: before.state }, after: { state: after.state } });
    return after;
  }

  /**
   * The dictionary knows no scope, and whoever sees traffic masked could prove a guess by it. @throws DomainError FORBIDDEN, MASKED
   */
  private assertSeesAll(viewer: Viewer): void {
    if (viewer.scope !== null)
      throw new DomainError('FORBIDDEN', 'Looking back reads all that was observed, and you see a part of it alone.', {
        permission: 'lists.write',
      });
    if (this.parts.masks.masks(viewer))
      throw new DomainError('MASKED', 'You see traffic masked: what you look for would be told by what is found.');
  }
}

/** An entry in its one way of being written. @throws DomainError BAD_USER_INPUT */
function entryOf(given: string): string {
  let problem = 'it is no address, name or fingerprint';
  for (const kind of OBSERVED_KINDS) {
    const read = readIndicator(given.slice(0, 400), { kind, action: 'watch' });
    if (read === 'other') continue;
    if (!isRefusal(read)) return read.text;
    problem = `${read.problem}. Mend: ${read.mend}`;
  }
  throw new DomainError('BAD_USER_INPUT', `${JSON.stringify(given.slice(0, 80))}: ${problem}.`);
}
