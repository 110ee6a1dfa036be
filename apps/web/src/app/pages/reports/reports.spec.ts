import { LiveAnnouncer } from '@angular/cdk/a11y';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { createHash, webcrypto } from 'node:crypto';
import { Download } from '../../core/api/download';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { type LiveSink, LiveSocket } from '../../core/api/live-socket';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import type { ReportFields, ReportPreviewResult, ReportScheduleFields } from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import { FakeUrl } from '../../testing/fake-url';
import { ReportsPage } from './reports';

const BYTES = new TextEncoder().encode('%PDF-1.7 …');
const HASH = createHash('sha256').update(BYTES).digest('hex');
const TEMPLATE = { id: 'executive', title: 'Executive summary', description: 'In short.', audit: false, mostDays: 366 };
const REPORT: ReportFields = {
  ...{ id: 'r1', template: 'executive', name: 'Week <b>47</b>', zone: 'Europe/Berlin', format: 'PDF', state: 'done' },
  ...{ from: '2026-11-16T00:00:00Z', to: '2026-11-23T00:00:00Z', progress: 1, error: null, bytes: 52_000 },
  ...{ fileHash: HASH, contentHash: 'c0'.repeat(32), masked: false, shared: false, own: true, ownerName: 'Ada' },
  ...{ schedule: null, trial: false, fileName: 'week-47.pdf', createdAt: '2026-11-30T02:00:00Z', deliveries: [] },
  ...{ finishedAt: '2026-11-30T02:00:05Z', expiresAt: '2027-02-28T02:00:00Z' },
};
const nothing = { text: null, figures: null, table: null, series: null };
const PREVIEW: ReportPreviewResult['reportPreview'] = {
  ...{ title: 'Executive summary: <i>47</i>', masked: true, sectionsLeft: 3 },
  sections: [
    {
      heading: 'Traffic',
      blocks: [
        { ...nothing, figures: [{ label: 'Bytes', value: '4.81 GB', note: null }] },
        { ...nothing, series: { label: 'Bytes', values: [1, 5, 2], most: '5 B' } },
        {
          ...nothing,
          table: {
            columns: [
              { label: 'Host', numeric: false },
              { label: 'Bytes', numeric: true },
            ],
            rows: [{ cells: ['<img src=x onerror=alert(1)>', '4.2 GB'] }],
            leftOut: 7,
          },
        },
      ],
    },
  ],
};
const SCHEDULE: ReportScheduleFields = {
  ...{ id: 's1', revision: 3, template: 'executive', name: 'Mondays', format: 'PDF', rhythm: 'WEEKLY', day: 1 },
  ...{ at: '06:00', zone: 'Europe/Berlin', recipients: ['ada@example.org'], shared: false, paused: false },
  ...{ next: [7, 14, 21, 28, 29].map((day) => `2026-12-${String(day).padStart(2, '0')}T05:00:00Z`), lastAt: null },
};

describe('the page of reports', () => {
  let fixture: ComponentFixture<ReportsPage>;
  let element: HTMLElement;
  let url: FakeUrl;
  let sink: LiveSink<{ reportChanged: ReportFields }> | undefined;
  let reports: ReportFields[];
  let schedules: ReportScheduleFields[];
  let refused: ApiError | undefined;
  let may: readonly string[];
  const sent: [string, Record<string, unknown>][] = [];
  const saved: string[] = [];
  const previews: [Record<string, unknown>, AbortSignal | undefined][] = [];
  let preview: () => Promise<ReportPreviewResult>;

  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: Record<string, unknown>, signal?: AbortSignal) => {
      if (refused) return Promise.reject(refused);
      if (op.name === 'ReportTemplates') return Promise.resolve({ reportTemplates: [TEMPLATE] });
      if (op.name === 'Reports') return Promise.resolve({ reports });
      if (op.name === 'ReportPreview') {
        previews.push([variables, signal]);
        return preview();
      }
      if (op.name === 'ReportSchedules') return Promise.resolve({ reportSchedules: schedules });
      sent.push([op.name, variables]);
      if (op.name === 'GenerateReport') {
        const input = variables['input'] as Partial<ReportFields>;
        return Promise.resolve({ done: { ...REPORT, ...input, id: 'r2', state: 'waiting', progress: 0 } });
      }
      if (op.name === 'ShareReport') return Promise.resolve({ done: { ...REPORT, shared: variables['shared'] } });
      if (op.name === 'TestReportSchedule')
        return Promise.resolve({ done: { ...REPORT, id: 't1', trial: true, schedule: 's1', state: 'waiting' } });
      if (op.name === 'RetryReport') return Promise.resolve({ done: { ...REPORT, state: 'waiting', error: null } });
      if (op.name === 'RemoveReport') reports = [];
      if (op.name === 'PauseReportSchedule') schedules = [{ ...SCHEDULE, paused: true, next: [] }];
      return Promise.resolve({ done: { id: 'r1' } });
    },
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) {
      await fixture.whenStable();
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  const open = async (params: Record<string, string> = {}): Promise<void> => {
    url.params.set(params);
    fixture = TestBed.createComponent(ReportsPage);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await settle();
  };
  const text = (): string => (element.textContent ?? '').replace(/\s+/g, ' ');
  /** Hashes are computed beside the page: they come when they come. */
  const says = async (words: string): Promise<void> => {
    for (let turn = 0; turn < 500 && !text().includes(words); turn += 1) await settle();
    expect(text()).toContain(words);
  };
  const button = (label: string): HTMLButtonElement => {
    const found = [...element.querySelectorAll('button')].find(
      (one) => (one.getAttribute('aria-label') ?? one.textContent ?? '').trim() === label,
    );
    if (!found) throw new Error(`no button ${label}`);
    return found;
  };
  const press = async (label: string): Promise<void> => {
    button(label).click();
    await settle();
  };
  const submit = async (): Promise<void> => {
    element.querySelector('dialog form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
  };

  beforeEach(() => {
    // jsdom has neither
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function () {
      this.open = false;
      this.dispatchEvent(new Event('close'));
    };
    Object.defineProperty(globalThis.crypto, 'subtle', { value: webcrypto.subtle, configurable: true });
    url = new FakeUrl();
    [sent.length, saved.length, previews.length] = [0, 0, 0];
    preview = () => Promise.resolve({ reportPreview: PREVIEW });
    [reports, schedules, refused, sink] = [[REPORT], [SCHEDULE], undefined, undefined];
    may = ['reports.read', 'reports.write'];
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        { provide: Gateway, useValue: gateway },
        { provide: UrlState, useValue: url },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
        { provide: Session, useValue: { can: (permission: string) => may.includes(permission), viewer: () => null } },
        {
          provide: LiveSocket,
          useValue: {
            subscribe: (_op: unknown, _variables: unknown, to: typeof sink) => {
              sink = to;
              return () => undefined;
            },
          },
        },
        {
          provide: Download,
          useValue: {
            read: async () => ({ arrayBuffer: async () => Uint8Array.from(BYTES).buffer }),
            save: async (path: string, name: string) => void saved.push(`${path} ${name}`),
          },
        },
      ],
    });
  });
  afterEach(() => element.remove());

  it('orders one of the range of the page and follows it', async () => {
    await open();
    await press('Generate Executive summary');
    await submit();
    const [[name, { input }] = ['', {}]] = sent as [string, { input: Record<string, string> }][];
    expect(name).toBe('GenerateReport');
    expect(input).toMatchObject({ template: 'executive', name: 'Executive summary', format: 'PDF' });
    expect(Date.parse(input?.['to'] ?? '')).toBeGreaterThan(Date.parse(input?.['from'] ?? ''));
    expect(url.params()).toEqual({ id: 'r2' });
    sink?.frames([
      { reportChanged: { ...REPORT, id: 'r2', name: 'Executive summary', state: 'running', progress: 0.42 } },
    ]);
    await settle();
    expect(text()).toContain('42 %');
    expect(element.querySelector('progress')?.value).toBe(0.42);
    // The first one compiles what the page is made of.
  }, 30_000);

  it('shows how it would begin before it is ordered, names as text, and asks anew for what is changed', async () => {
    await open();
    await press('Generate Executive summary');
    await press('Preview');
    expect(previews[0]?.[0]['input']).toMatchObject({
      template: 'executive',
      name: 'Executive summary',
      format: 'PDF',
    });
    for (const told of ['Executive summary: <i>47</i>', 'masked for you', '4.81 GB', '5 B at most', '7 more rows'])
      expect(text()).toContain(told);
    expect(text()).toContain('3 more sections follow');
    expect([...element.querySelectorAll('dialog td')].map((cell) => cell.textContent?.trim())).toEqual([
      '<img src=x onerror=alert(1)>',
      '4.2 GB',
    ]);
    element.querySelector('#report-zone')?.dispatchEvent(new Event('input', { bubbles: true }));
    await settle();
    expect(text()).not.toContain('4.81 GB');
    expect(sent).toEqual([]);
  });

  it('gives a preview up when its sheet is closed, and says what it could not read and what is not there', async () => {
    preview = () => new Promise(() => undefined);
    await open();
    await press('Generate Executive summary');
    // It does not come to rest while an answer is awaited.
    button('Preview').click();
    fixture.detectChanges();
    expect(element.querySelector('wl-report-preview wl-skeleton')).not.toBeNull();
    await new Promise((resolve) => setTimeout(resolve));
    await press('Cancel');
    expect(previews[0]?.[1]?.aborted).toBe(true);
    preview = () => Promise.reject(new ApiError('BUSY', 'Previews are being made for you already.'));
    await press('Generate Executive summary');
    await press('Preview');
    expect(text()).toContain('Previews are being made for you already.');
    await press('Hide preview');
    const [section] = PREVIEW.sections;
    const table = { columns: [{ label: 'Host', numeric: false }], rows: [], leftOut: 0 };
    const bare = [{ heading: section?.heading ?? '', blocks: [{ ...nothing, table }] }];
    preview = () => Promise.resolve({ reportPreview: { ...PREVIEW, sections: bare } });
    await press('Preview');
    expect(text()).toContain('Nothing to tell of this range');
  });

  it('shows a name as text, and compares the file with its hash where it is looked at', async () => {
    await open({ id: 'r1' });
    expect(text()).toContain('Week <b>47</b>');
    await press('Verify hash');
    await says('its hash matches');
    await press('Download');
    expect(saved).toEqual(['/api/reports/r1/file week-47.pdf']);
  });

  it('says that a file is another one than was made', async () => {
    reports = [{ ...REPORT, fileHash: '00'.repeat(32) }];
    await open({ id: 'r1' });
    await press('Verify hash');
    await says(`The file is not the one that was made: its hash is ${HASH}.`);
  });

  it('shares, asks before it removes, and makes what failed once more', async () => {
    await open({ id: 'r1' });
    await press('Share');
    expect(text()).toContain('Shared');
    await press('Remove');
    expect(sent.map(([name]) => name)).toEqual(['ShareReport']);
    await submit();
    expect(sent.at(-1)).toEqual(['RemoveReport', { id: 'r1' }]);
    expect(text()).toContain('No reports yet');
    sink?.frames([{ reportChanged: { ...REPORT, state: 'failed', error: 'The range holds nothing.' } }]);
    url.patch({ id: 'r1' });
    await settle();
    expect(text()).toContain('The range holds nothing.');
    await press('Retry');
    expect(sent.at(-1)).toEqual(['RetryReport', { id: 'r1' }]);
  });

  it('has schedules with their next turns, and pauses by the revision that was seen', async () => {
    await open({ tab: 'schedules' });
    expect(text()).toContain('Every Monday at 06:00, Europe/Berlin');
    expect(/Next: (.*?) (?:Pause|Change)/.exec(text())?.[1]?.split(' · ')).toHaveLength(5);
    await press('Pause Mondays');
    expect(sent[0]).toMatchObject(['PauseReportSchedule', { id: 's1', seen: 3, paused: true }]);
    expect(text()).toContain('No turn is due while it is paused.');
    await press('Change Mondays');
    await submit();
    expect(sent[1]?.[0]).toBe('SaveReportSchedule');
    expect(sent[1]?.[1]['input']).toMatchObject({
      ...{ id: 's1', seen: 3, rhythm: 'WEEKLY', day: 1, at: '06:00', recipients: ['ada@example.org'] },
    });
  });

  it('tries a schedule out on those that are chosen, and follows the test', async () => {
    schedules = [{ ...SCHEDULE, recipients: ['ada@example.org', '<b>bob</b>@example.org'] }];
    await open({ tab: 'schedules' });
    await press('Send test of Mondays');
    const boxes = [...element.querySelectorAll<HTMLInputElement>('dialog input[type=checkbox]')];
    for (const box of boxes) box.checked = false;
    await submit();
    expect(text()).toContain('Choose whom to tell');
    for (const box of boxes.slice(1)) box.checked = true;
    await submit();
    expect(sent).toEqual([
      ['TestReportSchedule', { id: 's1', key: expect.any(String), recipients: ['<b>bob</b>@example.org'] }],
    ]);
    expect(url.params()).toEqual({ id: 't1' });
    expect([...element.querySelectorAll('tr .tag')].map((tag) => tag.textContent)).toEqual(['test']);
  });

  it('offers nothing to make to who may read alone, and no schedules', async () => {
    may = ['reports.read'];
    reports = [];
    await open({ tab: 'schedules' });
    expect(element.querySelector('.tabs')).toBeNull();
    expect(text()).toContain('Nobody has shared one with you.');
    expect([...element.querySelectorAll('button')]).toEqual([]);
  });

  it('says what could not be read', async () => {
    refused = new ApiError('UNAVAILABLE', 'The database is away.');
    await open();
    expect(text()).toContain('Reports could not be read');
    expect(text()).toContain('The database is away.');
  });
});
