import { LiveAnnouncer } from '@angular/cdk/a11y';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { AlertReplay } from './alert-replay';

describe('replaying an alert', () => {
  let fixture: ComponentFixture<AlertReplay>;
  let element: HTMLElement;
  let answer: Promise<unknown>;
  const asked: unknown[] = [];
  const announced: string[] = [];
  const SAME = { outcome: 'same', records: 1000, value: 1234.5, severity: 'high', withoutLast: false, note: null };

  beforeEach(() => {
    asked.length = 0;
    announced.length = 0;
    answer = Promise.resolve({ alertReplay: SAME });
    TestBed.configureTestingModule({
      providers: [
        { provide: Gateway, useValue: { run: (_op: unknown, variables: unknown) => (asked.push(variables), answer) } },
        { provide: LiveAnnouncer, useValue: { announce: (text: string) => Promise.resolve(announced.push(text)) } },
      ],
    });
    fixture = TestBed.createComponent(AlertReplay);
    fixture.componentRef.setInput('alert', 'a1');
    fixture.componentRef.setInput('unit', 'lookups');
    element = fixture.nativeElement as HTMLElement;
  });
  const text = () => element.textContent.replace(/\s+/g, ' ').trim();
  async function run(): Promise<void> {
    await fixture.whenStable();
    element.querySelector('button')?.click();
    await fixture.whenStable();
    await new Promise((resolve) => setTimeout(resolve));
    await fixture.whenStable();
  }

  it('asks when it is asked to, and tells what came of it', async () => {
    await fixture.whenStable();
    expect([asked, text()]).toEqual([[], 'Replay this alert']);
    await run();
    expect(asked).toEqual([{ id: 'a1' }]);
    const told = 'Same alert from 1,000 kept records: 1,234.5 lookups. Without the last record none.';
    expect(text()).toBe(`Replay this alert ${told}`);
    expect(announced).toEqual([told]);
  });

  it.each<[object, string]>([
    [
      { outcome: 'different', records: 3, withoutLast: true },
      'Another alert from 3 kept records: 1,234.5 lookups. Without the last record still one.',
    ],
    [{ outcome: 'nothing', records: 1, value: null, note: '7 more.' }, 'No alert from 1 kept record. 7 more.'],
    [{ outcome: 'unfit', withoutLast: null, note: 'It rests on more.' }, 'Not tried It rests on more.'],
  ])('says of %j', async (change, told) => {
    answer = Promise.resolve({ alertReplay: { ...SAME, ...change } });
    await run();
    expect(text()).toBe(`Replay this alert ${told}`);
  });

  it('tells what went wrong, and nothing of an alert that is no longer shown', async () => {
    answer = Promise.reject(new ApiError('ALERT_UNKNOWN', 'There is no such alert.'));
    await run();
    expect(element.querySelector('[role=alert]')?.textContent).toContain('There is no such alert.');
    answer = Promise.resolve({ alertReplay: SAME });
    await run();
    expect(text()).toContain('Same alert');
    fixture.componentRef.setInput('alert', 'a2');
    await fixture.whenStable();
    expect(text()).toBe('Replay this alert');
  });
});
