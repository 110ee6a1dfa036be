import { LiveAnnouncer } from '@angular/cdk/a11y';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { RangeState } from '../../core/range-state';
import { CaptureList, KeepRangeAsCase, Sensors } from '../../graphql/generated/operations';
import { teachLayers } from '../../testing/layers';
import { RangeCaseSheet } from './range-case-sheet';

describe('adding a test case of what was recorded', () => {
  const asked: unknown[] = [];
  let refusal: ApiError | undefined;
  let forget: () => void;
  beforeAll(() => (forget = teachLayers()));
  afterAll(() => forget());

  beforeEach(() => {
    asked.length = 0;
    refusal = undefined;
    const answers: ReadonlyMap<unknown, unknown> = new Map<unknown, unknown>([
      [
        CaptureList,
        {
          captures: [
            { id: 'c1', name: 'office.pcap', state: 'imported' },
            { id: 'c2', name: 'new.pcap', state: 'uploaded' },
          ],
        },
      ],
      [Sensors, { sensors: [{ name: 'edge-1' }] }],
    ]);
    const run = (op: unknown, variables: unknown) => {
      if (op !== KeepRangeAsCase) return Promise.resolve(answers.get(op));
      asked.push(variables);
      return refusal ? Promise.reject(refusal) : Promise.resolve({ done: { position: '7', entity: {} } });
    };
    const input = signal({ from: '2026-11-21T08:00:00Z', to: '2026-11-21T09:00:00Z' });
    TestBed.configureTestingModule({
      providers: [
        { provide: Gateway, useValue: { run } },
        { provide: RangeState, useValue: { input } },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
      ],
    });
  });

  async function show() {
    const fixture = TestBed.createComponent(RangeCaseSheet);
    fixture.componentRef.setInput('rule', { id: 'own-1', name: 'Scans' });
    const kept: string[] = [];
    fixture.componentInstance.kept.subscribe((position) => kept.push(position));
    const element = fixture.nativeElement as HTMLElement;
    const settle = async () => {
      for (let i = 0; i < 4; i++) {
        await fixture.whenStable();
        await new Promise((resolve) => setTimeout(resolve));
      }
    };
    await settle();
    const set = (selector: string, value: string, event = 'input') => {
      const box = element.querySelector<HTMLInputElement>(selector) as HTMLInputElement;
      box.value = value;
      box.dispatchEvent(new Event(event));
    };
    const keep = async () => {
      element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
      await settle();
    };
    return { element, set, keep, kept, problem: () => element.querySelector('[role=alert]')?.textContent ?? '' };
  }

  it('offers captures that were imported and sensors, and takes the first capture', async () => {
    const sheet = await show();
    expect([...sheet.element.querySelectorAll('option')].map((one) => one.textContent.trim())).toEqual([
      'Capture office.pcap',
      'Sensor edge-1',
    ]);
    sheet.set('#range-case-name', 'A scan');
    await sheet.keep();
    expect(asked).toMatchObject([{ id: 'own-1', name: 'A scan', expects: 'alert', capture: 'c1' }]);
    expect(sheet.kept).toEqual(['7']);
  });

  it('takes a sensor within the range of the top bar, with a filter', async () => {
    const sheet = await show();
    sheet.set('#case-from', 'sensor:edge-1', 'change');
    sheet.set('#case-filter', 'src.ip = 10.0.0.1');
    sheet.set('#range-case-name', 'Quiet hour');
    await sheet.keep();
    expect(asked).toMatchObject([
      { sensor: 'edge-1', from: '2026-11-21T08:00:00Z', to: '2026-11-21T09:00:00Z', filter: 'src.ip = 10.0.0.1' },
    ]);
  });

  it('wants a name and a filter that is understood, and says what the server refused', async () => {
    const sheet = await show();
    await sheet.keep();
    expect(sheet.problem()).toContain('A name is wanted.');
    sheet.set('#range-case-name', 'x');
    sheet.set('#case-filter', 'colour = red');
    await sheet.keep();
    expect([sheet.problem(), asked]).toEqual([expect.stringContaining('There is no field'), []]);
    sheet.set('#case-filter', '');
    refusal = new ApiError('RULE_CASE_TOO_BIG', 'A test case has 1000 records at most.');
    await sheet.keep();
    expect([sheet.problem(), sheet.kept]).toEqual([expect.stringContaining('1000 records'), []]);
  });
});
