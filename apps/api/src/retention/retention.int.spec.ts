import { FakeRetention } from '../testing/fake-retention';
import { TestApi } from '../testing/test-api';

const HOLD = (more = '') =>
  `setHold(from: "2026-11-21T08:00:00Z", to: "2026-11-22T08:00:00Z"${more}) { holds { id from to sensor host reason byName } }`;
const SET = (seen: number, days: string) => `setRetention(seen: ${seen}, ${days}, reason: "less") { version }`;

describe('retention', () => {
  let api: TestApi;
  let retention: FakeRetention;
  let admin: string;
  let auditor: string;
  beforeAll(async () => {
    retention = new FakeRetention();
    api = await TestApi.start({ retention });
    admin = await api.person('ADMIN', null, { steppedUp: true });
    auditor = await api.person('AUDITOR', null, { steppedUp: true });
  });
  afterAll(() => api.stop());

  async function change<T = Record<string, unknown>>(text: string, token = admin) {
    const { data, errors } = await api.query(`mutation { done: ${text} }`, { token });
    return { done: data?.done as T, code: errors?.[0]?.extensions?.code };
  }

  it('keeps telemetry 30 days and rollups two years until somebody says otherwise, with a version each time', async () => {
    const ask = async () =>
      (
        await api.query('{ retention { version changedByName rules { streamClass days least most oldestDay } } }', {
          token: auditor,
        })
      ).data?.retention;
    expect(await ask()).toMatchObject({
      version: 0,
      changedByName: null,
      rules: [
        { streamClass: 'TELEMETRY', days: 30, least: 30, most: 730 },
        { streamClass: 'ROLLUP', days: 730, least: 30, most: 730 },
        { streamClass: 'SANDBOX', days: 7, least: 7, most: 730 },
      ],
    });
    expect(await change(SET(0, 'telemetry: 29, rollup: 730, sandbox: 7'))).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await change(SET(0, 'telemetry: 90, rollup: 400, sandbox: 7'))).toMatchObject({ done: { version: 1 } });
    expect(await change(SET(0, 'telemetry: 60, rollup: 400, sandbox: 7'))).toMatchObject({
      code: 'RETENTION_CONFLICT',
    });
    expect(await ask()).toMatchObject({ version: 1, changedByName: expect.any(String), rules: [{ days: 90 }, {}, {}] });
  });

  it('holds are set by administrators and auditors, and lifted by administrators alone', async () => {
    const { done } = await change<{ holds: { id: string }[] }>(
      HOLD(', sensor: " edge ", host: "", reason: "case 17 about 192.0.2.7"'),
    );
    expect(done.holds).toMatchObject([
      { sensor: 'edge', host: null, from: '2026-11-21T08:00:00.000000Z', reason: 'case 17 about 192.0.2.7' },
    ]);
    const second = await change<{ holds: { id: string; reason: string }[] }>(HOLD(', reason: "case 18"'), auditor);
    expect(second.done.holds).toHaveLength(2);
    // An auditor sees addresses masked, here too.
    expect(second.done.holds[0]?.reason).not.toContain('192.0.2.7');
    const lift = `liftHold(id: "${done.holds[0]?.id}", reason: "over") { holds { id } }`;
    expect(await change(lift, auditor)).toMatchObject({ code: 'FORBIDDEN' });
    expect((await change<{ holds: unknown[] }>(lift)).done.holds).toHaveLength(1);
    expect(await change(lift)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    [', reason: "  "'],
    [`, reason: "${'x'.repeat(501)}"`],
    [`, sensor: "${'x'.repeat(65)}", reason: "x"`],
    [`, host: "${'x'.repeat(254)}", reason: "x"`],
  ])('refuses a hold %s', async (more) => expect(await change(HOLD(more))).toMatchObject({ code: 'BAD_USER_INPUT' }));

  it('a dry run is rung for, and shown in sums by class and day', async () => {
    expect(await change('tryRetention { dryRun { state } }', auditor)).toMatchObject({
      done: { dryRun: { state: 'waiting' } },
    });
    expect(retention.rung).toEqual([retention.dryRun?.id]);
    const unit = { streamClass: 'telemetry', fromDay: '2026-10-01', toDay: '2026-10-01', bytes: 100 } as const;
    retention.dryRun = {
      ...(retention.dryRun as NonNullable<typeof retention.dryRun>),
      ...{ state: 'done', finishedAt: 1 },
      units: [
        { ...unit, store: 'models', name: 'flow_20261001', count: 7, state: 'due', why: null },
        { ...unit, store: 'log', name: 'ev_1_1', count: 3, state: 'due', why: null },
        { ...unit, store: 'models', name: 'dns_20261001', count: 9, state: 'held', why: 'case 17' },
      ],
    };
    const { data } = await api.query(
      '{ retention { dryRun { state events rows bytes partitions held days { day events rows held why } } } }',
      { token: admin },
    );
    expect(data?.retention).toEqual({
      dryRun: {
        ...{ state: 'done', events: 3, rows: 7, bytes: 200, partitions: 2, held: 1 },
        days: [{ day: '2026-10-01', events: 3, rows: 7, held: 1, why: 'case 17' }],
      },
    });
  });
});
