import { alertDecider, alertStream, type AlertCommand } from '@wireledger/domain';
import { key, NOW, raised, recurred } from '@wireledger/domain/testing';
import { timelineScope } from '@wireledger/detectors';
import { handleCommand } from '@wireledger/event-sourcing';
import { uuidV5 } from '@wireledger/kernel/hashing';

import { TestApi, until } from '../testing/test-api';

const BAD_ID = '11111111-1111-4111-8111-111111111111';

let api: TestApi;
let analyst: string;
let other: string;
let alerts = 0;
beforeAll(async () => {
  api = await TestApi.start();
  analyst = await api.token('ANALYST');
  other = await api.token('ANALYST');
}, 60_000);
afterAll(() => api.stop());

const context = { actor: 'system:worker', correlationId: 'c', causationId: 'k', at: NOW };
const told = async (id: string, command: AlertCommand) =>
  handleCommand(api.log, alertDecider, alertStream(id), command, context);

/** A new alert; answers its id. */
async function anAlert(): Promise<string> {
  const id = key(100 + alerts++);
  await told(id, { type: 'raise', facts: raised({ alert: id, severity: 'high' }) });
  return id;
}
const eventsOf = async (id: string) => (await api.log.readStream({ stream: alertStream(id), limit: 100 })).events;

let keys = 10_000;
const RESULT =
  '{ position entity { id status assignee snoozedUntil escalated closeReason mergedInto version lastAct { action byName command } } }';
interface Result {
  readonly position: string;
  readonly entity: Record<string, unknown> & { version: number; lastAct: { byName: string; command: string } | null };
}

async function act(field: string, args: Record<string, unknown>, token = analyst) {
  const given = { key: key(keys++), seen: 0, ...args };
  const text = Object.entries(given).map(([name, value]) => `${name}: ${literal(name, value)}`);
  const answer = await api.query(`mutation { ${field}(${text.join(', ')}) ${RESULT} }`, { token });
  return { result: answer.data?.[field] as Result | undefined, error: answer.errors?.[0], key: given.key };
}
const literal = (name: string, value: unknown) =>
  name === 'reason' && /^[a-zA-Z]+$/.test(String(value)) && value !== 'looking' ? String(value) : JSON.stringify(value);

describe('acts', () => {
  it.each([
    ['acknowledgeAlert', { reason: 'looking' }, { status: 'acknowledged' }, 'domain.AlertAcknowledged'],
    ['noteAlert', { text: '{{7*7}} <b>' }, { status: 'open' }, 'domain.AlertNoted'],
    ['snoozeAlert', { until: '2026-12-31T00:00:00Z' }, null, 'domain.AlertSnoozed'],
    ['escalateAlert', { note: 'look' }, { escalated: true }, 'domain.AlertEscalated'],
    ['closeAlert', { reason: 'benign' }, { status: 'closed', closeReason: 'benign' }, 'domain.AlertClosed'],
  ] as const)(
    '%s answers position and state, and is one event of whoever sent it',
    async (field, args, state, type) => {
      const id = await anAlert();
      const until = 'until' in args ? { until: new Date(Date.now() + 3_600_000).toISOString() } : {};
      const { result, error } = await act(field, { id, ...args, ...until });
      expect(error).toBeUndefined();
      const events = await eventsOf(id);
      expect(result?.position).toBe(events.at(-1)?.position);
      expect(result?.entity).toMatchObject({ id, version: 1, ...state });
      expect(result?.entity.lastAct?.byName).toMatch(/^token /);
      expect(events.map((event) => event.type)).toEqual(['domain.AlertRaised', type]);
      expect(events.at(-1)?.data.by).toMatch(/^token:/);
    },
  );

  it('acts once for one key, also when it is sent twice at once', async () => {
    const id = await anAlert();
    const same = { id, reason: 'looking', key: key(77) };
    const answers = await Promise.all([act('acknowledgeAlert', same), act('acknowledgeAlert', same)]);
    expect(answers.map(({ result }) => result?.entity.status)).toEqual(['acknowledged', 'acknowledged']);
    expect(await eventsOf(id)).toHaveLength(2);
  });

  it('one of two wins, the other sees what was done', async () => {
    const id = await anAlert();
    const first = await act('escalateAlert', { id }, other);
    const second = await act('closeAlert', { id, reason: 'benign' });
    expect(second.error?.extensions).toMatchObject({
      code: 'ALERT_CONFLICT',
      ...{ action: 'escalated', by: first.result?.entity.lastAct?.byName, version: 1 },
      at: expect.stringMatching(/^\d{4}-/) as unknown,
    });
    const again = await act('closeAlert', { id, reason: 'benign', seen: 1 });
    expect(again.result?.entity).toMatchObject({ status: 'closed', escalated: true, version: 2 });
  });

  it('undoes an act of one’s own', async () => {
    const id = await anAlert();
    const closed = await act('closeAlert', { id, reason: 'falsePositive' });
    const theirs = await act('undoAlertAct', { id, seen: 1, undone: closed.key }, other);
    expect(theirs.error?.extensions.code).toBe('UNDO_NOT_YOURS');
    const undone = await act('undoAlertAct', { id, seen: 1, undone: closed.key });
    expect(undone.result?.entity).toMatchObject({ status: 'open', closeReason: null, version: 2 });
    expect((await eventsOf(id)).map(({ type }) => type)).toContain('domain.AlertReverted');
  });

  it('merges into an alert that exists', async () => {
    const [id, into] = [await anAlert(), await anAlert()];
    expect((await act('mergeAlert', { id, into: BAD_ID })).error?.extensions.code).toBe('MERGE_UNKNOWN');
    const { result } = await act('mergeAlert', { id, into });
    expect(result?.entity).toMatchObject({ status: 'closed', closeReason: 'duplicate', mergedInto: into });
  });

  it('assigns to active users only', async () => {
    const id = await anAlert();
    expect((await act('assignAlert', { id, assignee: BAD_ID })).error?.extensions.code).toBe('ASSIGNEE_UNKNOWN');
    const ada = await api.bootstrap('Ada');
    const assigned = await act('assignAlert', { id, assignee: ada.id });
    expect(assigned.result?.entity).toMatchObject({ assignee: ada.id, version: 1 });
    const none = await act('assignAlert', { id, seen: 1, assignee: null });
    expect(none.result?.entity).toMatchObject({ assignee: null, version: 2 });
  });

  it.each([
    [{ id: 'x' }, 'BAD_USER_INPUT'],
    [{ id: BAD_ID }, 'ALERT_UNKNOWN'],
    [{ key: 'again' }, 'BAD_USER_INPUT'],
    [{ text: ' ' }, 'TEXT_NEEDED'],
    [{ text: 'x'.repeat(4001) }, 'TEXT_INVALID'],
    [{ text: 'a\u0000b' }, 'TEXT_INVALID'],
    [{ seen: -1 }, 'ALERT_CONFLICT'],
  ])('refuses %j with %s', async (wrong, code) => {
    const id = await anAlert();
    const { error } = await act('noteAlert', { id, text: 'n', ...wrong });
    expect(error?.extensions.code).toBe(code);
    expect(await eventsOf(id)).toHaveLength(1);
  });
});

describe('what happens live', () => {
  interface Frame {
    readonly cursor: string;
    readonly changes: readonly { alert: string; change: string; severity: string | null; by: string | null }[];
  }
  const SUBSCRIPTION =
    'subscription($after: String) { alertChanged(after: $after) { cursor changes { alert change severity title by } } }';

  /** Frames as they come; ends with the socket. */
  function listen(after?: string, token = analyst): { frames: Frame[]; stop: () => void } {
    const frames: Frame[] = [];
    const { client } = api.socket(token);
    const stop = client.subscribe<{ alertChanged: Frame }>(
      { query: SUBSCRIPTION, variables: { after } },
      {
        next: ({ data }) => data && frames.push(data.alertChanged),
        error: () => undefined,
        complete: () => undefined,
      },
    );
    return { frames, stop };
  }
  const changesOf = (frames: readonly Frame[], id: string) =>
    frames.flatMap(({ changes }) => changes).filter(({ alert }) => alert === id);

  it('tells of raised alerts and of acts, and resumes without gap or double', async () => {
    const first = listen();
    await until(() => first.frames.length > 0);
    const id = await anAlert();
    await until(() => changesOf(first.frames, id).length === 1);
    const cursor = first.frames.at(-1)?.cursor as string;
    first.stop();
    await told(id, { type: 'recur', facts: recurred(10, { alert: id, severity: 'critical' }) });
    await act('acknowledgeAlert', { id, reason: 'looking' });
    const second = listen(cursor);
    await until(() => changesOf(second.frames, id).length === 2);
    expect(changesOf(second.frames, id).map(({ change, severity }) => [change, severity])).toEqual([
      ['recurred', 'critical'],
      ['acknowledged', null],
    ]);
    expect(changesOf(first.frames, id)).toEqual([expect.objectContaining({ change: 'raised', severity: 'high' })]);
    second.stop();
  });

  it('reads what is older than the ring from the log', async () => {
    const id = await anAlert();
    const { frames, stop } = listen('start#0');
    await until(() => changesOf(frames, id).length === 1);
    stop();
  });

  it.each([
    ['its own sensor', { sensor: ['edge-1'] }, true],
    ['another sensor', { sensor: ['elsewhere'] }, false],
    ['addresses', { ip: ['0.0.0.0/0'], sensor: ['edge-1'] }, false],
  ])('within a scope of %s it is told of, and acted on: %s %s', async (_name, scope, seen) => {
    const token = await api.token('ANALYST', 30, { scope });
    const [id, into] = [await anAlert(), await anAlert()];
    const { frames, stop } = listen('start#0', token);
    const whole = listen('start#0');
    await until(() => changesOf(whole.frames, into).length === 1 && frames.length > 0);
    await until(() => !seen || changesOf(frames, into).length === 1);
    if (!seen) expect(frames.flatMap(({ changes }) => changes)).toEqual([]);
    const acted = await act('acknowledgeAlert', { id, reason: 'looking' }, token);
    expect(acted.error?.extensions.code).toBe(seen ? undefined : 'ALERT_UNKNOWN');
    expect(await eventsOf(id)).toHaveLength(seen ? 2 : 1);
    stop();
    whole.stop();
  });

  it('refuses a cursor that cannot be', async () => {
    const { client } = api.socket(analyst);
    const errors = await new Promise<unknown>((resolve) =>
      client.subscribe(
        { query: SUBSCRIPTION, variables: { after: 'nonsense' } },
        {
          next: ({ errors: said }) => resolve(said),
          error: resolve,
          complete: () => resolve(null),
        },
      ),
    );
    expect(JSON.stringify(errors)).toContain('not a cursor');
  });
});

it('the tab of one’s own alerts asks for the person who is signed in', async () => {
  const { accessToken, id } = await api.bootstrap('Bea');
  await api.query('{ alerts(tab: MINE) { count } alertCounts { mine } }', { token: accessToken });
  const asked = api.readModels.asked.filter(([name]) => name.startsWith('alert'));
  expect(asked.slice(-2).map(([, args]) => (args as { viewer?: string }).viewer)).toEqual([id, id]);
});

describe('replay', () => {
  const PARAMETERS = { kind: 'dns', measure: 'lookups', by: ['src.ip'], windowS: 60, threshold: 3, severity: 'high' };
  const T0 = 1_780_002_000_000_000;
  const lookup = (n: number) => ({
    ...{ event: BAD_ID, n, position: '00000042', hash: 'a'.repeat(64), kind: 'dns' as const },
    record: { at: T0 + 2_000_000, time: T0 + n, client: '10.0.0.1', server: '10.0.0.53', proto: 17, serverPort: 53 },
  });
  const detector = { name: 'generic', version: 1 };
  /** An alert of three lookups, with what its stream says otherwise. */
  async function lookups(more: Partial<Parameters<typeof raised>[0]> = {}, records = [0, 1, 2].map(lookup), left = 0) {
    const id = more.alert ?? timelineAlert(records.length === 0 ? 0 : T0);
    await told(id, {
      type: 'raise',
      facts: raised({
        ...{ alert: id, detector, rule: { id: 'own-replay', version: 1, name: 'Lookups' }, parameters: PARAMETERS },
        ...{ severity: 'high', measure: { name: 'lookups', unit: 'lookups', value: 3, threshold: 3 } },
        scope: { sensor: `edge-${alerts++}`, timeline: 'live' },
        ...more,
      }),
    });
    if (records.length > 0) await told(id, { type: 'keepEvidence', facts: { alert: id, step: 0, records, left } });
    return id;
  }
  const timelineAlert = (first: number) =>
    uuidV5(timelineScope({ sensor: `edge-${alerts}`, timeline: 'live' }), `alert:own-replay:1:10.0.0.1:${first}`);
  const replay = async (id: string, token = analyst) =>
    api.query(`{ alertReplay(id: "${id}") { outcome records value severity withoutLast note } }`, { token });

  it('raises the same alert from its records, writes nothing, and says what is missing', async () => {
    const id = await lookups();
    const before = (await eventsOf(id)).length;
    expect((await replay(id)).data?.alertReplay).toEqual({
      ...{ outcome: 'same', records: 3, value: 3, severity: 'high', withoutLast: false, note: null },
    });
    expect((await eventsOf(id)).length).toBe(before);
    const fewer = await lookups({}, [0, 2].map(lookup), 1);
    expect((await replay(fewer)).data?.alertReplay).toMatchObject({
      ...{ outcome: 'nothing', records: 2, value: null, withoutLast: false },
      note: '1 more records were counted and not kept.',
    });
    const graver = await lookups({ severity: 'low' });
    expect((await replay(graver)).data?.alertReplay).toMatchObject({ outcome: 'different', severity: 'high' });
  });

  it.each<[string, Partial<Parameters<typeof raised>[0]>, RegExp]>([
    ['a detector that has gone', { detector: { name: 'magic', version: 1 } }, /magic is not there any more/],
    ['parameters of another time', { parameters: { luck: 1 } }, /takes other parameters/],
    [
      'a baseline',
      { parameters: { ...PARAMETERS, compare: 'times', baseline: 3 } },
      /rests on more than its records: on the windows before.*does not keep the numbers/,
    ],
  ])('does not try %s, and says why', async (_what, more, note) => {
    const { data } = await replay(await lookups(more));
    expect(data?.alertReplay).toMatchObject({ outcome: 'unfit', records: 3, note: expect.stringMatching(note) });
  });

  it('gives the detector what the alert says of a list, of places and of the windows before', async () => {
    const flow = {
      ...{ at: T0 + 60_000_000, first: T0, last: T0, dFirst: T0, dLast: T0, kind: 2, proto: 6, srcPort: 40_000 },
      ...{ dstPort: 443, src: '10.0.0.1', dst: '203.0.113.66', srcPackets: 3, dstPackets: 2, flow: 1, app: 'tls' },
    };
    const kept = { event: BAD_ID, n: 0, position: '00000042', hash: 'a'.repeat(64), kind: 'flow' as const };
    const common = { windowS: 60, severity: 'high', inbound: 'answered' };
    const tried = async (entity: string, name: string, parameters: object, baseline: Record<string, number> = {}) => {
      const of = { sensor: `edge-${alerts}`, timeline: 'live' };
      const alert = uuidV5(timelineScope(of), `alert:own-replay:1:${entity}:${T0}`);
      const measure = { name: 'connections', unit: 'times', value: 1, threshold: 1 };
      const more = {
        alert,
        detector: { name, version: 1 },
        entity,
        baseline,
        measure,
        parameters: parameters as never,
      };
      await lookups(more, [{ ...kept, record: flow }] as never);
      return (await replay(alert)).data?.alertReplay;
    };
    const lists = { 'version of the list': 4, 'line of the list': 17 };
    const match = { ...common, of: 'threat', lists: [], look: [], hits: 1 };
    expect(await tried('10.0.0.1 203.0.113.0/24 Bad hosts', 'threat-match', match, lists)).toMatchObject({
      ...{ outcome: 'same', withoutLast: false, note: expect.stringMatching(/entries that lists had/) },
    });
    const elsewhere = '10.0.0.1 198.51.100.0/24 Bad hosts';
    expect(await tried(elsewhere, 'threat-match', match, lists)).toMatchObject({ outcome: 'nothing' });
    const there = { ...common, countries: ['KP'], which: 'these', begun: 'either', connections: 1 };
    expect(await tried('10.0.0.1 KP DB-IP City 2026-11', 'region', there)).toMatchObject({
      ...{ outcome: 'same', note: expect.stringMatching(/data set of locations/) },
    });
    expect(await tried('10.0.0.1 SE DB-IP City 2026-11', 'region', there)).toMatchObject({ outcome: 'nothing' });
    const usual = { ...PARAMETERS, kind: 'flow', measure: 'flows', compare: 'times', baseline: 3, memory: 3 };
    const windows = { usual: 0, 'windows before': 3 };
    expect(await tried('10.0.0.1', 'generic', { ...usual, threshold: 1 }, windows)).toMatchObject({
      ...{ records: 1, note: expect.stringMatching(/windows before/) },
    });
  });

  it('says where no record is kept, and knows no alert that there is not', async () => {
    expect((await replay(await lookups({}, []))).data?.alertReplay).toMatchObject({ outcome: 'unfit', records: 0 });
    expect((await replay(BAD_ID)).errors?.[0]?.extensions?.code).toBe('ALERT_UNKNOWN');
    expect((await replay('x')).errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    const narrow = await api.token('ANALYST', 30, { scope: { sensor: ['elsewhere'] } });
    expect((await replay(await lookups(), narrow)).errors?.[0]?.extensions?.code).toBe('ALERT_UNKNOWN');
  });
});
