import { LiveAnnouncer } from '@angular/cdk/a11y';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import {
  LiftHold,
  RetentionState,
  type RetentionStateResult,
  SetHold,
  SetRetention,
  TryRetention,
} from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import { FakeUrl } from '../../testing/fake-url';
import { RetentionPage } from './retention';

type State = RetentionStateResult['retention'];

const rule = (streamClass: 'TELEMETRY' | 'ROLLUP' | 'SANDBOX', days: number, least = 30) => ({
  ...{ streamClass, days, least, most: 730 },
  ...{ logBytes: 2_000_000, modelBytes: 500_000, oldestDay: '2026-11-01', forecastBytes: 4_000_000 },
});
const HOLD = {
  ...{ id: 'h1', from: '2026-11-20T00:00:00.000000Z', to: '2026-11-22T00:00:00.000000Z', sensor: 'edge', host: null },
  ...{ reason: 'case 17', byName: 'Ada', at: '2026-11-28T08:00:00.000000Z' },
};
const RUN = {
  ...{
    id: 'r1',
    state: 'done',
    askedByName: 'Ada',
    askedAt: '2026-11-28T08:00:00Z',
    finishedAt: '2026-11-28T08:00:01Z',
  },
  ...{ events: 12, rows: 30, bytes: 4096, partitions: 3, held: 1, waiting: 0, error: null },
  days: [
    {
      ...{ streamClass: 'TELEMETRY' as const, day: '2026-10-20', partitions: 3, events: 12, rows: 30, bytes: 4096 },
      ...{ held: 1, waiting: 0, why: 'case 17' },
    },
  ],
};

describe('the page of retention', () => {
  let fixture: ComponentFixture<RetentionPage>;
  let element: HTMLElement;
  let state: State;
  let refused: ApiError | undefined;
  let denied: readonly string[];
  const sent: [string, unknown][] = [];

  async function open(more: Partial<State> = {}): Promise<void> {
    const rules = [rule('TELEMETRY', 30), rule('ROLLUP', 730), rule('SANDBOX', 7, 7)];
    state = {
      ...{ version: 0, changedByName: null, changedAt: null, removesLog: true, rules },
      ...{ holds: [], dryRun: null, lastRun: null, ...more },
    };
    fixture = TestBed.createComponent(RetentionPage);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await fixture.whenStable();
  }

  beforeEach(() => {
    sent.length = 0;
    [refused, denied] = [undefined, []];
    // jsdom opens no modal dialogs
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function () {
      this.open = false;
      this.dispatchEvent(new Event('close'));
    };
    const gateway = {
      run: (op: Operation<unknown, unknown>, variables: unknown) => {
        if (op.name === RetentionState.name) return Promise.resolve({ retention: state });
        sent.push([op.name, variables]);
        return refused ? Promise.reject(refused) : Promise.resolve({ done: state });
      },
    };
    const session = { can: (permission: string) => !denied.includes(permission), viewer: () => ({ id: 'u1' }) };
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        { provide: UrlState, useValue: new FakeUrl() },
        { provide: Gateway, useValue: gateway },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
        { provide: Session, useValue: session },
      ],
    });
  });
  afterEach(() => element.remove());

  const button = (label: string) =>
    [...element.querySelectorAll<HTMLButtonElement>('button')].find((one) => one.textContent?.trim().startsWith(label));
  const press = async (label: string) => {
    button(label)?.click();
    await fixture.whenStable();
  };
  const fill = async (selector: string, value: string) => {
    const field = element.querySelector<HTMLInputElement>(selector) as HTMLInputElement;
    field.value = value;
    field.dispatchEvent(new Event('input'));
    await fixture.whenStable();
  };
  const submit = async () => {
    element.querySelector('form')?.dispatchEvent(new Event('submit'));
    await fixture.whenStable();
  };

  it('shows each class with what it takes; a number out of bounds is told where it stands, and not sent', async () => {
    await open();
    const text = element.textContent?.replaceAll('\u00a0', ' ') ?? '';
    for (const part of [
      'Telemetry',
      'Rollups',
      'Sandbox',
      '2.0 MB',
      '500 kB',
      '≈ 4.0 MB',
      'As it came',
      'Nothing is held',
    ])
      expect(text).toContain(part);
    expect(button('Change')?.disabled).toBe(true);
    await fill('#days-telemetry', '29');
    expect(element.querySelector('#days-telemetry-problem')?.textContent).toBe('30 to 730 whole days');
    expect(element.querySelector('#days-telemetry')?.getAttribute('aria-invalid')).toBe('true');
    expect(button('Change')?.disabled).toBe(true);
    await press('Discard');
    expect(element.querySelector<HTMLInputElement>('#days-telemetry')?.value).toBe('30');
  });

  it('says what will change, wants a reason, and sends the version that was seen', async () => {
    await open({ version: 3, changedByName: 'Ada', changedAt: '2026-11-28T08:00:00Z' });
    expect(element.textContent).toMatch(/Version 3, set .* by\s+Ada/);
    await fill('#days-rollup', '400');
    await press('Change');
    expect(element.querySelector('dialog')?.textContent).toMatch(/Rollups: 730 → 400 days.*cannot be brought back/s);
    await submit();
    expect([sent, element.querySelector('#sheet-reason-problem')?.textContent]).toEqual([
      [],
      expect.stringContaining('A reason is wanted'),
    ]);
    await fill('#sheet-reason', 'less is enough');
    refused = new ApiError('RETENTION_CONFLICT', 'Somebody else has changed it meanwhile.');
    await submit();
    expect(element.querySelector('[role=alert]')?.textContent).toContain('Somebody else has changed it');
    refused = undefined;
    await submit();
    const asked = { seen: 3, telemetry: 30, rollup: 400, sandbox: 7, reason: 'less is enough' };
    expect(sent.at(-1)).toEqual([SetRetention.name, asked]);
    expect(element.querySelector('dialog')).toBeNull();
  });

  it('a dry run is asked for, counted, and shown by day', async () => {
    await open();
    state = { ...state, dryRun: { ...RUN, state: 'waiting', days: [] } };
    await press('Dry run');
    expect(sent).toEqual([[TryRetention.name, {}]]);
    expect(button('Counting')?.disabled).toBe(true);
    expect(element.textContent).toContain('A worker is counting.');
    state = { ...state, dryRun: RUN };
    const until = Date.now() + 20_000;
    while (button('Counting') && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
    await fixture.whenStable();
    const text = element.textContent?.replaceAll('\u00a0', ' ') ?? '';
    expect(text).toContain('Would remove 12 events and 30 rows in 3 partitions, 4.1 kB; 1 held.');
    expect(text).toMatch(/2026-10-20.*Telemetry.*1 held.*case 17/s);
  }, 30_000);

  it('a hold is set for whole days, and lifted for a reason', async () => {
    await open();
    await press('Set a hold');
    await submit();
    expect(element.querySelector('#hold-first-problem')?.textContent).toBe('A first day is wanted.');
    expect(document.activeElement?.id).toBe('hold-first');
    await fill('#hold-first', '2026-11-22');
    await fill('#hold-last', '2026-11-21');
    expect(element.querySelector('#hold-last-problem')?.textContent).toBe('It is before the first day.');
    await fill('#hold-first', '2026-11-20');
    await fill('#hold-last', '2026-11-21');
    await fill('#hold-sensor', ' edge ');
    await fill('#hold-reason', 'case 17');
    await submit();
    const range = { from: '2026-11-20T00:00:00.000Z', to: '2026-11-22T00:00:00.000Z' };
    expect(sent).toEqual([[SetHold.name, { ...range, sensor: 'edge', host: null, reason: 'case 17' }]]);
    element.remove();
    await open({ holds: [HOLD] });
    expect(element.textContent).toContain('2026-11-20 to 2026-11-21');
    await press('Lift');
    await fill('#hold-reason', 'closed');
    await submit();
    expect(sent.at(-1)).toEqual([LiftHold.name, { id: 'h1', reason: 'closed' }]);
  });

  it('who may set holds alone changes no days and lifts nothing', async () => {
    denied = ['retention.write', 'retention.lift'];
    await open({ holds: [HOLD], removesLog: false, lastRun: RUN });
    expect(element.querySelectorAll('input')).toHaveLength(0);
    expect([button('Change'), button('Lift'), button('Set a hold')?.disabled]).toEqual([undefined, undefined, false]);
    expect(element.textContent).toContain('The log is a server of its own');
  });
});
