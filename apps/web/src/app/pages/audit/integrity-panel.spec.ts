import { LiveAnnouncer } from '@angular/cdk/a11y';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Download } from '../../core/api/download';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { UrlState } from '../../core/url-state';
import { type ExportFile, ExportHistory, IntegrityState } from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import { FakeUrl } from '../../testing/fake-url';
import { IntegrityPanel } from './integrity-panel';

const bundle = (more: Partial<ExportFile> = {}): ExportFile => ({
  ...{ id: 'b2', what: 'history', format: 'ndjson', state: 'waiting', rows: 0, total: null, bytes: 0 },
  ...{ truncated: false, error: null, fileName: 'history-1.ndjson' },
  ...more,
});

describe('the signed export on the panel of integrity', () => {
  let fixture: ComponentFixture<IntegrityPanel>;
  let element: HTMLElement;
  let newest: ExportFile | null;
  let refused: ApiError | undefined;
  const saved: string[][] = [];

  beforeEach(async () => {
    newest = bundle({ id: 'b1', state: 'done' });
    refused = undefined;
    saved.length = 0;
    const integrity = () => ({
      ...{ head: '9', sealHash: 'ab', key: 'k', publicKey: 'pem', lookedAt: null, seals: [], anchors: [], check: null },
      bundle: newest,
    });
    const gateway = {
      run: (op: Operation<unknown, unknown>) => {
        if (op.name === IntegrityState.name) return Promise.resolve({ integrity: integrity() });
        if (op.name !== ExportHistory.name) throw new Error(op.name);
        if (refused) return Promise.reject(refused);
        newest = bundle();
        return Promise.resolve({ exportHistory: newest });
      },
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: Gateway, useValue: gateway },
        { provide: UrlState, useValue: new FakeUrl() },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
        { provide: Download, useValue: { save: (...args: string[]) => (saved.push(args), Promise.resolve()) } },
      ],
    });
    jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'setImmediate'] });
    fixture = TestBed.createComponent(IntegrityPanel);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await ticks();
  });
  afterEach(() => {
    jest.useRealTimers();
    element.remove();
  });

  /** A few seconds of the panel's own clock. */
  const ticks = async (): Promise<void> => {
    await jest.advanceTimersByTimeAsync(3_000);
    fixture.detectChanges();
  };
  const button = () =>
    [...element.querySelectorAll<HTMLButtonElement>('button')].find(({ textContent }) =>
      /Signed export|Signing/.test(textContent ?? ''),
    ) as HTMLButtonElement;

  it('is asked for once, waited for, and saved when it is ready; an older one is not', async () => {
    button().click();
    await ticks();
    expect([button().disabled, button().textContent?.trim(), saved]).toEqual([true, 'Signing …', []]);
    newest = bundle({ state: 'done' });
    await ticks();
    expect(saved).toEqual([['/api/audit/bundles/b2/file', 'history-1.ndjson']]);
    expect([button().disabled, button().textContent?.trim()]).toEqual([false, 'Signed export']);
    await ticks();
    expect(saved).toHaveLength(1);
  });

  it('says why there is none', async () => {
    button().click();
    await ticks();
    newest = bundle({ state: 'failed', error: 'The history is too long for a file here.' });
    await ticks();
    expect(element.textContent).toContain('too long for a file');
    expect([button().disabled, saved]).toEqual([false, []]);
    refused = new ApiError('FORBIDDEN', 'Not for you.');
    button().click();
    await ticks();
    expect(element.textContent).toContain('The signed export: closed to you');
    expect(button().disabled).toBe(false);
  });
});
