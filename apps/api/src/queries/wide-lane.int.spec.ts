import { TestApi, until } from '../testing/test-api';
import { isWide, WideLane } from './wide-lane';

jest.setTimeout(60_000);

const LONG = 'range: {from: "2024-11-29T00:00:00Z", to: "2026-11-29T00:00:00Z"}';
const SHORT = 'range: {from: "2026-11-28T00:00:00Z", to: "2026-11-29T00:00:00Z"}';
const TOP = `{ topTalkers(${LONG}) { distinct rows { key value } } }`;

let api: TestApi;
let people: string[];
beforeAll(async () => {
  api = await TestApi.start();
  people = await Promise.all(Array.from({ length: 50 }, () => api.person('ANALYST')));
});
afterAll(() => api.stop());

it('A-72 fifty people who group two years by address at once: two are answered at a time, some wait, others are sent away; whoever asks for less is served', async () => {
  const { readModels } = api;
  const usual = await readModels.queries.topTalkers({} as never);
  let [running, most, begun] = [0, 0, 0];
  const ends: (() => void)[] = [];
  readModels.answers.topTalkers = async () => {
    begun++;
    most = Math.max(most, ++running);
    await new Promise<void>((end) => ends.push(end));
    running--;
    return usual;
  };
  const codes: string[] = [];
  const asked = people.map(async (token) => {
    const { data, errors } = await api.query(TOP, { token });
    codes.push(data?.topTalkers ? 'answered' : String(errors?.[0]?.extensions?.code));
  });
  await until(() => codes.length === 32);
  expect([new Set(codes), begun, running]).toEqual([new Set(['BUSY']), 2, 2]);

  // While all that is going on, others are answered, and the same question about a day is.
  delete readModels.answers.topTalkers;
  const [first = ''] = people;
  const other = await api.query(`{ topTalkers(${SHORT}) { distinct } flows(first: 1) { count } sensors { name } }`, {
    token: first,
  });
  expect(other.errors).toBeUndefined();
  expect([begun, running]).toEqual([2, 2]);

  // Those that wait have their turn.
  for (const end of ends.splice(0)) end();
  await Promise.all(asked);
  expect(codes.filter((code) => code === 'answered')).toHaveLength(18);
  expect(most).toBe(2);
  expect((await api.query(TOP, { token: first })).data?.topTalkers).toBeTruthy();
});

it('A-72 who waited too long, or went away, has no turn any more', async () => {
  const lane = new WideLane();
  const begun: string[] = [];
  let end: () => void = () => undefined;
  const stays = new AbortController().signal;
  const held = [1, 2].map(() => lane.run(stays, () => new Promise<void>((done) => (end = done))));
  const over = new AbortController();
  const late = lane.run(over.signal, () => Promise.resolve(begun.push('late')));
  const patient = lane.run(stays, () => Promise.resolve(begun.push('patient')));
  over.abort(new Error('too late'));
  await expect(late).rejects.toThrow('too late');
  end();
  await patient;
  await held[1];
  expect(begun).toEqual(['patient']);
});

it.each<[string, Parameters<typeof isWide>[0], object, boolean]>([
  [
    'two years of addresses',
    'topTalkers',
    { range: { from: '2024-11-29T00:00:00Z', to: '2026-11-29T00:00:00Z' } },
    true,
  ],
  ['a month', 'hosts', { range: { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' } }, false],
  [
    'a range inside conditions',
    'tlsTops',
    { where: { range: { from: '2024-11-29T00:00:00Z', to: '2026-11-29T00:00:00Z' } } },
    true,
  ],
  ['all that there is', 'httpTops', {}, true],
  ['a page of a list', 'flows', { where: {} }, false],
  ['one alert', 'alert', { id: 'x' }, false],
])('A-72 %s: whether it is wide', (_what, name, args, wide) => expect(isWide(name, args)).toBe(wide));
