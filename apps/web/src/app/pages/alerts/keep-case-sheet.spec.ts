import { LiveAnnouncer } from '@angular/cdk/a11y';
import { TestBed } from '@angular/core/testing';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { teachLayers } from '../../testing/layers';
import { KeepCaseSheet } from './keep-case-sheet';

describe('keeping an alert as a test case', () => {
  const asked: Readonly<Record<string, unknown>>[] = [];
  let refusal: ApiError | undefined;

  let forget: () => void;
  beforeAll(() => (forget = teachLayers()));
  afterAll(() => forget());

  beforeEach(() => {
    asked.length = 0;
    refusal = undefined;
    const run = (_op: unknown, variables: Readonly<Record<string, unknown>>) => {
      asked.push(variables);
      return refusal ? Promise.reject(refusal) : Promise.resolve({ done: { position: '7', entity: {} } });
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: Gateway, useValue: { run } },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
      ],
    });
  });

  async function show(closeReason: string | null) {
    const fixture = TestBed.createComponent(KeepCaseSheet);
    const alert = { id: 'a1', title: 'Scans', last: '2026-11-21T08:00:00Z', state: { closeReason } };
    fixture.componentRef.setInput('detail', { alert });
    let closed = false;
    fixture.componentInstance.closed.subscribe(() => (closed = true));
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const keep = async () => {
      element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
      for (let i = 0; i < 3; i++) {
        await fixture.whenStable();
        await new Promise((resolve) => setTimeout(resolve));
      }
    };
    const chosen = () => element.querySelector<HTMLInputElement>('input[type=radio]:checked')?.value;
    const name = element.querySelector<HTMLInputElement>('#case-name') as HTMLInputElement;
    return { fixture, element, keep, chosen, name, closed: () => closed };
  }

  it.each([
    ['truePositive', 'alert', 'True positive'],
    ['falsePositive', 'silence', 'False positive'],
    ['benign', 'silence', 'False positive'],
    [null, 'alert', 'True positive'],
  ])('closed as %s, the rule is expected to: %s', async (reason, expects, name) => {
    const sheet = await show(reason);
    expect([sheet.chosen(), sheet.name.value]).toEqual([expects, expect.stringContaining(`${name}, `)]);
    await sheet.keep();
    expect(asked).toMatchObject([{ alert: 'a1', expects, name: sheet.name.value }]);
    expect(sheet.closed()).toBe(true);
  });

  it('says why it was not kept, and wants a name', async () => {
    const sheet = await show(null);
    refusal = new ApiError('RULE_CASE_KEPT', 'This is a test case of the rule already.');
    await sheet.keep();
    expect(sheet.element.querySelector('[role=alert]')?.textContent).toContain('already');
    sheet.name.value = ' ';
    sheet.name.dispatchEvent(new Event('input'));
    await sheet.keep();
    expect(sheet.element.querySelector('[role=alert]')?.textContent).toContain('A name is wanted.');
    expect([asked.length, sheet.closed()]).toEqual([1, false]);
  });
});
