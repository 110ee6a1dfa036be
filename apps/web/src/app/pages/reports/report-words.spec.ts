import { createHash, webcrypto } from 'node:crypto';
import type { ReportFields } from '../../graphql/generated/operations';
import { ianaOf, merged, rhythmOf, sha256Of, stateOf } from './report-words';

const report = (id: string, createdAt: string, more: Partial<ReportFields> = {}): ReportFields =>
  ({ id, createdAt, state: 'waiting', progress: 0, ...more }) as ReportFields;

describe('words of reports', () => {
  it.each([
    ['WEEKLY', 1, 'Every Monday at 06:00, Europe/Berlin'],
    ['WEEKLY', 7, 'Every Sunday at 06:00, Europe/Berlin'],
    ['MONTHLY', 31, 'On day 31 of every month at 06:00, Europe/Berlin'],
    ['DAYS', 1, 'Every day at 06:00, Europe/Berlin'],
    ['DAYS', 14, 'Every 14 days at 06:00, Europe/Berlin'],
  ] as const)('of %s on %i', (rhythm, day, words) => {
    expect(rhythmOf({ rhythm, day, at: '06:00', zone: 'Europe/Berlin' })).toBe(words);
  });

  it.each([
    ['waiting', 0, 'Waiting'],
    ['running', 0.999, '99 %'],
    ['running', 7, '100 %'],
    ['done', 1, 'Done'],
    ['failed', 0.5, 'Failed'],
  ])('state %s at %d', (state, progress, text) => expect(stateOf({ state, progress }).text).toBe(text));

  it('zones of the console as IANA names them', () => {
    expect([ianaOf('utc'), ianaOf('Europe/Berlin')]).toEqual(['UTC', 'Europe/Berlin']);
    expect(ianaOf('local')).toMatch(/^[A-Za-z_/+\-0-9]+$/);
  });
});

describe('reports as they are told', () => {
  it('take the place of those that were read, and new ones come first', () => {
    const read = [report('b', '2026-11-30T02:00:00Z'), report('a', '2026-11-30T01:00:00Z')];
    const told = new Map([
      ['a', report('a', '2026-11-30T01:00:00Z', { state: 'done' })],
      ['c', report('c', '2026-11-30T03:00:00Z')],
    ]);
    expect(merged(read, told).map(({ id, state }) => `${id} ${state}`)).toEqual(['c waiting', 'b waiting', 'a done']);
  });
});

describe('the hash of a file', () => {
  it('is SHA-256, as another implementation has it', async () => {
    // jsdom has none
    Object.defineProperty(globalThis.crypto, 'subtle', { value: webcrypto.subtle, configurable: true });
    const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
    const file = { arrayBuffer: async () => bytes.buffer } as Blob;
    expect(await sha256Of(file)).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
});
