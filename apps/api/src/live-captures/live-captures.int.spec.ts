import { TestApi } from '../testing/test-api';

describe('live captures', () => {
  let api: TestApi;
  let operator: string;
  beforeAll(async () => {
    api = await TestApi.start();
    operator = await api.person('OPERATOR');
  });
  afterAll(() => api.stop());

  const START = `mutation ($interfaces: [String!]!, $bpf: String, $filter: String, $snaplen: Int) {
    startLiveCapture(interfaces: $interfaces, bpf: $bpf, filter: $filter, snaplen: $snaplen) { source } }`;
  const LIST =
    '{ liveCaptures { interfaces captures { source sensor interfaces bpf filter snaplen packets dropped filtered waiting } } }';
  const counted = { packets: 12, dropped: 1, filtered: 3 };
  const codeOf = (answer: { errors?: readonly { extensions: { code?: unknown } }[] | undefined }) =>
    answer.errors?.[0]?.extensions.code;

  it('are started, listed and stopped by who runs sensors', async () => {
    const variables = { interfaces: ['eth0', 'lo'], bpf: 'port 53', snaplen: 128 };
    const started = await api.query(START, { token: operator, variables });
    const { source } = (started.data as { startLiveCapture: { source: string } }).startLiveCapture;
    const listed = await api.query(LIST, { token: operator });
    expect(listed.data).toEqual({
      liveCaptures: {
        interfaces: ['eth0', 'lo'],
        captures: [{ source, sensor: 'live', ...variables, filter: null, ...counted, waiting: null }],
      },
    });
    const stop = `mutation { stopLiveCapture(source: "${source}") { source } }`;
    expect((await api.query(stop, { token: operator })).data).toEqual({ stopLiveCapture: { source } });
    expect(codeOf(await api.query(stop, { token: operator }))).toBe('CAPTURE_UNKNOWN');
  });

  it('take a filter of the filter language, and tell what it kept out', async () => {
    const variables = { interfaces: ['lo'], filter: 'port = 53' };
    const started = await api.query(START, { token: operator, variables });
    const { source } = (started.data as { startLiveCapture: { source: string } }).startLiveCapture;
    const listed = await api.query(LIST, { token: operator });
    const seen = { source, sensor: 'live', ...variables, bpf: null, snaplen: null, ...counted, waiting: null };
    expect((listed.data as { liveCaptures: { captures: unknown } }).liveCaptures.captures).toEqual([seen]);
    await api.query(`mutation { stopLiveCapture(source: "${source}") { source } }`, { token: operator });
  });

  it('tell what waits on the disk of a sensor while the log is away, on the page and as metrics', async () => {
    const spool = { sensor: 'live', waiting: 812, bytes: 3.2e9, full: false, lost: 2, problem: 'connection refused' };
    api.sensor.spools = [spool];
    const listed = await api.query('{ liveCaptures { spools { sensor waiting bytes full lost problem } } }', {
      token: operator,
    });
    expect(listed.data).toEqual({ liveCaptures: { spools: [spool] } });
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    expect(metrics).toMatch(/^wireledger_spool_waiting_batches\{sensor="live",process="api"\} 812$/m);
    expect(metrics).toMatch(/^wireledger_spool_bytes\{sensor="live",process="api"\} 3200000000$/m);
    expect(metrics).toMatch(/^wireledger_spool_lost_batches\{sensor="live",process="api"\} 2$/m);
    api.sensor.spools = [];
  });

  it('are told of together with the collectors of flow exports, to who runs sensors alone', async () => {
    const collector = {
      ...{ source: '7e9b1c2d-4f60-4a81-b2c3-d4e5f6071829', sensor: 'netflow', host: '0.0.0.0', ports: [2055, 6343] },
      ...{ allow: ['192.0.2.0/24'], datagrams: 812, records: 20_413, refused: 3, dropped: 5_000_000_000 },
    };
    api.sensor.collectors = [collector];
    const query = `{ liveCaptures { collectors { ${Object.keys(collector).join(' ')} } } }`;
    expect((await api.query(query, { token: operator })).data).toEqual({ liveCaptures: { collectors: [collector] } });
    expect(codeOf(await api.query(query, { token: await api.person('ANALYST') }))).toBe('FORBIDDEN');
    api.sensor.collectors = [];
  });

  it('are told of together with what collectors of logs follow, and what came of its lines', async () => {
    const told = {
      ...{ source: '7e9b1c2d-4f60-4a81-b2c3-d4e5f6071829', sensor: 'logs', files: 2, lines: 5_000_000_000, behind: 12 },
      places: [{ kind: 'zeek', path: '/opt/zeek/logs/current' }],
      problems: ['There is no /opt/zeek now. It is read when it is there again.'],
    };
    const counts = {
      others: { weird: 3, notice: 40 },
      bad: { 'no time': 1, 'too long': 7, 'wrong number of fields': 0 },
    };
    const none = { ...told, source: '8e9b1c2d-4f60-4a81-b2c3-d4e5f6071829', others: {}, bad: {}, reachedUs: null };
    api.sensor.logs = [{ ...told, ...counts, reachedUs: 1_764_400_000_250_000 }, none];
    const query = `{ liveCaptures { logs { source sensor files lines behind places { kind path } problems newest
      unused { reason lines } rejected { reason lines } } } }`;
    expect((await api.query(query, { token: operator })).data).toEqual({
      liveCaptures: {
        logs: [
          {
            ...{ ...told, newest: '2025-11-29T07:06:40.250000Z' },
            ...{
              unused: [
                { reason: 'notice', lines: 40 },
                { reason: 'weird', lines: 3 },
              ],
            },
            ...{
              rejected: [
                { reason: 'too long', lines: 7 },
                { reason: 'no time', lines: 1 },
              ],
            },
          },
          { ...told, source: none.source, newest: null, unused: [], rejected: [] },
        ],
      },
    });
    expect(codeOf(await api.query(query, { token: await api.person('ANALYST') }))).toBe('FORBIDDEN');
    api.sensor.logs = [];
  });

  it('tell what was wrong in the words of the sensor, and that it does not answer', async () => {
    const wrong = await api.query(START, { token: operator, variables: { interfaces: ['eth9'] } });
    expect([codeOf(wrong), wrong.errors?.[0]?.message]).toEqual([
      'BAD_USER_INPUT',
      'there is no interface eth9 here: give one of eth0, lo, or any',
    ]);
    api.sensor.away = true;
    expect(codeOf(await api.query(LIST, { token: operator }))).toBe('SENSOR_UNREACHABLE');
    api.sensor.away = false;
  });

  it('are for nobody who sees a part of the traffic alone', async () => {
    const scoped = await api.person('OPERATOR', { port: [53] });
    expect(codeOf(await api.query(START, { token: scoped, variables: { interfaces: ['lo'] } }))).toBe('FORBIDDEN');
  });
});
