import { type ReputationKey, reputationKeyDecider, reputationKeyStream } from '@wireledger/domain';
import { REPUTATION_SOURCES, type ReputationId } from '@wireledger/enrichment';
import { type EventLog, handleCommand, loadStream } from '@wireledger/event-sourcing';
import { type KeptKey, keyedService, type KeyedService } from '@wireledger/events';
import { DomainError, formatTime } from '@wireledger/kernel';
import type { NotifyKeys } from '@wireledger/notify';

import type { GraphqlContext } from '../access/request';
import { actorOf } from '../access/viewer';
import type { ActorNames } from '../alerts/actor-names';
import { shownConflict } from '../commands/shown-conflict';
import { uuidOf } from '../commands/uuid-of';
import type {
  RemoveReputationKeyArgs,
  ReputationKeySaved,
  ReputationKeyState,
  SetReputationKeyArgs,
} from '../schema/reputation-keys';

export interface ReputationKeysParts {
  readonly log: EventLog;
  /** What seals them. */
  readonly seal: NotifyKeys;
  /** Files that the operator named; '' = none. What such a file holds wins. */
  readonly files: Readonly<Record<ReputationId, string>>;
  readonly names: Pick<ActorNames, 'of'>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** Long enough that its last four characters give nothing away. */
const KEY = /^[\x21-\x7e]{20,500}$/;
const LAST = 4;

/** Keys of services outside that people gave: kept sealed in the log, asked for when a service is, and shown to nobody. */
export class ReputationKeys {
  constructor(private readonly parts: ReputationKeysParts) {}

  /** The services that take a key, and how their keys stand. */
  states(): Promise<ReputationKeyState[]> {
    return Promise.all(keyedService.options.map(async (service) => this.shown(service, await this.load(service))));
  }

  /** Whether a key is kept for it. */
  async has(service: KeyedService): Promise<boolean> {
    return ((await this.load(service))?.key ?? null) !== null;
  }

  /** The key itself. @throws Error that says the mend */
  async open(service: KeyedService): Promise<string> {
    const kept = (await this.load(service))?.key;
    if (!kept) throw new Error('it has no key any more. Set one on page Enrichment.');
    const key = this.opened(service, kept);
    if (key === null)
      throw new Error(
        'its key was sealed with a key of the installation that is gone. Set it again on page Enrichment.',
      );
    return key;
  }

  /** @throws DomainError BAD_USER_INPUT, REPUTATION_KEY_CONFLICT, BUSY */
  set(args: SetReputationKeyArgs, context: GraphqlContext): Promise<ReputationKeySaved> {
    const service = serviceOf(args.service);
    const value = args.value.trim();
    if (!KEY.test(value))
      throw new DomainError('BAD_USER_INPUT', '`value`: a key is 20 to 500 printable characters without spaces.');
    const sealed = this.parts.seal.seal(reputationKeyStream(service), value);
    return this.tell(service, { sealed, last: value.slice(-LAST) }, args, context);
  }

  /** @throws DomainError BAD_USER_INPUT, NOT_FOUND, REPUTATION_KEY_CONFLICT, BUSY */
  remove(args: RemoveReputationKeyArgs, context: GraphqlContext): Promise<ReputationKeySaved> {
    return this.tell(serviceOf(args.service), null, args, context);
  }

  private async tell(
    service: KeyedService,
    kept: KeptKey | null,
    { seen, key }: RemoveReputationKeyArgs,
    { viewer, requestId }: GraphqlContext,
  ): Promise<ReputationKeySaved> {
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
    const [by, at] = [actorOf(viewer), this.parts.clock() * 1000];
    const command = { type: 'set', service, key: kept, seen, by, at, command: uuidOf('key', key) } as const;
    const context = { actor: by, correlationId: requestId, causationId: requestId, at };
    const stream = reputationKeyStream(service);
    try {
      const { state, position } = await handleCommand(this.parts.log, reputationKeyDecider, stream, command, context);
      return { position, entity: this.shown(service, state) };
    } catch (error) {
      throw shownConflict(error, this.parts.names);
    }
  }

  private async load(service: KeyedService): Promise<ReputationKey | null> {
    return (await loadStream(this.parts.log, reputationKeyDecider, reputationKeyStream(service))).state;
  }

  private opened(service: KeyedService, { sealed }: KeptKey): string | null {
    return this.parts.seal.open(reputationKeyStream(service), sealed);
  }

  private shown(service: KeyedService, state: ReputationKey | null): ReputationKeyState {
    const { files, names } = this.parts;
    return {
      ...{ service, title: REPUTATION_SOURCES.find(({ id }) => id === service)?.title ?? service },
      ...{ byFile: files[service] !== '', last: state?.key?.last ?? null, revision: state?.revision ?? 0 },
      opens: state?.key ? this.opened(service, state.key) !== null : true,
      changedByName: state ? names.of(state.set.by) : null,
      changedAt: state ? formatTime(state.set.at) : null,
    };
  }
}

/** @throws DomainError BAD_USER_INPUT */
function serviceOf(given: string): KeyedService {
  const service = keyedService.safeParse(given);
  if (service.success) return service.data;
  throw new DomainError('BAD_USER_INPUT', `\`service\`: one of ${keyedService.options.join(', ')} takes a key.`);
}
