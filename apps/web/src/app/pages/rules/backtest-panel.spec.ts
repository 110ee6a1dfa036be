import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { LiveSocket, type LiveSink } from '../../core/api/live-socket';
import { Session } from '../../core/session/session';
import type { BacktestFields } from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import { BacktestPanel } from './backtest-panel';

type Result = NonNullable<BacktestFields['result']>;
type Alert = Result['alerts'][number];
type Frame = { readonly backtestProgress: BacktestFields };

const alert = (change: string, entity: string): Alert => ({
  ...{
    change,
    id: `${change}-${entity}`,
    severity: 'high',
    sensor: 'edge-1',
    entity,
    recordedAt: '2026-11-21T08:00:00Z',
  },
  ...{
    src: entity,
    dst: null,
    first: '2026-11-21T07:59:00Z',
    value: 12,
    unit: 'flows',
    summary: `About ${entity}.`,
    counted: 10,
    verdict: null,
    suppressed: false,
  },
  evidence: [
    {
      ...{ id: 'b#1', kind: 'flow', time: '2026-11-21T07:59:00Z', src: entity, srcPort: 4000, dst: 'fd00::1' },
      ...{ dstPort: 23, proto: 'tcp', outcome: 'S0' },
    },
  ],
});
const RESULT: Result = {
  ...{ from: '2026-11-20T08:00:00Z', to: '2026-11-21T08:00:00Z', cut: null },
  totals: { would: 3, did: 2, added: 2, removed: 1, changed: 0, same: 1 },
  ...{ verdicts: [], suppressed: { would: 0, did: 0 } },
  days: [
    { key: '2026-11-20', would: 1, did: 1 },
    { key: '2026-11-21', would: 2, did: 1 },
  ],
  severities: [{ key: 'high', would: 3, did: 2 }],
  entities: [{ key: '10.0.0.5', would: 2, did: 1 }],
  alerts: [
    alert('added', '10.0.0.5'),
    alert('added', '<img src=x>'),
    alert('removed', '10.0.0.9'),
    alert('same', '10.0.0.7'),
  ],
};
const JOB: BacktestFields = {
  ...{
    id: 'job-1',
    rule: 'mine',
    version: 2,
    against: 1,
    live: false,
    days: 7,
    from: '2026-11-14T08:00:00.000000Z',
    to: '2026-11-21T08:00:00.000000Z',
    state: 'waiting',
    progress: 0,
    records: 0,
    alerts: 0,
  },
  ...{ tookMs: null, error: null, result: null },
};

@Component({
  imports: [BacktestPanel],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<wl-backtest
    [rule]="rule()"
    [newest]="3"
    [version]="version"
    [locked]="locked()"
    [takesExceptions]="true"
    (excepted)="left.push($event)"
  />`,
})
class Host {
  readonly rule = signal<string | undefined>('mine');
  readonly locked = signal(false);
  readonly left: string[] = [];
  answer: number | undefined = 2;
  readonly version = () => Promise.resolve(this.answer);
}

describe('the back-test', () => {
  let fixture: ComponentFixture<Host>;
  let latest: BacktestFields | null;
  let refusal: ApiError | undefined;
  let sink: LiveSink<Frame> | undefined;
  const asked: { readonly name: string; readonly variables: unknown }[] = [];
  const element = (): HTMLElement => fixture.nativeElement as HTMLElement;
  const words = (): string => element().textContent?.replace(/\s+/g, ' ') ?? '';
  const state = (): string => element().querySelector('[role=status]')?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: unknown) => {
      asked.push({ name: op.name, variables });
      if (refusal) return Promise.reject(refusal);
      if (op.name === 'LatestBacktest') return Promise.resolve({ backtest: latest });
      return Promise.resolve({
        done: op.name === 'CancelBacktest' ? { ...JOB, state: 'canceled', progress: 0.5 } : JOB,
      });
    },
  };
  const socket = {
    subscribe: (op: Operation<unknown, unknown>, variables: () => unknown, to: LiveSink<Frame>) => {
      asked.push({ name: op.name, variables: variables() });
      sink = to;
      return () => (sink = undefined);
    },
  };
  beforeEach(() => {
    asked.length = 0;
    [latest, refusal, sink] = [null, undefined, undefined];
    TestBed.configureTestingModule({
      providers: [
        { provide: Gateway, useValue: gateway },
        { provide: LiveSocket, useValue: socket },
        { provide: Session, useValue: { can: () => true, viewer: () => ({ id: 'u1' }) } },
      ],
    });
  });
  afterEach(() => element().remove());

  async function settle(): Promise<void> {
    for (let i = 0; i < 3; i++) {
      await fixture.whenStable();
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  async function show(): Promise<Host> {
    fixture = TestBed.createComponent(Host);
    document.body.append(element());
    await settle();
    return fixture.componentInstance;
  }
  const button = (label: string) =>
    [...element().querySelectorAll('button')].find(({ textContent }) => textContent?.trim().startsWith(label));
  async function press(label: string): Promise<void> {
    button(label)?.click();
    await settle();
  }
  const field = <T extends Element>(label: string) => element().querySelector<T>(`[aria-label^="${label}"]`) as T;
  async function choose(label: string, value: string): Promise<void> {
    const select = field<HTMLSelectElement>(label);
    select.value = value;
    select.dispatchEvent(new Event('change'));
    await settle();
  }
  const times = () => [...element().querySelectorAll<HTMLInputElement>('input[type=datetime-local]')];
  async function type(i: number, value: string): Promise<void> {
    const input = times()[i] as HTMLInputElement;
    input.value = value;
    input.dispatchEvent(new Event('input'));
    await settle();
  }
  const ordered = () => asked.filter(({ name }) => name === 'BacktestRule').map(({ variables }) => variables);
  async function frame(more: Partial<BacktestFields>): Promise<void> {
    sink?.frames([{ backtestProgress: { ...JOB, ...more } }]);
    await settle();
  }

  it('is begun of the version that was saved, followed, and shown when it is over', async () => {
    await show();
    expect(words()).toContain('Nothing is raised, nobody is told.');
    await choose('Range', '30');
    await press('Run');
    expect(asked.slice(1)).toEqual([
      {
        name: 'BacktestRule',
        variables: { id: 'mine', version: 2, days: 30, from: null, to: null, against: null, live: false },
      },
      { name: 'BacktestProgress', variables: { id: 'job-1' } },
    ]);
    expect(state()).toBe('Waiting for a worker');
    await frame({ state: 'running', progress: 0.4, records: 1_200_000, alerts: 3 });
    expect(state()).toMatch(/^40\s?% read · 1\.2\s?M records · 3 alerts so far$/);
    expect(element().querySelector('progress')?.value).toBeCloseTo(0.4);
    const { totals } = RESULT;
    await frame({ state: 'running', result: { ...RESULT, totals: { ...totals, would: 0, did: 0 } } });
    expect(words()).toContain('Nothing so far.');
    await frame({ state: 'running', result: { ...RESULT, totals: { ...totals, added: 1 } } });
    expect(element().querySelector('.figures')?.textContent?.replace(/\s+/g, ' ')).toMatch(/\+ 1 added/);
    await frame({ state: 'done', progress: 1, records: 4_100_000, alerts: 3, tookMs: 6200, result: RESULT });
    expect(state()).toMatch(/^Finished in 6\.2\ss\s?4\.1\s?M records, recorded/);
    expect(sink).toBeUndefined();
    expect(element().querySelector('.figures')?.textContent?.replace(/\s+/g, ' ')).toMatch(
      /\+ 2 added ?− 1 removed ?~ 0 changed 1 the same/,
    );
    expect(element().querySelectorAll('wl-backtest-bars rect')).toHaveLength(4);
    expect(element().querySelector('wl-backtest-bars table')?.textContent).toContain('2026-11-21');
    expect(element().querySelector('img')).toBeNull();
    expect(words()).toContain('10.0.0.5:4000 to [fd00::1]:23 tcp S0');
  });

  it('reads any range that is named, in UTC', async () => {
    await show();
    expect(times()).toHaveLength(0);
    await choose('Range', '0');
    expect(times()[0]?.value).toMatch(/^\d{4}-\d\d-\d\dT00:00/);
    await type(0, '2025-01-02T03:04');
    await press('Run');
    await frame({ state: 'done' });
    await type(1, '2025-01-03T00:00');
    await press('Run');
    expect(ordered()).toMatchObject([
      { from: '2025-01-02T03:04:00.000Z', to: null },
      { from: '2025-01-02T03:04:00.000Z', to: '2025-01-03T00:00:00.000Z' },
    ]);
  });

  it('says why a range is none, and asks for nothing', async () => {
    await show();
    await choose('Range', '0');
    await type(0, '');
    await press('Run');
    expect(element().querySelector('[role=alert]')?.textContent).toContain('Say from when.');
    expect(document.activeElement).toBe(times()[0]);
    await type(0, '2025-01-02T03:04');
    expect(element().querySelector('[role=alert]')).toBeNull();
    await type(1, '2025-01-02T03:04');
    await press('Run');
    expect(element().querySelector('[role=alert]')?.textContent).toContain('It has to begin before it ends.');
    expect(ordered()).toEqual([]);
  });

  it('is compared with any version, or with what was raised', async () => {
    await show();
    const options = [...field<HTMLSelectElement>('What the back-test').options].map(({ text }) => text.trim());
    expect(options).toEqual([
      ...['Beside the live version', 'Beside what was raised', 'Beside v3', 'Beside v2', 'Beside v1'],
    ]);
    await choose('What the back-test', '3');
    await press('Run');
    await frame({ state: 'done' });
    await choose('What the back-test', 'live');
    await press('Run');
    expect(ordered()).toMatchObject([
      { against: 3, live: false },
      { against: null, live: true },
    ]);
  });

  it('tells how alerts were closed, and what is suppressed, beside what was raised', async () => {
    const judged: Result = {
      ...RESULT,
      ...{ verdicts: [{ key: 'falsePositive', would: 1, did: 2 }], suppressed: { would: 1, did: 1 } },
      alerts: [
        { ...alert('same', '10.0.0.7'), verdict: 'falsePositive', suppressed: true },
        alert('added', '10.0.0.5'),
      ],
    };
    latest = { ...JOB, ...{ against: null, live: true, state: 'done', progress: 1, tookMs: 1, result: judged } };
    await show();
    expect(words()).toContain('v2 against what was raised');
    expect(element().querySelector('.legend .did')?.textContent).toBe('Was raised');
    expect(element().querySelector('.verdicts')?.textContent?.replace(/\s+/g, ' ').trim()).toBe('False positive12');
    expect(words()).toContain('Suppressed, so out of the inbox: 1, 1 of what was raised.');
    const said = [...element().querySelectorAll('.said')].map(({ textContent }) => textContent);
    expect(said).toEqual(['False positive · Suppressed']);
  });

  it('lists what changed, and only that when asked', async () => {
    latest = { ...JOB, state: 'done', progress: 1, tookMs: 10, result: RESULT };
    await show();
    expect(element().querySelectorAll('.alerts > li')).toHaveLength(4);
    await press('Removed');
    expect(element().querySelectorAll('.alerts > li')).toHaveLength(1);
    await press('Changed');
    expect(element().querySelector('wl-backtest-result')?.textContent).toContain('None.');
  });

  it('offers to leave out what an alert is about, not what is gone already', async () => {
    latest = { ...JOB, state: 'done', progress: 1, tookMs: 10, result: RESULT };
    const host = await show();
    const offers = [...element().querySelectorAll<HTMLButtonElement>('button[aria-label^="Leave out"]')];
    expect(offers).toHaveLength(3);
    offers[0]?.click();
    expect(host.left).toEqual(['src.ip = 10.0.0.5']);
  });

  it('one that is still under way is followed again, and canceled', async () => {
    latest = { ...JOB, state: 'running', progress: 0.5 };
    await show();
    expect(asked.map(({ name }) => name)).toEqual(['LatestBacktest', 'BacktestProgress']);
    await press('Cancel');
    expect(asked.at(-1)).toEqual({ name: 'CancelBacktest', variables: { id: 'job-1' } });
    expect(state()).toMatch(/^Canceled at 50\s?%/);
    expect(sink).toBeUndefined();
    expect(state()).toContain('Nothing was found.');
    expect(button('Run again')).toBeDefined();
  });

  it('one that was canceled shows what was found up to there', async () => {
    latest = { ...JOB, state: 'canceled', progress: 0.5, result: RESULT };
    await show();
    expect(state()).toMatch(/^Canceled at 50\s?%. What was found up to there:$/);
    expect(element().querySelectorAll('.alerts > li')).toHaveLength(4);
  });

  it.each<[string, Partial<Result>, string]>([
    [
      'nothing was recorded',
      { from: null, to: null, totals: { ...RESULT.totals, would: 0, did: 0 } },
      'Nothing that the rule reads was recorded',
    ],
    ['it raises nothing', { totals: { ...RESULT.totals, would: 0, did: 0 } }, 'It would have raised nothing.'],
    ['it was cut', { cut: 'It stopped at 10,000 alerts.' }, 'It stopped at 10,000 alerts.'],
  ])('says that %s', async (_what, more, said) => {
    latest = { ...JOB, state: 'done', progress: 1, tookMs: 1, result: { ...RESULT, ...more } };
    await show();
    expect(words()).toContain(said);
  });

  it('says why one failed, and why one is refused', async () => {
    latest = { ...JOB, state: 'failed', error: 'This version cannot run.' };
    await show();
    expect(state()).toContain('This version cannot run.');
    refusal = new ApiError('LIMIT_EXCEEDED', '4 back-tests are under way.');
    await press('Run again');
    expect(element().querySelector('[role=alert]')?.textContent).toContain('4 back-tests are under way.');
    expect(button('Run again')?.disabled).toBe(false);
  });

  it('without a live version tells the alerts alone', async () => {
    latest = { ...JOB, against: null, state: 'done', progress: 1, tookMs: 1, result: RESULT };
    await show();
    expect(words()).toContain('v2, none is live');
    expect(element().querySelector('.figures')?.textContent?.trim()).toMatch(/^3\s+alerts$/);
    expect(button('Removed')).toBeUndefined();
  });

  it('is not begun of what cannot be saved, nor while locked', async () => {
    const host = await show();
    host.answer = undefined;
    await press('Run');
    expect(asked.map(({ name }) => name)).toEqual(['LatestBacktest']);
    host.locked.set(true);
    await settle();
    expect(button('Run')?.disabled).toBe(true);
  });

  it('of another rule is another one', async () => {
    latest = { ...JOB, state: 'running', progress: 0.5 };
    const host = await show();
    latest = null;
    host.rule.set('other');
    await settle();
    expect(sink).toBeUndefined();
    expect(state()).toBe('');
    expect(asked.at(-1)).toEqual({ name: 'LatestBacktest', variables: { rule: 'other' } });
  });
});
