import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import {
  addressErasureDecider,
  type AlertActCommand,
  alertDecider,
  alertStream,
  channelDecider,
  channelStream,
  deliveryDecider,
  deliveryStream,
  erasureStream,
  MASKING_MODES,
  maskingDecider,
  type MaskingMode,
  policyDecider,
  policyStream,
  PRIVACY_STREAM,
  suppressionDecider,
  suppressionStream,
} from '@wireledger/domain';
import { ANN, key, raised } from '@wireledger/domain/testing';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import {
  EventCatalogue,
  type EventLog,
  handleCommand,
  InMemoryEventLog,
  InMemorySubjectKeys,
  PersonalCodec,
  PersonalEventLog,
} from '@wireledger/event-sourcing';
import {
  type ChannelDefinition,
  erasedAddressLabel,
  eventCatalogue,
  PERSONAL_FIELDS,
  type PolicyDefinition,
  type Severity,
} from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';
import { ChannelSender, MailSender, NotifyKeys, OutboundPolicy } from '@wireledger/notify';
import { migrateReadModels, Outbox, ReadModels } from '@wireledger/read-models';
import { SMTPServer } from 'smtp-server';

import { NoticeMask } from '../masking/notice-mask';
import { Notifier } from './notifier';

jest.setTimeout(120_000);

const SECOND = 1_000_000;
const START = Date.parse('2026-11-28T12:00:00Z') * 1000;
const KEYS = new NotifyKeys('ab'.repeat(32));
const MASKING = { pseudonyms: Buffer.alloc(32, 1), prefixes: Buffer.alloc(32, 2) };

interface Received {
  readonly to: string;
  readonly raw: string;
}

/** A mail server that keeps what it gets, and refuses as it is told. */
class Inbox {
  readonly mails: Received[] = [];
  refusals: (() => Error | null)[] = [];
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const refused = this.refusals.shift()?.() ?? null;
        if (refused) return done(refused);
        const to = session.envelope.rcptTo.map(({ address }) => address).join(',');
        this.mails.push({ to, raw: Buffer.concat(parts).toString('utf8') });
        done();
      });
    },
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  keys(): string[] {
    return this.mails.map(({ raw }) => header(raw, 'message-id'));
  }
}

/** A header of a mail, unfolded. */
const header = (raw: string, name: string): string =>
  new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(raw)?.[1]?.replace(/\r\n[ \t]/g, ' ') ?? '';

let postgres: TestPostgres;
let smtpUrl: string;
const inbox = new Inbox();
beforeAll(async () => {
  postgres = await startTestPostgres();
  const { host, port, user, password, database } = postgres.connection;
  connection = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  await migrateReadModels(connection);
  smtpUrl = await inbox.start();
}, 60_000);
afterAll(async () => {
  await opened?.close();
  await inbox.stop();
  await postgres.stop();
});
beforeEach(() => {
  inbox.mails.length = 0;
  inbox.refusals = [];
});

/** All worlds share a database, one after the other: each begins with empty tables. */
let opened: ReadModels | null = null;
let connection: string;

/** A log as it is in force, its texts of people sealed, its read models and a clock that only the test moves. */
class World {
  now = START;
  /** The log that the notifier writes to. */
  through: EventLog;
  private commands = 0;
  private notifier: Notifier | null = null;

  private constructor(
    readonly log: EventLog,
    private readonly keys: InMemorySubjectKeys,
    readonly models: ReadModels,
    clock: { now: () => number },
    private readonly allow: readonly string[],
  ) {
    this.through = log;
    clock.now = () => this.now;
  }

  static async open(allow: readonly string[] = ['127.0.0.0/8']): Promise<World> {
    const clock = { now: () => START };
    const stored = new InMemoryEventLog({ catalogue: EventCatalogue.raw, clock: () => clock.now() });
    const keys = new InMemorySubjectKeys();
    const log = new PersonalEventLog(stored, eventCatalogue(), new PersonalCodec(PERSONAL_FIELDS, keys));
    await opened?.close();
    const models = await ReadModels.open({ connection, poolSize: 4, log });
    opened = models;
    for (const { name } of models.projections) await models.rebuild(name);
    const world = new World(log, keys, models, clock, allow);
    return world;
  }

  private act() {
    return { by: ANN, at: this.now, command: uuidV5(key(0), `command ${++this.commands}`) };
  }

  private context() {
    const command = uuidV5(key(1), `context ${++this.commands}`);
    return { actor: ANN, correlationId: command, causationId: command, at: this.now };
  }

  async channel(id: string, target: ChannelDefinition['target'], more: Partial<ChannelDefinition> = {}) {
    const definition = { name: `Channel ${id.slice(-2)}`, enabled: true, perHour: 100, target, ...more };
    const command = { type: 'define', id, definition, seen: 0, ...this.act() } as const;
    await handleCommand(this.log, channelDecider, channelStream(id), command, this.context());
  }

  mail(id: string, ...recipients: string[]) {
    return this.channel(id, { kind: 'email', recipients });
  }

  async policy(more: Partial<PolicyDefinition> & Pick<PolicyDefinition, 'steps'>, id = key(500)) {
    const definition: PolicyDefinition = {
      ...{ name: 'On call', enabled: true, least: 'high', onEscalation: true, late: false, sensors: [], quiet: null },
      ...more,
    };
    const command = { type: 'define', id, definition, seen: 0, ...this.act() } as const;
    await handleCommand(this.log, policyDecider, policyStream(id), command, this.context());
  }

  async raise(n: number, severity: Severity = 'critical', more: Parameters<typeof raised>[0] = {}): Promise<string> {
    const alert = uuidV5(key(2), `alert ${n}`);
    const scope = { sensor: 'edge-1', timeline: 'live' };
    const facts = raised({ alert, severity, scope, late: false, ...more });
    await handleCommand(this.log, alertDecider, alertStream(alert), { type: 'raise', facts }, this.context());
    return alert;
  }

  async decide(alert: string, seen: number, deed: object): Promise<string> {
    const act = this.act();
    const command = { ...deed, ...act, seen } as AlertActCommand;
    await handleCommand(this.log, alertDecider, alertStream(alert), command, this.context());
    return act.command;
  }

  retry(delivery: string) {
    const command = { type: 'retry', delivery, ...this.act() } as const;
    return handleCommand(this.log, deliveryDecider, deliveryStream(delivery), command, this.context());
  }

  /** Erases every address that a channel has now and that the test means; what is read in their place. */
  async erase(channel: string, isMeant: (address: string) => boolean): Promise<string> {
    const { events } = await this.log.readStream({ stream: channelStream(channel), dir: 'back', limit: 1 });
    const subjects = Object.entries(events[0]?.owners ?? {}).flatMap(([path, owners]) =>
      isMeant(
        String(path.split('/').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], events[0]?.data)),
      )
        ? owners
        : [],
    );
    const erasure = key(900);
    const begin = { type: 'begin', erasure, subjects } as const;
    await handleCommand(this.log, addressErasureDecider, erasureStream(erasure), begin, this.context());
    await this.keys.destroy(subjects, erasedAddressLabel(erasure));
    return erasedAddressLabel(erasure);
  }

  async suppress(id: string, entity: string): Promise<void> {
    const match = { rule: null, entity, sensor: null, src: null, dst: null };
    const definition = { match, until: null, reason: 'known' };
    const command = { type: 'define', id, definition, seen: 0, ...this.act() } as const;
    await handleCommand(this.log, suppressionDecider, suppressionStream(id), command, this.context());
  }

  async endSuppression(id: string): Promise<void> {
    const command = { type: 'remove', seen: 1, ...this.act() } as const;
    await handleCommand(this.log, suppressionDecider, suppressionStream(id), command, this.context());
  }

  /** A process that died; the next one begins with nothing. */
  die(): void {
    this.notifier = null;
  }

  /** Moves the clock on, and lets the notifier work until there is nothing to do. */
  async after(seconds: number): Promise<void> {
    this.now += seconds * SECOND;
    do await this.follow();
    while (await this.round());
  }

  async follow(): Promise<void> {
    for (const name of ['alerts', 'notify']) {
      const follower = this.models.follower(name);
      while ((await follower.step()) === 'moved');
    }
  }

  round(): Promise<boolean> {
    this.notifier ??= new Notifier({
      log: this.through,
      outbox: new Outbox(this.models.pool),
      sender: new ChannelSender(
        new MailSender(smtpUrl, 'wireledger@example.org'),
        new OutboundPolicy(this.allow, []),
        KEYS,
        () => this.now / 1000,
        { timeoutMs: 500 },
      ),
      mask: new NoticeMask(this.through, MASKING),
      leads: () => Promise.resolve(true),
      console: 'https://wireledger.example.org',
      clock: () => this.now,
    });
    return this.notifier.round();
  }

  async deliveries() {
    await this.follow();
    return (await this.models.queries.deliveries({ first: 200 })).rows;
  }
}

const [FIRST, SECOND_CHANNEL] = [key(600), key(601)];
const TWO_STEPS = [
  { afterS: 0, channels: [FIRST] },
  { afterS: 900, channels: [SECOND_CHANNEL] },
];

async function onCall(steps = TWO_STEPS, more: Partial<PolicyDefinition> = {}): Promise<World> {
  const world = await World.open();
  await world.mail(FIRST, 'first@example.org');
  await world.mail(SECOND_CHANNEL, 'second@example.org');
  await world.policy({ steps, ...more });
  return world;
}

const told = () => inbox.mails.map(({ to }) => to);

describe('an escalation', () => {
  it('of an alert that nobody takes on sends step 1, then step 2, in one thread, each once', async () => {
    const world = await onCall();
    await world.raise(1);
    await world.after(1);
    expect(told()).toEqual(['first@example.org']);
    await world.after(897);
    expect(told()).toHaveLength(1);
    await world.after(2);
    expect(told()).toEqual(['first@example.org', 'second@example.org']);
    const [one, two] = inbox.mails.map(({ raw }) => raw) as [string, string];
    expect(header(one, 'references')).toBe(header(two, 'references'));
    expect(header(one, 'message-id')).not.toBe(header(two, 'message-id'));
    expect(one).toContain('Content-Type: text/html');
    await world.after(100_000);
    expect(told()).toHaveLength(2);
  });

  it.each([
    ['acknowledges', { type: 'acknowledge', reason: 'mine' }],
    ['closes', { type: 'close', reason: 'benign', note: null }],
  ])('stops when somebody %s', async (_what, deed) => {
    const world = await onCall();
    const alert = await world.raise(1);
    await world.after(1);
    await world.decide(alert, 0, deed);
    await world.after(100_000);
    expect(told()).toEqual(['first@example.org']);
  });

  it('waits while the alert is kept out of the inbox', async () => {
    const world = await onCall();
    await world.suppress(key(700), 'known.example');
    await world.raise(1, 'critical', { entity: 'known.example' });
    await world.raise(2, 'critical', { entity: 'other.example' });
    await world.after(100_000);
    // Both are due at once: their recipients are served side by side.
    expect(told().sort()).toEqual(['first@example.org', 'second@example.org']);
    expect(inbox.mails.every(({ raw }) => !raw.includes('known'))).toBe(true);
    await world.endSuppression(key(700));
    await world.after(1);
    // Both steps are long due by then.
    expect(told().slice(2).sort()).toEqual(['first@example.org', 'second@example.org']);
  });

  it('stops although the rows do not know yet that somebody acknowledged', async () => {
    const world = await onCall();
    const alert = await world.raise(1);
    await world.after(1);
    world.now += 900 * SECOND;
    await world.decide(alert, 0, { type: 'acknowledge', reason: 'mine' });
    expect(await world.round()).toBe(false);
    expect(told()).toHaveLength(1);
  });

  it('goes on when that was taken back, begins anew when the alert is reopened, and after a snooze', async () => {
    const world = await onCall();
    const alert = await world.raise(1);
    await world.after(1);
    const undone = await world.decide(alert, 0, { type: 'acknowledge', reason: 'mine' });
    await world.decide(alert, 1, { type: 'undo', undone });
    await world.after(900);
    expect(told()).toEqual(['first@example.org', 'second@example.org']);
    await world.decide(alert, 2, { type: 'close', reason: 'benign', note: null });
    await world.decide(alert, 3, { type: 'reopen', reason: 'it was not' });
    await world.after(1);
    expect(told().slice(2)).toEqual(['first@example.org']);
    await world.decide(alert, 4, { type: 'snooze', until: world.now + 3600 * SECOND, reason: null });
    await world.after(3599);
    expect(told()).toHaveLength(3);
    await world.after(2);
    expect(told().slice(3)).toEqual(['second@example.org']);
    expect(new Set(inbox.keys()).size).toBe(4);
  });

  it('starts for what the policy is for: grave enough, grown grave, or escalated by a person', async () => {
    const world = await onCall([{ afterS: 0, channels: [FIRST] }]);
    const low = await world.raise(1, 'low');
    await world.raise(2, 'critical', { late: true });
    await world.raise(3, 'critical', { scope: { sensor: 'edge-1', timeline: key(9) } });
    await world.after(10);
    expect(told()).toEqual([]);
    await world.decide(low, 0, { type: 'escalate', note: 'look' });
    await world.after(1);
    expect(told()).toEqual(['first@example.org']);
  });

  it('waits for the end of quiet hours unless it is too grave', async () => {
    const quiet = { from: 11 * 60, to: 14 * 60, zone: 'UTC', spares: 'critical' } as const;
    const world = await onCall([{ afterS: 0, channels: [FIRST] }], { quiet });
    await world.raise(1, 'high');
    await world.after(3600);
    expect(told()).toEqual([]);
    await world.raise(2, 'critical');
    await world.after(1);
    expect(told()).toHaveLength(1);
    await world.after(3600);
    expect(told()).toHaveLength(2);
  });
});

describe('a mail server', () => {
  it('that refuses for now is asked again later, under the same key', async () => {
    const world = await onCall([{ afterS: 0, channels: [FIRST] }]);
    const busy = () => Object.assign(new Error('try later'), { responseCode: 451 });
    inbox.refusals = [busy, busy];
    await world.raise(1);
    await world.after(1);
    expect(await world.deliveries()).toMatchObject([
      { state: 'waiting', attempts: 1, said: expect.stringContaining('451') },
    ]);
    await world.after(29);
    expect(told()).toEqual([]);
    await world.after(1);
    await world.after(120);
    expect(told()).toHaveLength(1);
    expect(await world.deliveries()).toMatchObject([{ state: 'sent', attempts: 3 }]);
  });

  it('that refuses for good makes a dead letter, which is sent again when somebody asks', async () => {
    const world = await onCall([{ afterS: 0, channels: [FIRST] }]);
    inbox.refusals = [() => Object.assign(new Error('no such user'), { responseCode: 550 })];
    await world.raise(1);
    await world.after(1);
    await world.after(100_000);
    const [dead] = await world.deliveries();
    expect(dead).toMatchObject({ state: 'failed', attempts: 1, said: expect.stringContaining('550') });
    await world.retry(dead?.id ?? '');
    await world.after(1);
    expect(told()).toHaveLength(1);
    expect(inbox.keys()).toEqual([`<${dead?.id}@example.org>`]);
  });

  it('A-81 tells no address and no name while a masking mode is on', async () => {
    const world = await onCall([{ afterS: 0, channels: [FIRST] }]);
    const turn = async (mode: MaskingMode) => {
      const context = { actor: 'system:test', correlationId: key(1), causationId: key(1), at: world.now };
      await handleCommand(world.log, maskingDecider, PRIVACY_STREAM, { type: 'mask', mode, seen: null }, context);
    };
    const about = {
      src: '192.0.2.77',
      dst: 'secret.example',
      entity: '192.0.2.77',
      summary: '192.0.2.77 asked secret.example',
    };
    for (const [i, mode] of MASKING_MODES.entries()) {
      await turn(mode);
      await world.raise(i + 1, 'critical', about);
      await world.after(1);
    }
    const texts = inbox.mails.map(({ raw }) => raw.replace(/=\r?\n/g, ''));
    expect(texts).toHaveLength(4);
    const hits = (text: string) => ['192.0.2.77', 'secret'].filter((clear) => text.includes(clear));
    expect(texts.map(hits)).toEqual([['192.0.2.77', 'secret'], [], [], []]);
    expect(texts[1]).toContain('192.0.2.0/24');
    expect(texts[2]).toMatch(/addr-[a-z2-7]{8}/);
  });

  it('A-34 gets hostile names as text: no header, no markup, no link', async () => {
    const world = await onCall([{ afterS: 0, channels: [FIRST] }]);
    const hostile = 'x\r\nBcc: victim@example.org\r\n\r\n<img src=http://evil.example/>\u202e';
    await world.raise(1, 'critical', { entity: hostile, summary: hostile, src: hostile });
    await world.after(1);
    const [mail] = inbox.mails;
    expect(mail?.to).toBe('first@example.org');
    expect(header(mail?.raw ?? '', 'bcc')).toBe('');
    const raw = mail?.raw.replace(/=\r\n/g, '') ?? '';
    expect(raw).not.toMatch(/victim@|http:\/\/evil/);
    expect(raw.slice(raw.indexOf('<!doctype html>'))).not.toContain('<img');
  });
});

describe('an address that was erased', () => {
  it('is told nothing any more, not even what waited for it, and that can be seen; others are told', async () => {
    const world = await World.open();
    await world.mail(FIRST, 'first@example.org', 'gone@example.org');
    await world.mail(SECOND_CHANNEL, 'gone@example.org');
    await world.policy({ steps: TWO_STEPS });
    await world.raise(1);
    inbox.refusals = [
      () =>
        Object.assign(new Error('4.2.1 <gone@example.org> and first@example.org: try again later'), {
          responseCode: 421,
        }),
      () =>
        Object.assign(new Error('4.2.1 <gone@example.org> and first@example.org: try again later'), {
          responseCode: 421,
        }),
    ];
    await world.after(1);
    const failed = await world.deliveries();
    expect(failed.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
    // Of each, the words of the server are without the address that they were said about.
    for (const { said, recipient } of failed)
      expect([said?.includes('(the recipient)'), said?.includes(recipient)]).toEqual([true, false]);

    const label = await world.erase(FIRST, (address) => address === 'gone@example.org');
    await world.after(1000);
    expect(told()).toEqual(['first@example.org']);
    const rows = (await world.deliveries()).map(({ recipient, state, said }) => [recipient, state, said]);
    expect(rows).toContainEqual(['first@example.org', 'sent', expect.any(String)]);
    expect(rows.filter(([recipient]) => recipient === label)).toEqual([
      [label, 'dropped', 'addressErased'],
      [label, 'dropped', 'addressErased'],
    ]);
    expect(rows).toHaveLength(3);
  });

  it('has its turns of duty taken by the next one', async () => {
    const world = await World.open();
    const rota = { zone: 'UTC', first: '2026-11-28', at: 0, days: 1, standIns: [] };
    await world.channel(FIRST, { kind: 'email', recipients: ['gone@example.org', 'next@example.org'], rota });
    await world.policy({ steps: [{ afterS: 0, channels: [FIRST] }] });
    await world.erase(FIRST, (address) => address === 'gone@example.org');
    await world.raise(1);
    await world.after(1);
    expect(told()).toEqual(['next@example.org']);
  });
});

describe('a recipient with more messages than the hour allows', () => {
  it('A-34 gets some alone and one digest of all others; none is lost, and the next hour is another', async () => {
    const world = await World.open();
    await world.channel(FIRST, { kind: 'email', recipients: ['first@example.org'] }, { perHour: 3 });
    await world.policy({ steps: [{ afterS: 0, channels: [FIRST] }] });
    for (let n = 0; n < 50; n++) await world.raise(n);
    await world.after(1);
    expect(inbox.mails.map(({ raw }) => header(raw, 'subject')).filter((s) => s.includes(' 48 alerts'))).toHaveLength(
      1,
    );
    expect(inbox.mails).toHaveLength(3);
    const states = (await world.deliveries()).map(({ kind, state, parts }) => `${kind} ${state} ${parts}`);
    expect(states.filter((state) => state === 'alert bundled 0')).toHaveLength(48);
    expect(states.filter((state) => state === 'alert sent 0')).toHaveLength(2);
    expect(states.filter((state) => state === 'digest sent 48')).toHaveLength(1);
    await world.raise(100);
    await world.after(60);
    expect(inbox.mails).toHaveLength(3);
    await world.after(3600);
    expect(inbox.mails).toHaveLength(4);
  });
});

describe('a process that is killed', () => {
  /** The process dies at its n-th append, before or after it went through. */
  function dying(log: EventLog, n: number, before: boolean): EventLog {
    let appends = 0;
    return new Proxy(log, {
      get: (target, name: keyof EventLog) => {
        const member = target[name] as unknown;
        if (typeof member !== 'function') return member;
        if (name !== 'append') return member.bind(target) as unknown;
        return async (...args: Parameters<EventLog['append']>) => {
          const mine = ++appends === n;
          if (mine && before) throw new Error('killed before');
          const results = await target.append(...args);
          if (mine) throw new Error('killed after');
          return results;
        };
      },
    });
  }

  it.each(Array.from({ length: 7 }, (_, i) => i + 1).flatMap((n) => [[n, 'before'] as const, [n, 'after'] as const]))(
    'at append %i, %s it went through: every message at least once, and once by its key',
    async (n, when) => {
      const world = await onCall();
      await world.raise(1);
      world.through = dying(world.log, n, when === 'before');
      let killed = false;
      for (const seconds of [1, 900, 200, 200]) {
        try {
          await world.after(seconds);
        } catch (error) {
          expect((error as Error).message).toMatch(/^killed/);
          killed = true;
          world.die();
          world.through = world.log;
          await world.after(0);
        }
      }
      // Six appends take two messages from the step to the outcome; a seventh is never reached.
      expect(killed).toBe(n <= 6);
      expect(new Set(told())).toEqual(new Set(['first@example.org', 'second@example.org']));
      expect(new Set(inbox.keys()).size).toBe(2);
      expect((await world.deliveries()).map(({ state }) => state)).toEqual(['sent', 'sent']);
    },
  );

  it('after the server took the mail and before it was noted: sent again under the same key', async () => {
    const world = await onCall([{ afterS: 0, channels: [FIRST] }]);
    await world.raise(1);
    world.through = dying(world.log, 3, true);
    await expect(world.after(1)).rejects.toThrow('killed before');
    expect(told()).toHaveLength(1);
    world.die();
    world.through = world.log;
    await world.after(60);
    expect(told()).toHaveLength(1);
    await world.after(61);
    expect(told()).toHaveLength(2);
    expect(new Set(inbox.keys()).size).toBe(1);
  });

  it('two processes at once send each message once', async () => {
    const world = await onCall([{ afterS: 0, channels: [FIRST] }]);
    for (let n = 0; n < 5; n++) await world.raise(n);
    await world.follow();
    await world.round();
    await world.follow();
    world.die();
    const one = world.round();
    world.die();
    await Promise.all([one, world.round()]);
    await world.after(1);
    expect(inbox.mails).toHaveLength(5);
  });
});

describe('a webhook', () => {
  interface Call {
    readonly path: string;
    readonly headers: IncomingMessage['headers'];
    readonly body: string;
  }
  const calls: Call[] = [];
  let answers: ((response: ServerResponse) => void)[] = [];
  let server: Server;
  let url: string;
  const answer =
    (status: number, headers = {}) =>
    (response: ServerResponse) =>
      void response.writeHead(status, headers).end('said');

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString('utf8')));
      request.on('end', () => {
        calls.push({ path: request.url ?? '', headers: request.headers, body });
        (answers.shift() ?? answer(200))(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    calls.length = 0;
    answers = [];
  });

  async function hooked(allow?: readonly string[]): Promise<World> {
    const world = await World.open(allow);
    await world.channel(FIRST, { kind: 'webhook', url: `${url}/alerts`, generation: 1 });
    await world.policy({ steps: [{ afterS: 0, channels: [FIRST] }] });
    await world.raise(1, 'critical', { entity: '<b>\r\n"x' });
    return world;
  }

  it('is signed with the channel’s secret and carries names as they were', async () => {
    const world = await hooked();
    await world.after(1);
    const [{ headers, body, path } = { headers: {}, body: '', path: '' }] = calls;
    expect(path).toBe('/alerts');
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-wireledger-signature'])) ?? [];
    expect(createHmac('sha256', KEYS.webhookSecret(FIRST, 1)).update(`${t}.${body}`).digest('hex')).toBe(v1);
    expect(JSON.parse(body)).toMatchObject({ kind: 'alert', alerts: [{ entity: '<b>\r\n"x', severity: 'critical' }] });
    expect(await world.deliveries()).toMatchObject([{ state: 'sent', said: '200 said', channelKind: 'webhook' }]);
  });

  it('A-38 that answers 500, or not in time, is called again with the same key and body', async () => {
    const world = await hooked();
    answers = [answer(500), () => undefined];
    await world.after(1);
    await world.after(30);
    expect(await world.deliveries()).toMatchObject([
      { state: 'waiting', said: expect.stringContaining('no answer within'), attempts: 2 },
    ]);
    await world.after(120);
    expect(await world.deliveries()).toMatchObject([{ state: 'sent', attempts: 3 }]);
    expect(new Set(calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(new Set(calls.map(({ body }) => body)).size).toBe(1);
  });

  it('A-38 that answers for ever has answered', async () => {
    const world = await hooked();
    answers = [(response) => void response.writeHead(200).write('x'.repeat(100_000))];
    await world.after(1);
    expect(await world.deliveries()).toMatchObject([{ state: 'sent' }]);
  });

  it.each([
    ['sends elsewhere', 302],
    ['says that it is gone', 410],
    ['does not understand', 400],
  ])('A-37 that %s is given up', async (_what, status) => {
    const world = await hooked();
    answers = [answer(status, status === 302 ? { location: `${url}/elsewhere` } : {})];
    await world.after(1);
    await world.after(1000);
    expect(calls.map(({ path }) => path)).toEqual(['/alerts']);
    expect(await world.deliveries()).toMatchObject([{ state: 'failed', attempts: 1 }]);
  });

  it('in a private network is not called unless the operator allows it', async () => {
    const world = await hooked(['10.0.0.0/8']);
    await world.after(1);
    expect(calls).toEqual([]);
    expect(await world.deliveries()).toMatchObject([
      { state: 'failed', said: expect.stringContaining('OUTBOUND_ALLOW') },
    ]);
  });
});
