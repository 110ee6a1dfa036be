import { readSubject, REPUTATION_SOURCES, type ReputationSource, type Subject } from '@wireledger/enrichment';
import { DomainError, formatTime } from '@wireledger/kernel';
import type { ReputationFact, ReputationStore } from '@wireledger/read-models';

import { actorOf, type Viewer } from '../access/viewer';
import type { MaskingPolicy } from '../masking/masking-policy';
import type { ReputationAnswer, ReputationService } from '../schema/reputation';
import type { ServicesOutside } from './services-outside';

/** Where answers are kept, and how often services were asked. */
export type ReputationPort = Pick<ReputationStore, 'facts' | 'keep' | 'take' | 'block' | 'use'>;

export interface ReputationParts {
  readonly port: ReputationPort;
  readonly outside: Pick<ServicesOutside, 'isOn' | 'problem' | 'ask'>;
  readonly masks: Pick<MaskingPolicy, 'masks'>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** An answer is not asked for again within so long, µs. */
const FRESH_US = 3_600_000_000;
/** A service that says that it is asked too often, and not until when, is left alone so long, s; and never longer than a day. */
const [PAUSE_S, MOST_PAUSE_S] = [60, 86_400];

/** What services outside think of addresses and names: asked on a person's word alone. */
export class ReputationDesk {
  /** What is being asked right now: whoever asks the same gets the same answer. */
  private readonly asking = new Map<string, Promise<ReputationFact>>();

  constructor(private readonly parts: ReputationParts) {}

  /** Every service that could be asked, and how it stands. */
  async services(): Promise<ReputationService[]> {
    const { port, outside, clock } = this.parts;
    const used = await port.use(clock() * 1000);
    return Promise.all(
      REPUTATION_SOURCES.map(async ({ id, title, host, kinds, quota }) => {
        const on = await outside.isOn(id);
        const { usedToday = 0, blockedUntil = 0 } = used.get(id) ?? {};
        return {
          ...{ id, title, host, on, usedToday, perDay: quota.perDay, perMinute: quota.perMinute },
          ...{ addresses: kinds.includes('address'), names: kinds.includes('name') },
          problem: on ? await outside.problem(id) : null,
          pausedUntil: blockedUntil > 0 ? formatTime(blockedUntil) : null,
        };
      }),
    );
  }

  /** What is known already; nobody is asked. @throws DomainError MASKED */
  async known(viewer: Viewer, given: string): Promise<ReputationAnswer[]> {
    this.assertSees(viewer);
    const subject = readSubject(given);
    return typeof subject === 'string' ? [] : (await this.parts.port.facts(subject.value)).map(shown);
  }

  /**
   * Asks a service, which learns the value by it; what it said within the last hour is answered without asking.
   * @throws DomainError BAD_USER_INPUT for what is one's own or nothing, REPUTATION_OFF, REPUTATION_LIMITED, REPUTATION_FAILED, MASKED
   */
  async ask(viewer: Viewer, id: string, given: string): Promise<ReputationAnswer> {
    this.assertSees(viewer);
    const subject = subjectOf(given);
    const source = REPUTATION_SOURCES.find((one) => one.id === id);
    if (!source?.kinds.includes(subject.kind))
      throw new DomainError(
        'BAD_USER_INPUT',
        `There is no service ${JSON.stringify(id.slice(0, 40))} that knows this kind of value.`,
      );
    if (!(await this.parts.outside.isOn(source.id)))
      throw new DomainError(
        'REPUTATION_OFF',
        `${source.title} is not asked here: an administrator has to give its key first.`,
      );
    const key = `${source.id} ${subject.value}`;
    const running =
      this.asking.get(key) ?? this.fresh(source, subject, actorOf(viewer)).finally(() => this.asking.delete(key));
    this.asking.set(key, running);
    return shown(await running);
  }

  private async fresh(source: ReputationSource, subject: Subject, by: string): Promise<ReputationFact> {
    const { port, outside, clock } = this.parts;
    const at = clock() * 1000;
    const known = (await port.facts(subject.value)).find((one) => one.source === source.id);
    if (known && known.askedAt > at - FRESH_US) return known;
    const next = await port.take(source.id, source.quota, at);
    if (next !== null) throw limited(source, next);
    const answer = await outside.ask(source, subject);
    if (answer.is === 'limited') {
      const until = at + Math.min(MOST_PAUSE_S, Math.max(1, answer.retryAfterS ?? PAUSE_S)) * 1_000_000;
      await port.block(source.id, until);
      throw limited(source, until);
    }
    if (answer.is === 'failed')
      throw new DomainError('REPUTATION_FAILED', `${source.title} could not tell: ${answer.why}`);
    const fact = { source: source.id, value: subject.value, askedAt: at, opinion: answer.opinion };
    await port.keep(fact, by);
    return fact;
  }

  /** @throws DomainError MASKED: a guess could be proven by what is known of it */
  private assertSees(viewer: Viewer): void {
    if (this.parts.masks.masks(viewer))
      throw new DomainError('MASKED', 'You see traffic masked: nothing is asked of others about it for you.');
  }
}

function subjectOf(given: string): Subject {
  const subject = readSubject(given.slice(0, 400));
  if (subject === 'private')
    throw new DomainError(
      'BAD_USER_INPUT',
      'This is an address or a name of one’s own network: nobody outside is asked about it.',
    );
  if (subject === 'nothing')
    throw new DomainError('BAD_USER_INPUT', 'Ask for an address like 8.8.8.8, or a name like www.site.com.');
  return subject;
}

const limited = ({ title }: ReputationSource, until: number): DomainError =>
  new DomainError(
    'REPUTATION_LIMITED',
    `${title} was asked as often as it may be. Ask again at ${formatTime(until).slice(0, 19)}Z.`,
    {
      until: formatTime(until),
    },
  );

const shown = ({ source, value, askedAt, opinion }: ReputationFact): ReputationAnswer => ({
  ...{ service: source, value, askedAt: formatTime(askedAt) },
  ...{ verdict: opinion.verdict, score: opinion.score, facts: opinion.facts },
});
