import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import type { SandboxFields } from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import { type Comparison, countsOf, verdictOf } from './comparison-words';
import { SandboxComparison } from './sandbox-comparison';

const REPLAY: SandboxFields = {
  ...{ id: 'new', capture: 'ab', startedByName: 'mara', startedAt: '2026-11-21T09:00:00.000000Z', phase: 'ended' },
  ...{ reason: null, speed: null, at: '2024-01-05T10:01:00Z', packetsInAll: 200, packets: 200, bytes: 1000 },
  ...{ firstPacket: '2024-01-05T10:00:00Z', lastPacket: '2024-01-05T10:01:00Z', flowsOpen: 0, flowsEnded: 30 },
  ...{ lookups: 4, alerts: 1, records: 400, digest: 'aa' },
};
const BEFORE: SandboxFields = { ...REPLAY, id: 'old', startedAt: '2026-11-21T08:00:00.000000Z', speed: 1, alerts: 2 };
const ALERT = {
  ...{ id: 'x', rule: 'fast-scan', ruleVersion: 2, title: 'Scan <i>', severity: 'high', entity: '10.0.0.5' },
  ...{ first: '2024-01-05T10:00:01Z', last: '2024-01-05T10:00:02Z', value: 30, threshold: 20, unit: 'ports' },
};
const COMPARISON: Comparison = {
  ...{ before: BEFORE, after: REPLAY, sameRecords: true, complete: true },
  alerts: [
    { difference: 'CHANGED', before: ALERT, after: { ...ALERT, ruleVersion: 3, value: 40 } },
    { difference: 'REMOVED', before: { ...ALERT, title: 'Flood' }, after: null },
  ],
};

describe('two replays side by side', () => {
  let fixture: ComponentFixture<SandboxComparison>;
  let replays: readonly SandboxFields[];
  let comparison: Comparison;
  let refusal: ApiError | undefined;
  const asked: { readonly name: string; readonly variables: unknown }[] = [];
  const element = (): HTMLElement => fixture.nativeElement as HTMLElement;
  const words = (): string => element().textContent?.replace(/\s+/g, ' ') ?? '';
  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: unknown) => {
      asked.push({ name: op.name, variables });
      if (op.name === 'SandboxReplays') return Promise.resolve({ sandboxReplays: replays });
      return refusal ? Promise.reject(refusal) : Promise.resolve({ compareSandboxReplays: comparison });
    },
  };
  beforeEach(() => {
    asked.length = 0;
    [replays, comparison, refusal] = [[REPLAY, BEFORE], COMPARISON, undefined];
    TestBed.configureTestingModule({ providers: [provideRouter([]), { provide: Gateway, useValue: gateway }] });
    fixture = TestBed.createComponent(SandboxComparison);
    fixture.componentRef.setInput('capture', 'ab');
  });
  afterEach(() => fixture.destroy());

  async function settle(): Promise<void> {
    for (let i = 0; i < 3; i++) {
      await fixture.whenStable();
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  async function open(): Promise<void> {
    await settle();
    expect(asked).toEqual([]);
    element().querySelector('button')?.click();
    await settle();
  }

  it('are the newest and the one before it: numbers, records and alerts', async () => {
    await open();
    expect(asked).toEqual([
      { name: 'SandboxReplays', variables: { capture: 'ab' } },
      { name: 'CompareSandboxReplays', variables: { before: 'old', after: 'new' } },
    ]);
    expect(words()).toContain('The same records: their digests are equal.');
    expect([...element().querySelectorAll('tr.differs th')].map((one) => one.textContent)).toEqual(['Alerts']);
    expect(words()).toContain('1 changed, 1 removed');
    expect(words()).toContain('30 ports, from 20 on · high · version 2');
    expect(words()).toContain('40 ports, from 20 on · high · version 3');
    expect(element().querySelector('i')).toBeNull();
    expect(words()).not.toContain('older ones are missing');
  });

  it('are others once somebody chooses them, and are read again when he wants', async () => {
    await open();
    const [before] = element().querySelectorAll('select');
    if (!before) throw new Error('nothing to choose from');
    expect([...before.options].map(({ text }) => text.replace(/.* · (.* · .*)/, '$1'))).toEqual([
      'as fast as possible · at its end',
      '1× · at its end',
    ]);
    asked.length = 0;
    before.value = 'new';
    before.dispatchEvent(new Event('change'));
    await settle();
    expect(asked).toEqual([{ name: 'CompareSandboxReplays', variables: { before: 'new', after: 'new' } }]);
    asked.length = 0;
    [...element().querySelectorAll('button')].at(-1)?.click();
    await settle();
    expect(asked.map(({ name }) => name).sort()).toEqual(['CompareSandboxReplays', 'SandboxReplays']);
  });

  it('need a second one', async () => {
    replays = [REPLAY];
    await open();
    expect(words()).toContain('There is only one replay of this capture.');
    expect(asked.map(({ name }) => name)).toEqual(['SandboxReplays']);
  });

  it('say what is missing, and why they cannot be read', async () => {
    comparison = { ...COMPARISON, complete: false, alerts: [] };
    await open();
    expect(words()).toContain('older ones are missing here');
    expect(words()).toContain('none in either');
    refusal = new ApiError('SENSOR_UNREACHABLE', 'The sensor process does not answer.');
    [...element().querySelectorAll('button')].at(-1)?.click();
    await settle();
    expect(words()).toContain('The sensor process does not answer.');
  });
});

describe('words of a comparison', () => {
  it.each<[boolean | null, string | null, string]>([
    [true, 'aa', 'The same records'],
    [false, 'bb', 'Other records'],
    [null, null, 'One of them is not at the end'],
  ])('tell whether the records are the same: %s', (sameRecords, digest, text) => {
    expect(verdictOf({ before: BEFORE, after: { ...REPLAY, digest }, sameRecords }).text).toContain(text);
  });

  it('tell that both are not at the end', () => {
    const open = { digest: null };
    const told = verdictOf({ before: { ...BEFORE, ...open }, after: { ...REPLAY, ...open }, sameRecords: null });
    expect(told.text).toContain('Both are not at the end');
  });

  it('count what differs', () => {
    expect(countsOf(COMPARISON.alerts)).toBe('1 changed, 1 removed');
    expect(countsOf([])).toBe('');
  });
});
