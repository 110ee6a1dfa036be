import { LiveAnnouncer } from '@angular/cdk/a11y';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Gateway } from '../../core/api/gateway';
import { LiveSocket } from '../../core/api/live-socket';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import type { Operation } from '../../graphql/operation';
import { FakeUrl } from '../../testing/fake-url';
import { teachLayers } from '../../testing/layers';
import { SavedFilterShelf } from '../../ui/expression/saved/saved-filter-shelf';
import { AlertsPage } from './alerts';

const COUNTS = {
  ...{ inbox: 3, mine: 0, escalated: 0, snoozed: 0, suppressed: 0, closed: 0, all: 3, critical: 0, high: 0 },
  ...{ medium: 0, low: 0, info: 0, oldestGravest: null, closedLastHour: 0 },
};
const group = (id: string, rule: string, count: number) => ({
  ...{ key: id, count, severity: 'high', members: [{ id, version: 0 }] },
  ...{ first: '2026-11-30T10:00:00Z', last: '2026-11-30T10:01:00Z' },
  alert: {
    ...{ id, rule, kind: 'port_scan_vertical', title: 'Port scan', entity: '198.51.100.9', sensor: 'edge-1' },
    ...{ src: '198.51.100.9', dst: '10.0.0.1', severity: 'high', summary: 'It scanned.', timeline: 'live' },
    ...{ first: '2026-11-30T10:00:00Z', last: '2026-11-30T10:01:00Z', raisedAt: '2026-11-30T10:00:01Z', late: false },
    state: {
      ...{ status: 'open', version: 0, escalated: false, assignee: null, assigneeName: null, snoozedUntil: null },
      ...{ closedAs: null, suppressed: false, mergedInto: null },
    },
  },
});

describe('the expression line of the page of alerts', () => {
  let fixture: ComponentFixture<AlertsPage>;
  let url: FakeUrl;
  let forget: () => void;
  let rows: ReturnType<typeof group>[];
  const asked: [string, Record<string, unknown>][] = [];
  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: Record<string, unknown>) => {
      asked.push([op.name, variables]);
      if (op.name === 'AlertTabs') return Promise.resolve({ alertCounts: COUNTS });
      if (op.name === 'AlertPage') return Promise.resolve({ alert: null });
      return Promise.resolve({ alerts: { next: null, count: rows.length, exact: true, rows } });
    },
  };
  const element = (): HTMLElement => fixture.nativeElement as HTMLElement;
  const box = (): HTMLInputElement => element().querySelector('wl-expression-line input') as HTMLInputElement;
  const line = (): string => element().querySelector('wl-expression-line')?.textContent?.replace(/\s+/g, ' ') ?? '';
  /** What the list and the counts of tabs were asked for last. */
  const where = (name: string): unknown => asked.filter(([is]) => is === name).at(-1)?.[1]['where'];
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) {
      await fixture.whenStable();
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  const open = async (params: Record<string, string> = {}): Promise<void> => {
    url.params.set(params);
    fixture = TestBed.createComponent(AlertsPage);
    document.body.append(element());
    await settle();
  };
  const type = async (text: string, ...keys: readonly string[]): Promise<void> => {
    box().value = text;
    box().dispatchEvent(new Event('input'));
    for (const key of keys) box().dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true, bubbles: true }));
    await settle();
  };

  beforeEach(() => {
    forget = teachLayers();
    url = new FakeUrl();
    asked.length = 0;
    rows = [group('a1', 'vertical-scan', 3), group('a2', 'beacon', 1), group('a3', 'vertical-scan', 2)];
    TestBed.configureTestingModule({
      providers: [
        ...[provideRouter([]), { provide: UrlState, useValue: url }, { provide: Gateway, useValue: gateway }],
        { provide: LiveSocket, useValue: { subscribe: () => () => undefined } },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
        { provide: Session, useValue: { can: () => true, viewer: () => ({ id: 'ann' }), masked: () => false } },
        { provide: SavedFilterShelf, useValue: { on: () => false } },
      ],
    });
  });
  afterEach(() => {
    element().remove();
    forget();
  });

  it('asks list and counts for what the link says, and tells it in words', async () => {
    await open({ q: 'alert.severity >= high' });
    expect(box().value).toBe('alert.severity >= high');
    expect(line()).toContain('Shows alerts where the severity');
    expect([where('AlertList'), where('AlertTabs')]).toEqual([
      { filter: 'alert.severity >= high' },
      { filter: 'alert.severity >= high' },
    ]);
  });

  it('puts what is typed into the address in its written form on Enter, not before, and asks anew', async () => {
    await open({ sel: 'a2' });
    expect(where('AlertList')).toEqual({});
    await type('alert.rule=beacon&&is:open');
    expect([url.params()['q'], where('AlertList')]).toEqual([undefined, {}]);
    await type('alert.rule=beacon&&is:open', 'Enter');
    expect(url.params()['q']).toBe('alert.rule = beacon and is:open');
    expect(where('AlertList')).toEqual({ filter: 'alert.rule = beacon and is:open' });
    expect(where('AlertTabs')).toEqual(where('AlertList'));
    expect(element().querySelectorAll('wl-expression-pills .pill')).toHaveLength(2);
  });

  it('goes with search and sensors of the address, and is cleared alone', async () => {
    await open({ q: 'src.ip = 10.0.0.0/8', search: 'scan', sensor: 'edge-1' });
    const others = { search: 'scan', sensor: ['edge-1'] };
    expect(where('AlertList')).toEqual({ ...others, filter: 'src.ip = 10.0.0.0/8' });
    element().querySelector<HTMLButtonElement>('[aria-label="Clear the expression"]')?.click();
    await settle();
    expect(url.params()['q']).toBeUndefined();
    expect(where('AlertList')).toEqual(others);
  });

  it('asks nobody by an expression of a link that is not understood, says where it is wrong, and mends it', async () => {
    await open({ q: 'alert.severty = high' });
    expect(asked.filter(([name]) => name === 'AlertList' || name === 'AlertTabs')).toEqual([]);
    expect(element().querySelector('wl-expression-line [role=alert]')?.textContent).toContain('alert.severty');
    element().querySelector<HTMLButtonElement>('wl-expression-line .mend')?.click();
    await settle();
    await type(box().value, 'Enter');
    expect(where('AlertList')).toEqual({ filter: 'alert.severity = high' });
  });

  it('refuses fields of other records, and asks nothing then', async () => {
    await open();
    const before = asked.length;
    await type('dns.rcode = NXDOMAIN', 'Enter');
    expect(element().querySelector('wl-expression-line [role=alert]')).not.toBeNull();
    expect([asked.length, url.params()['q']]).toEqual([before, undefined]);
  });

  it('offers what the rows say, the most alerts first', async () => {
    await open();
    await type('alert.rule = ');
    const offers = [...element().querySelectorAll('wl-completion-list [role=option]')].map((one) =>
      [...one.children]
        .map((part) => part.textContent?.trim())
        .join(' ')
        .trim(),
    );
    expect(offers.slice(0, 2)).toEqual(['vertical-scan 5 alerts', 'beacon 1 alert']);
  });

  it('sets a condition aside into the address, and says that a filter leaves everything out', async () => {
    rows = [];
    await open({ q: 'alert.rule = beacon and is:open' });
    expect(element().textContent).toContain('No alert fits');
    element().querySelectorAll<HTMLButtonElement>('.pill .text')[0]?.click();
    await settle();
    const items = [...element().querySelectorAll<HTMLButtonElement>('wl-expression-pills [role=menuitem]')];
    items.find((item) => item.textContent?.includes('Set aside'))?.click();
    await settle();
    expect([url.params()['q'], url.params()['off']]).toEqual(['is:open', 'alert.rule = beacon']);
    expect(where('AlertList')).toEqual({ filter: 'is:open' });
  });

  it('A-04 shows hidden characters and markup of an expression as text', async () => {
    await open({ q: 'alert.rule = "<img src=x onerror=alert(1)>\u202e"' });
    expect(element().querySelector('img, script, iframe')).toBeNull();
    expect(line()).toContain('<img src=x onerror=alert(1)>');
    expect(line()).not.toContain('\u202e');
  });
});
