import { TestBed } from '@angular/core/testing';
import { Gateway } from '../../core/api/gateway';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import { FakeUrl } from '../../testing/fake-url';
import { BaselineCurve } from './baseline-curve';

const START = '2026-11-21T08:00:00Z';
const DETAIL = {
  alert: { id: 'a1', kind: 'traffic_spike', sensor: 'edge-1', firedAt: '2026-11-21T08:00:59.5Z' },
  parameters: [{ name: 'bucketS', value: '60' }],
  baseline: [
    { name: 'bytes', value: 8000 },
    { name: 'usual bytes', value: 1000 },
  ],
};

describe('the curve of an alert that rests on the traffic before', () => {
  let bytes: readonly number[];
  const asked: unknown[] = [];

  beforeEach(() => {
    [bytes, asked.length] = [[500, 1000, 8000, 0], 0];
    const start = Date.parse(START);
    const run = (_op: unknown, variables: unknown) => {
      asked.push(variables);
      const times = bytes.map((_one, i) => new Date(start + (i - 2) * 60_000).toISOString());
      const half = bytes.map((one) => one / 2);
      const traffic = { coarse: false, nextExact: null, bucket: 60, times };
      return Promise.resolve({ traffic: { ...traffic, series: [{ key: '', bytesIn: half, bytesOut: half }] } });
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: Gateway, useValue: { run } },
        { provide: UrlState, useValue: new FakeUrl() },
        { provide: Session, useValue: { can: () => true, viewer: () => ({ id: 'u1' }) } },
      ],
    });
  });

  async function show(detail: object = DETAIL): Promise<HTMLElement> {
    const fixture = TestBed.createComponent(BaselineCurve);
    fixture.componentRef.setInput('detail', detail);
    for (let i = 0; i < 3; i++) {
      await fixture.whenStable();
      await new Promise((resolve) => setTimeout(resolve));
    }
    return fixture.nativeElement as HTMLElement;
  }

  it('asks for the sensor’s traffic by the rule’s buckets, and draws what was usual into it', async () => {
    const element = await show();
    expect(asked).toEqual([
      expect.objectContaining({
        ...{ bucket: 60, sensor: 'edge-1' },
        range: { from: '2026-11-21T07:20:00.000Z', to: '2026-11-21T08:05:00.000Z' },
      }),
    ]);
    expect(element.querySelector('figcaption')?.textContent).toBe('Traffic of the sensor, bytes in 60 s');
    // 106 px are 8,000 bytes: an eighth of it is 13.3 from below.
    expect(element.querySelector('.usual')?.getAttribute('d')).toBe('M0 106.7H600');
    expect(element.querySelector('.line')?.getAttribute('d')).toContain('H533.3V14');
    expect(element.querySelector('[role=img]')?.getAttribute('aria-label')).toMatch(/at most 8.* where 1.* were usual/);
  });

  it('draws nothing where the traffic is gone, or the alert rests on something else', async () => {
    bytes = [0, 0, 0, 0];
    expect((await show()).querySelector('figure')).toBeNull();
    asked.length = 0;
    for (const other of [
      { ...DETAIL, alert: { ...DETAIL.alert, kind: 'syn_flood' } },
      { ...DETAIL, baseline: [] },
      { ...DETAIL, parameters: [] },
    ])
      expect((await show(other)).querySelector('figure')).toBeNull();
    expect(asked).toEqual([]);
  });
});
