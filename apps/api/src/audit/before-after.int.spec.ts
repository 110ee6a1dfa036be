import { createHash, randomUUID } from 'node:crypto';

import { evidenceBatches } from '@wireledger/detectors/replay';
import {
  type AlertCommand,
  alertDecider,
  alertStream,
  deliveryDecider,
  deliveryStream,
  importSource,
  storedCaptureDecider,
  type UserCommand,
  listDecider,
  listStream,
  reportDecider,
  reportStream,
  userDecider,
  userStream,
} from '@wireledger/domain';
import { evidenceRecord, NOW, raised } from '@wireledger/domain/testing';
import { pcapStream, TELEMETRY_TYPES } from '@wireledger/events';
import { type CommandContext, handleCommand } from '@wireledger/event-sourcing';

import { TestApi, until } from '../testing/test-api';

jest.setTimeout(120_000);

interface Row {
  readonly operation: string;
  readonly result: string;
  readonly code: string | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}
/** What a mutation is sent, and fields of before and after that its row tells at least. */
interface Case {
  readonly text: string;
  readonly as?: 'analyst' | 'operator';
  readonly changes: Readonly<Record<string, readonly [unknown, unknown]>>;
}
const HOLD = 'setHold(from: "2026-11-21T08:00:00Z", to: "2026-11-21T09:00:00Z", reason: "case 17") { version }';
/** Makes what a mutation is to change, and says how. */
type Prepare = () => Promise<Case>;

const SYSTEM: CommandContext = { actor: 'system:test', correlationId: 'c', causationId: 'k', at: NOW };

describe('every mutation of something that exists', () => {
  let api: TestApi;
  let admin: string;
  let analyst: string;
  let operator: string;
  beforeAll(async () => {
    api = await TestApi.start({ resolve: () => Promise.resolve([{ address: '8.8.8.8', family: 4 }]) });
    admin = await api.person('ADMIN', null, { steppedUp: true });
    analyst = await api.person('ANALYST', null, { steppedUp: true });
    operator = await api.person('OPERATOR', null, { steppedUp: true });
  });
  afterAll(() => api.stop());

  type Who = 'admin' | 'analyst' | 'operator';
  const as = (who: Who): string => ({ admin, analyst, operator })[who];
  async function send<T = Record<string, unknown>>(text: string, who: Who = 'admin'): Promise<T> {
    const { data, errors } = await api.query(`mutation { done: ${text} }`, { token: as(who) });
    if (errors) throw new Error(`${text}: ${JSON.stringify(errors)}`);
    return data?.done as T;
  }

  const standing = async (): Promise<number> => {
    const { data } = await api.query('{ retention { holds { id } } }', { token: admin });
    return (data?.retention as { holds: unknown[] }).holds.length;
  };
  const anAlert = async (): Promise<string> => {
    const id = randomUUID();
    await handleCommand(
      api.log,
      alertDecider,
      alertStream(id),
      { type: 'raise', facts: raised({ alert: id }) },
      SYSTEM,
    );
    return id;
  };
  const act = (field: string, id: string, args: string, seen = 0, key = randomUUID()) =>
    `${field}(id: "${id}", seen: ${seen}, key: "${key}", ${args}) { position }`;
  const onAlert =
    (field: string, args: string, changes: Case['changes'], before?: (id: string) => Promise<number>): Prepare =>
    async () => {
      const id = await anAlert();
      return { as: 'analyst', text: act(field, id, args, before ? await before(id) : 0), changes };
    };
  const closed = async (id: string): Promise<number> => {
    await send(act('closeAlert', id, 'reason: benign'), 'analyst');
    return 1;
  };

  const tellUser = async (user: string, command: UserCommand): Promise<void> => {
    await handleCommand(api.log, userDecider, userStream(user), command, SYSTEM);
  };
  const known = (id: string) => api.api.services.directory.user(id);
  const someone = async (more: readonly UserCommand[] = []): Promise<string> => {
    const user = randomUUID();
    const name = `somebody ${user.slice(0, 8)}`;
    await tellUser(user, { type: 'invite', user, name, role: 'VIEWER', scope: null, expiresAt: 1, reason: 'a test' });
    await tellUser(user, { type: 'acceptInvitation', now: 0 });
    for (const command of more) await tellUser(user, command);
    await until(() => known(user)?.standing === 'active');
    return user;
  };
  const onUser =
    (field: string, args: string, changes: Case['changes'], more: readonly UserCommand[] = []): Prepare =>
    async () => ({ text: `${field}(id: "${await someone(more)}", reason: "a test"${args}) { position }`, changes });
  const invitation = (name: string) =>
    send<{ entity: { id: string; details: { invitedUntil: string } } }>(
      `inviteUser(name: "${name}", role: VIEWER, reason: "a test") { entity { id details { invitedUntil } } }`,
    );

  const mail = (id: string, seen: number, name: string, recipient: string) =>
    `saveMailChannel(id: "${id}", seen: ${seen}, key: "${randomUUID()}", enabled: true, perHour: 5, name: "${name}", recipients: ["${recipient}"]) { position }`;
  const web = (id: string, seen: number, url: string) =>
    `saveWebChannel(id: "${id}", seen: ${seen}, key: "${randomUUID()}", kind: webhook, enabled: true, perHour: 5, name: "hook", url: "${url}") { position }`;
  const policy = (id: string, seen: number, channel: string, least: string) =>
    `saveEscalationPolicy(id: "${id}", seen: ${seen}, key: "${randomUUID()}", name: "night", enabled: true, least: ${least}, onEscalation: true,
      late: false, sensors: [], steps: [{ afterSeconds: 0, channels: ["${channel}"] }]) { position }`;
  const remove = (field: string, id: string) => `${field}(id: "${id}", seen: 1, key: "${randomUUID()}") { position }`;
  const saved = async (text: (id: string) => string): Promise<string> => {
    const id = randomUUID();
    await send(text(id));
    return id;
  };
  const aReport = async (): Promise<string> => {
    const input = `template: "executive", name: "x", from: "2026-11-21T08:00:00Z", to: "2026-11-21T09:00:00Z", zone: "UTC", format: PDF`;
    return (await send<{ id: string }>(`generateReport(input: {${input}}) { id }`)).id;
  };
  const scheduleOf = (id: string, seen: number, day: number) =>
    `saveReportSchedule(input: {id: "${id}", seen: ${seen}, key: "${randomUUID()}", template: "executive", name: "x", format: PDF,
      rhythm: WEEKLY, day: ${day}, at: "06:00", zone: "UTC", recipients: ["ann@example.org"], shared: false}) { id }`;
  const draft = (id: string, seen: number, ports: number) =>
    `draftRule(id: "${id}", seen: ${seen}, key: "${randomUUID()}", name: "Scans", detector: "vertical-scan", cooldownSeconds: 600,
      description: "", parameters: ${JSON.stringify(JSON.stringify({ ports, windowS: 60, count: 'failed', per: 'target', severity: 'high' }))}) { position }`;
  const publish = (id: string, seen: number) =>
    `publishRule(id: "${id}", version: 1, seen: ${seen}, key: "${randomUUID()}") { position }`;
  /** A rule, and an alert that it raised on one record. */
  const aRaisedRule = async () => {
    const [rule, alert] = [await saved((id) => draft(id, 0, 10)), randomUUID()];
    const told = (command: AlertCommand) => handleCommand(api.log, alertDecider, alertStream(alert), command, SYSTEM);
    await told({ type: 'raise', facts: raised({ alert, rule: { id: rule, version: 1, name: 'Scans' } }) });
    await told({ type: 'keepEvidence', facts: { alert, step: 0, records: [evidenceRecord(0)], left: 0 } });
    return { rule, alert };
  };
  /** A rule about flows, and a record of one that was recorded. */
  const aRuleAndARecord = async () => {
    const source = randomUUID();
    for (const { kind, payload } of evidenceBatches([evidenceRecord(0)], { sensor: 'edge-1', source })) {
      const event = { id: randomUUID(), type: TELEMETRY_TYPES[kind], data: payload as never };
      const meta = {
        $correlationId: source,
        $causationId: source,
        actor: 'sensor:edge-1',
        sv: 1,
        src: `edge-1/${source}`,
        occ: [0, 1] as const,
      };
      const order = { stream: 'facts-edge-1.20261121', expected: 'any', appendId: event.id } as const;
      await api.log.append([{ ...order, events: [{ ...event, meta }] }]);
    }
    return saved((id) => draft(id, 0, 10));
  };
  const keepCase = (alert: string) =>
    `keepAlertAsCase(alert: "${alert}", name: "Monday", expects: alert, key: "${randomUUID()}") { position }`;
  const suppress = (id: string, seen: number, entity: string) =>
    `saveSuppression(id: "${id}", seen: ${seen}, key: "${randomUUID()}", entity: "${entity}", reason: "known") { position }`;
  const feed = (id: string, seen: number, everyMinutes: number) =>
    `setListFeed(id: "${id}", seen: ${seen}, key: "${randomUUID()}", url: "https://hooks.example.org/a.txt?token=s", everyMinutes: ${everyMinutes}, headerName: "X-Key", headerValue: "secret") { position }`;
  const aList = (id: string, seen: number, name: string) =>
    `saveList(id: "${id}", seen: ${seen}, key: "${randomUUID()}", name: "${name}", kind: names, action: threat) { position }`;
  const filter = (id: string, seen: number, least: string) =>
    `saveFilter(id: "${id}", seen: ${seen}, key: "${randomUUID()}", name: "Big", kind: FLOW, expression: "bytes > ${least}") { position }`;
  const aFilter = () => saved((id) => filter(id, 0, '1GB'));
  const aChannel = () => saved((id) => mail(id, 0, 'On call', 'ann@example.org'));

  /** A capture that the analyst gave. */
  const aCapture = async (): Promise<string> => {
    const sha256 = createHash('sha256').update(randomUUID()).digest('hex');
    const { viewer } = (await api.query('{ viewer { id } }', { token: analyst })).data as { viewer: { id: string } };
    const facts = {
      ...{ sha256, contentSha256: sha256, source: importSource(sha256), name: 'somebody.pcap', sizeBytes: 1 },
      ...{ unpackedBytes: 1, format: 'pcap' as const, packing: 'none' as const, packets: 1, bytes: 1, flows: 1 },
      ...{ firstUs: NOW, lastUs: NOW, linkTypes: [1], truncated: false, warnings: [] },
    };
    const command = { type: 'keep', facts, by: `user:${viewer.id}`, at: NOW } as const;
    await handleCommand(api.log, storedCaptureDecider, pcapStream(sha256), command, SYSTEM);
    return sha256;
  };
  const importing = async (): Promise<string> => {
    const id = await aCapture();
    await send(`importCapture(id: "${id}") { position }`, 'analyst');
    return id;
  };
  const onCapture =
    (field: string, make: () => Promise<string>, changes: Case['changes']): Prepare =>
    async () => ({ as: 'analyst', text: `${field}(id: "${await make()}") { position }`, changes });

  /** The four-eyes policy is on from here, and `second` is another administrator. Answers the request that he is told to have confirmed. */
  let second = '';
  const asked = async (text: string): Promise<string> => {
    second = await api.person('ADMIN', null, { steppedUp: true });
    await api.query('mutation { setFourEyes(required: true, reason: "a test") { required } }', { token: admin });
    const { errors } = await api.query(`mutation { done: ${text} }`, { token: second });
    return String(errors?.[0]?.extensions.approval);
  };
  const onRequest =
    (field: string, changes: Case['changes']): Prepare =>
    async () => {
      const id = await asked(`disableUser(id: "${await someone()}", reason: "left") { position }`);
      return { text: `${field}(id: "${id}", reason: "a test") { id }`, changes };
    };

  /** By name of the mutation. */
  const CASES: Readonly<Record<string, Prepare>> = {
    setDemo: () => Promise.resolve({ text: 'setDemo(shown: false) { position }', changes: { shown: [true, false] } }),
    acknowledgeAlert: onAlert('acknowledgeAlert', 'reason: "looking"', { status: ['open', 'acknowledged'] }),
    assignAlert: onAlert('assignAlert', 'assignee: null', { assignee: [expect.any(String), null] }, async (id) => {
      const { viewer } = (await api.query('{ viewer { id } }', { token: analyst })).data as { viewer: { id: string } };
      await send(act('assignAlert', id, `assignee: "${viewer.id}"`), 'analyst');
      return 1;
    }),
    noteAlert: onAlert('noteAlert', 'text: "seen before"', { acts: [0, 1] }),
    snoozeAlert: onAlert('snoozeAlert', `until: "${new Date(Date.now() + 3_600_000).toISOString()}"`, {
      snoozedUntil: [null, expect.any(Number)],
    }),
    escalateAlert: onAlert('escalateAlert', 'note: null', { escalated: [false, true] }),
    closeAlert: onAlert('closeAlert', 'reason: benign', { status: ['open', 'closed'], closeReason: [null, 'benign'] }),
    reopenAlert: onAlert('reopenAlert', 'reason: "again"', { status: ['closed', 'open'] }, closed),
    mergeAlert: async () => {
      const [id, into] = [await anAlert(), await anAlert()];
      return { as: 'analyst', text: act('mergeAlert', id, `into: "${into}"`), changes: { mergedInto: [null, into] } };
    },
    undoAlertAct: async () => {
      const [id, key] = [await anAlert(), randomUUID()];
      await send(act('escalateAlert', id, 'note: null', 0, key), 'analyst');
      const text = act('undoAlertAct', id, `undone: "${key}"`, 1);
      return { as: 'analyst', text, changes: { escalated: [true, false] } };
    },
    renewInvitation: async () => {
      const { entity } = await invitation('renewed');
      api.skewMs += 60_000;
      return {
        text: `renewInvitation(id: "${entity.id}") { link }`,
        changes: { invitedUntil: [Date.parse(entity.details.invitedUntil) * 1000, expect.any(Number)] },
      };
    },
    revokeInvitation: async () => {
      const { entity } = await invitation('revoked');
      return {
        text: `revokeInvitation(id: "${entity.id}", reason: "a test") { position }`,
        changes: { standing: ['invited', 'withdrawn'] },
      };
    },
    offerPasswordReset: async () => {
      const { id } = await api.bootstrap('Forgetful');
      return {
        text: `offerPasswordReset(id: "${id}", reason: "a test") { link }`,
        changes: { passwordReset: [null, expect.any(Number)] },
      };
    },
    grantRole: onUser('grantRole', ', role: OPERATOR', { role: ['VIEWER', 'OPERATOR'] }),
    grantScope: onUser('grantScope', ', scope: { port: [53] }', { scope: [null, { port: [53] }] }),
    disableUser: onUser('disableUser', '', { disabled: [false, true] }),
    erasePerson: onUser('erasePerson', '', { disabled: [false, true], erasure: ['none', 'begun'] }),
    enableUser: onUser('enableUser', '', { disabled: [true, false] }, [
      { type: 'disable', reason: 'a test', by: 'host', otherAdmins: 1 },
    ]),
    endUserSessions: onUser('endUserSessions', '', { sessionVersion: [1, 2] }),
    endUserSession: async () => {
      const { id } = await api.bootstrap('Ending');
      const [session] = await api.store.openSessions(id);
      const text = `endUserSession(id: "${id}", session: "${session?.id}", reason: "a test")`;
      return { text, changes: { open: [true, false] } };
    },
    resetSecondFactor: async () => {
      const { id } = await api.bootstrap('Losing');
      await until(() => known(id)?.factor.enrolled);
      return {
        text: `resetSecondFactor(id: "${id}", reason: "lost the phone") { ended }`,
        changes: { 'factor.enrolled': [true, false], 'factor.codesLeft': [10, 0] },
      };
    },
    revokeToken: async () => {
      const { entity } = await send<{ entity: { id: string } }>(
        'createToken(name: "ci", role: VIEWER, days: 1, reason: "a test") { entity { id } }',
      );
      return {
        text: `revokeToken(id: "${entity.id}", reason: "a test") { position }`,
        changes: { revoked: [false, true] },
      };
    },
    enrolSensor: async () => {
      await send('enrolSensor(name: "edge-7") { code }');
      return {
        text: 'enrolSensor(name: "edge-7", minutes: 5) { position }',
        changes: { codeUntil: [expect.any(Number), expect.any(Number)] },
      };
    },
    revokeSensor: async () => {
      await send('enrolSensor(name: "edge-8") { code }');
      return { text: 'revokeSensor(name: "edge-8", reason: "sold") { position }', changes: { revoked: [false, true] } };
    },
    setPacketStorage: () =>
      Promise.resolve({
        text: 'setPacketStorage(mode: FULL, reason: "a test") { mode }',
        changes: { mode: ['off', 'full'] },
      }),
    setMaskingMode: async () => {
      await send('setMaskingMode(mode: PREFIX, reason: "a test") { mode }');
      return { text: 'setMaskingMode(mode: OFF, reason: "a test") { mode }', changes: { mode: ['prefix', 'off'] } };
    },
    revealAddresses: async () => {
      await send('hideAddresses { mode }');
      return { text: 'revealAddresses { mode }', changes: { revealed: [false, true] } };
    },
    hideAddresses: async () => {
      await send('revealAddresses { mode }');
      return { text: 'hideAddresses { mode }', changes: { revealed: [true, false] } };
    },
    changeSecurity: async () => ({
      text: 'changeSecurity(seen: 0, absoluteHours: 10, origins: ["https://soc.example"], reason: "a test") { version }',
      changes: { absoluteHours: [12, 10], origins: [[], ['https://soc.example']] },
    }),
    setRetention: async () => ({
      text: 'setRetention(seen: 0, telemetry: 90, rollup: 730, sandbox: 7, reason: "a test") { version }',
      changes: { telemetry: [30, 90] },
    }),
    setHold: async () => {
      const holds = await standing();
      return { text: HOLD, changes: { holds: [holds, holds + 1] } };
    },
    liftHold: async () => {
      const { holds } = await send<{ holds: { id: string }[] }>(HOLD.replace('{ version }', '{ holds { id } }'));
      const text = `liftHold(id: "${holds.at(-1)?.id}", reason: "over") { version }`;
      return { text, changes: { holds: [holds.length, holds.length - 1] } };
    },
    draftRule: async () => ({
      text: draft(await saved((id) => draft(id, 0, 10)), 1, 12),
      changes: {
        versions: [1, 2],
        'definition.parameters': [expect.anything(), expect.objectContaining({ ports: 12 })],
      },
    }),
    publishRule: async () => ({
      text: publish(await saved((id) => draft(id, 0, 10)), 1),
      changes: { published: [null, 1] },
    }),
    keepAlertAsCase: async () => {
      const { alert } = await aRaisedRule();
      return {
        text: keepCase(alert),
        changes: { cases: [[], ['Monday (alert)']] },
      };
    },
    keepRangeAsCase: async () => ({
      text: `keepRangeAsCase(id: "${await aRuleAndARecord()}", key: "${randomUUID()}", name: "Range", expects: silence,
        sensor: "edge-1", from: "1970-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z") { position }`,
      changes: { cases: [[], ['Range (silence)']] },
    }),
    keepRuleCase: async () => ({
      text: `keepRuleCase(id: "${(await aRaisedRule()).rule}", seen: 1, key: "${randomUUID()}", name: "File", expects: silence,
        records: ${JSON.stringify(JSON.stringify({ scope: { sensor: 'edge-1', timeline: 'live' }, records: [evidenceRecord(0)] }))}) { position }`,
      changes: { cases: [[], ['File (silence)']] },
    }),
    dropRuleCase: async () => {
      const { rule, alert } = await aRaisedRule();
      const text = keepCase(alert);
      await send(text);
      const [, one] = /key: "([^"]+)"/.exec(text) ?? [];
      return {
        text: `dropRuleCase(id: "${rule}", seen: 2, key: "${randomUUID()}", case: "${one}", reason: "told twice") { position }`,
        changes: { cases: [['Monday (alert)'], []] },
      };
    },
    testRule: async () => {
      const { rule, alert } = await aRaisedRule();
      await send(keepCase(alert));
      return {
        text: `testRule(id: "${rule}", version: 1, key: "${randomUUID()}") { position }`,
        changes: { tested: [null, { version: 1, passed: 0, failed: 1, unfit: 0 }] },
      };
    },
    disableRule: async () => {
      const id = await saved((one) => draft(one, 0, 10));
      await send(publish(id, 1));
      return {
        text: `disableRule(id: "${id}", seen: 2, key: "${randomUUID()}", reason: "too loud") { position }`,
        changes: { published: [1, null], disabled: [false, true] },
      };
    },
    saveFilter: async () => ({
      text: filter(await aFilter(), 1, '2GB'),
      changes: { 'definition.expression': ['bytes > 1GB', 'bytes > 2GB'] },
    }),
    shareFilter: async () => ({
      text: `shareFilter(id: "${await aFilter()}", seen: 1, key: "${randomUUID()}", shared: true) { position }`,
      changes: { 'definition.shared': [false, true] },
    }),
    removeFilter: async () => ({ text: remove('removeFilter', await aFilter()), changes: { removed: [false, true] } }),
    saveSuppression: async () => ({
      text: suppress(await saved((id) => suppress(id, 0, '10.0.0.1')), 1, '10.0.0.2'),
      changes: {
        'definition.match': [
          expect.objectContaining({ entity: '10.0.0.1' }),
          expect.objectContaining({ entity: '10.0.0.2' }),
        ],
      },
    }),
    endSuppression: async () => ({
      text: `endSuppression(id: "${await saved((id) => suppress(id, 0, '10.0.0.1'))}", seen: 1, key: "${randomUUID()}") { position }`,
      changes: { removed: [false, true] },
    }),
    saveList: async () => ({
      text: aList(await saved((id) => aList(id, 0, 'Bad ones')), 1, 'Worse ones'),
      changes: { 'definition.name': ['Bad ones', 'Worse ones'] },
    }),
    rollBackList: async () => {
      const id = await saved((one) => aList(one, 0, 'Bad ones'));
      const act = { by: 'user:ann', at: 1 };
      for (const [n, of] of ['aa', 'bb'].entries()) {
        const origin = {
          ...{ name: 'x', sha256: of.repeat(32), bytes: 1, format: 'plain' as const, lines: 1, duplicates: 0 },
          ...{ otherKind: 0, refused: 0, added: 1, removed: 0 },
        };
        const content = { sha256: of.repeat(32), entries: n + 1, bytes: 1 };
        const deed = { type: 'import', content, origin, accepted: null, seen: n + 1, command: randomUUID() } as const;
        await handleCommand(api.log, listDecider, listStream(id), { ...deed, ...act }, SYSTEM);
      }
      return {
        text: `rollBackList(id: "${id}", seen: 3, version: 1, reason: "wrong", key: "${randomUUID()}") { position }`,
        changes: { version: [2, 1], entries: [2, 1] },
      };
    },
    pauseList: async () => ({
      text: `pauseList(id: "${await saved((id) => aList(id, 0, 'Bad ones'))}", seen: 1, reason: "noise", key: "${randomUUID()}") { position }`,
      changes: { paused: [false, true] },
    }),
    resumeList: async () => {
      const id = await saved((one) => aList(one, 0, 'Bad ones'));
      await send(`pauseList(id: "${id}", seen: 1, reason: "noise", key: "${randomUUID()}") { position }`);
      return {
        text: `resumeList(id: "${id}", seen: 2, key: "${randomUUID()}") { position }`,
        changes: { paused: [true, false] },
      };
    },
    addIndicator: async () => ({
      text: `addIndicator(id: "${await saved((id) => aList(id, 0, 'Bad ones'))}", value: "bad.example", reason: "seen", key: "${randomUUID()}") { position }`,
      changes: { byHand: [[], [expect.stringMatching(/^#[0-9a-f]{8}$/)]] },
    }),
    removeIndicator: async () => {
      const id = await saved((one) => aList(one, 0, 'Bad ones'));
      const order = `id: "${id}", value: "bad.example", reason: "seen"`;
      await send(`addIndicator(${order}, key: "${randomUUID()}") { position }`);
      return {
        text: `removeIndicator(${order}, key: "${randomUUID()}") { position }`,
        changes: { byHand: [[expect.stringMatching(/^#[0-9a-f]{8}$/)], []] },
      };
    },
    setListFeed: async () => {
      const id = await saved((one) => aList(one, 0, 'Bad ones'));
      await send(feed(id, 0, 60));
      const mark = expect.stringMatching(/^X-Key #[0-9a-f]{8}$/);
      return { text: feed(id, 1, 120), changes: { everyS: [3600, 7200], header: [mark, mark] } };
    },
    removeListFeed: async () => {
      const id = await saved((one) => aList(one, 0, 'Bad ones'));
      await send(feed(id, 0, 60));
      return {
        text: `removeListFeed(id: "${id}", seen: 1, key: "${randomUUID()}") { position }`,
        changes: { everyS: [3600, null] },
      };
    },
    fetchList: async () => {
      const id = await saved((one) => aList(one, 0, 'Bad ones'));
      await send(feed(id, 0, 60));
      return {
        text: `fetchList(id: "${id}", key: "${randomUUID()}") { position }`,
        changes: { asked: [false, true] },
      };
    },
    saveMailChannel: async () => ({
      text: mail(await aChannel(), 1, 'Second line', 'ben@example.net'),
      changes: {
        'definition.name': ['On call', 'Second line'],
        'target.recipients': [[expect.stringMatching(/^#[0-9a-f]{8}$/)], [expect.stringMatching(/^#[0-9a-f]{8}$/)]],
      },
    }),
    saveWebChannel: async () => ({
      text: web(
        await saved((id) => web(id, 0, 'https://hooks.example.org/s3cret-one')),
        1,
        'https://hooks.example.org/s3cret-two',
      ),
      changes: {
        'target.url': [
          expect.stringMatching(/^hooks\.example\.org #[0-9a-f]{8}$/),
          expect.stringMatching(/^hooks\.example\.org #[0-9a-f]{8}$/),
        ],
      },
    }),
    removeChannel: async () => ({
      text: remove('removeChannel', await aChannel()),
      changes: { removed: [false, true] },
    }),
    saveEscalationPolicy: async () => {
      const channel = await aChannel();
      const id = await saved((fresh) => policy(fresh, 0, channel, 'high'));
      return { text: policy(id, 1, channel, 'low'), changes: { 'definition.least': ['high', 'low'] } };
    },
    removeEscalationPolicy: async () => {
      const channel = await aChannel();
      return {
        text: remove('removeEscalationPolicy', await saved((id) => policy(id, 0, channel, 'high'))),
        changes: { removed: [false, true] },
      };
    },
    retryDelivery: async () => {
      const delivery = randomUUID();
      const at = { delivery, at: NOW };
      const asked = {
        ...at,
        channel: randomUUID(),
        recipient: 'ann@example.org',
        by: 'system:test',
        command: randomUUID(),
      };
      for (const command of [
        { type: 'request' as const, ...asked },
        { type: 'attempt' as const, ...at },
        { type: 'fail' as const, ...at, attempt: 1, reason: 'no such address', permanent: true },
      ])
        await handleCommand(api.log, deliveryDecider, deliveryStream(delivery), command, SYSTEM);
      return {
        text: `retryDelivery(id: "${delivery}", key: "${randomUUID()}") { position }`,
        changes: { state: ['failed', 'waiting'] },
      };
    },
    cancelBacktest: async () => {
      const rule = await saved((id) => draft(id, 0, 10));
      const { id } = await send<{ id: string }>(`backtestRule(id: "${rule}", version: 1) { id }`, 'analyst');
      return {
        as: 'analyst',
        text: `cancelBacktest(id: "${id}") { state }`,
        changes: { state: ['waiting', 'canceled'] },
      };
    },
    retryReport: async () => {
      const id = await aReport();
      const failed = { type: 'failed' as const, at: NOW, why: 'permission changed' };
      await handleCommand(api.log, reportDecider, reportStream(id), failed, SYSTEM);
      return { text: `retryReport(id: "${id}") { state }`, changes: { standing: ['failed', 'ordered'] } };
    },
    shareReport: async () => ({
      text: `shareReport(id: "${await aReport()}", shared: true) { shared }`,
      changes: { shared: [false, true] },
    }),
    removeReport: async () => ({
      text: `removeReport(id: "${await aReport()}") { id }`,
      changes: { standing: ['ordered', 'removed'] },
    }),
    saveReportSchedule: async () => {
      const id = await saved((made) => scheduleOf(made, 0, 1));
      return { text: scheduleOf(id, 1, 5), changes: { 'definition.day': [1, 5] } };
    },
    pauseReportSchedule: async () => {
      const id = await saved((made) => scheduleOf(made, 0, 1));
      const text = `pauseReportSchedule(id: "${id}", seen: 1, key: "${randomUUID()}", paused: true) { id }`;
      return { text, changes: { 'definition.paused': [false, true] } };
    },
    removeReportSchedule: async () => {
      const id = await saved((made) => scheduleOf(made, 0, 1));
      const text = `removeReportSchedule(id: "${id}", seen: 1, key: "${randomUUID()}") { id }`;
      return { text, changes: { removed: [false, true] } };
    },
    cancelHunt: async () => {
      const { id } = await send<{ id: string }>('huntFor(entries: ["bad.example"]) { id }', 'analyst');
      return { as: 'analyst', text: `cancelHunt(id: "${id}") { state }`, changes: { state: ['waiting', 'canceled'] } };
    },
    releaseHunt: async () => {
      const { id } = await send<{ id: string }>('huntFor(entries: ["bad.example"]) { id }', 'analyst');
      Object.assign(api.hunts.made ?? {}, { state: 'held' });
      const text = `releaseHunt(id: "${id}", reason: "it is a new source") { state }`;
      return { as: 'analyst', text, changes: { state: ['held', 'waiting'] } };
    },
    cancelExport: async () => {
      const { id } = await send<{ id: string }>('startExport(format: CSV, flows: {}) { id }', 'analyst');
      return {
        as: 'analyst',
        text: `cancelExport(id: "${id}") { state }`,
        changes: { state: ['waiting', 'canceled'] },
      };
    },
    startLiveCapture: () =>
      Promise.resolve({
        as: 'operator',
        text: 'startLiveCapture(interfaces: ["lo"], bpf: "port 53") { source }',
        changes: { state: [null, 'running'], interfaces: [null, ['lo']], bpf: [null, 'port 53'] },
      }),
    stopLiveCapture: async () => {
      const { source } = await send<{ source: string }>('startLiveCapture(interfaces: ["lo"]) { source }', 'operator');
      const text = `stopLiveCapture(source: "${source}") { source }`;
      return { as: 'operator', text, changes: { state: ['running', 'stopped'] } };
    },
    startSandboxReplay: async () => ({
      as: 'analyst',
      text: `startSandboxReplay(capture: "${await aCapture()}", speed: 2, paused: true) { id }`,
      changes: { phase: [null, 'paused'], speed: [null, '2'] },
    }),
    steerSandboxReplay: async () => {
      const start = `startSandboxReplay(capture: "${await aCapture()}", speed: 2, paused: true) { id }`;
      const { id } = await send<{ id: string }>(start, 'analyst');
      const text = `steerSandboxReplay(id: "${id}", deed: PLAY) { id }`;
      return { as: 'analyst', text, changes: { phase: ['paused', 'playing'] } };
    },
    importCapture: onCapture('importCapture', aCapture, { import: ['none', 'requested'] }),
    stopCaptureImport: onCapture('stopCaptureImport', importing, { import: ['requested', 'stopped'] }),
    deleteCapture: onCapture('deleteCapture', aCapture, { deleted: [false, true] }),
    // The last one turns the policy off again.
    confirmApproval: onRequest('confirmApproval', { state: ['pending', 'confirmed'] }),
    declineApproval: onRequest('declineApproval', { state: ['pending', 'declined'] }),
    setFourEyes: async () => {
      await asked('setFourEyes(required: true, reason: "a test") { required }');
      const text = 'setFourEyes(required: false, reason: "a test") { required }';
      const { errors } = await api.query(`mutation { done: ${text} }`, { token: admin });
      const confirm = `confirmApproval(id: "${String(errors?.[0]?.extensions.approval)}", reason: "a test") { id }`;
      expect((await api.query(`mutation { done: ${confirm} }`, { token: second })).errors).toBeUndefined();
      return { text, changes: { required: [true, false] } };
    },
  };

  /** These make something new, so there is nothing before. */
  const MAKING: Readonly<Record<string, string>> = {
    inviteUser: 'a user',
    createToken: 'a token',
    rotateToken: 'a token, and revokes that of before',
    startExport: 'an export',
    generateReport: 'a report',
    testReportSchedule: 'a report, and leaves the schedule as it is',
    backtestRule: 'a back-test',
    askReputation: 'an answer of others',
    huntFor: 'a look back',
    huntList: 'a look back',
    eraseAddress: 'an erasure, which tells of an address its mark alone',
    testChannel: 'messages, and leaves the channel as it is',
    verifyHistory: 'a check of the log',
    tryRetention: 'a dry run',
    exportHistory: 'a bundle of it',
  };

  const mutations = () =>
    api.api.operations.filter(({ door }) => door === 'Mutation').map(({ name }) => name.split('.')[1] ?? '');
  const lastRow = async (): Promise<Row> => {
    await api.api.services.trail.flush();
    const { events } = await api.log.readAll({ after: 'start', filter: { types: ['domain.ActAudited'] }, limit: 5000 });
    return events.at(-1)?.data as unknown as Row;
  };

  it('has a case here, or makes something new', () => {
    const listed = [...Object.keys(CASES), ...Object.keys(MAKING)];
    expect(listed.sort()).toEqual(mutations().sort());
  });

  it.each(Object.keys(CASES))('%s: its row tells what was before and what is after', async (name) => {
    const { text, as: who = 'admin', changes } = await (CASES[name] as Prepare)();
    await send(text, who);
    const { operation, result, before, after, ...row } = await lastRow();
    expect([operation, result, row.code]).toEqual([name, 'done', null]);
    for (const [field, [was, is]] of Object.entries(changes))
      expect([field, before?.[field], after?.[field]]).toEqual([field, was, is]);
    expect(Object.keys(before ?? {}).sort()).toEqual(Object.keys(after ?? {}).sort());
    for (const field of Object.keys(before ?? {})) expect(before?.[field]).not.toEqual(after?.[field]);
    expect(JSON.stringify([before, after])).not.toMatch(/ann@|ben@|s3cret|somebody/);
  });

  it('what makes a user tells what he may do, and not who he is', async () => {
    await invitation('Mara Made');
    const { before, after } = await lastRow();
    expect(before).toBeNull();
    expect(after).toMatchObject({ role: 'VIEWER', scope: null, standing: 'invited', disabled: false });
    expect(JSON.stringify(after)).not.toContain('Mara');
  });
});
