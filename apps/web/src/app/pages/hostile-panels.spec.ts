import { type Type } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Gateway } from '../core/api/gateway';
import { Session } from '../core/session/session';
import { UrlState } from '../core/url-state';
import type { Operation } from '../graphql/operation';
import { FakeUrl } from '../testing/fake-url';
import { HuntMatches } from './lists/hunt-matches';
import { Reputation } from './reputation/reputation';
import { RuleCases } from './rules/rule-cases';
import { SensorsPage } from './sensors/sensors';

const MARKUP = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
const LINK = 'javascript:alert(3)';
const TEMPLATE = '{{constructor.constructor("alert(4)")()}}';
const AT = '2026-11-21T08:00:00Z';

const MATCH = {
  ...{ indicator: MARKUP, line: null, sensor: TEMPLATE, first: AT, last: AT, count: 3, days: 1, hosts: [LINK] },
  ...{ more: 2, values: [MARKUP, LINK], valueCount: 2, alert: LINK },
};
const DETAIL = {
  rule: { rule: MARKUP, name: MARKUP, latestVersion: 1, cases: 1, tested: null },
  cases: [
    {
      ...{ id: 'c', name: MARKUP, expects: 'alert', alert: LINK, records: 1, keptByName: TEMPLATE, keptAt: AT },
      outcome: 'passed',
    },
  ],
};
const ANSWERS: Readonly<Record<string, unknown>> = {
  Reputation: {
    reputationServices: [
      { id: 's', title: MARKUP, host: LINK, on: true, addresses: true, names: true, pausedUntil: null },
    ],
    reputation: [
      {
        ...{ service: 's', verdict: 'BAD', score: 90, askedAt: AT, value: 'example.org' },
        facts: [
          { name: MARKUP, text: LINK },
          { name: 'Tags', text: TEMPLATE },
        ],
      },
    ],
  },
  LiveCaptures: {
    liveCaptures: {
      ...{ captures: [], collectors: [], spools: [], reads: [], dropped: [] },
      logs: [
        {
          ...{ source: 'x', sensor: MARKUP, places: [{ kind: 'zeek', path: LINK }], lines: 2, behind: 0, newest: AT },
          unused: [{ reason: TEMPLATE, lines: 1 }],
          ...{ rejected: [{ reason: MARKUP, lines: 1 }], problems: [MARKUP] },
        },
      ],
    },
  },
};

/** Names that others gave, in panels that no capture alone fills. */
describe('names that are meant to act', () => {
  beforeEach(() => {
    const gateway = {
      run: ({ name }: Operation<unknown, unknown>) =>
        name in ANSWERS ? Promise.resolve(ANSWERS[name]) : Promise.reject(new Error('not asked here')),
    };
    const session = { can: () => true, canAll: () => true, needsStepUp: () => false, viewer: () => null };
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        { provide: Gateway, useValue: gateway },
        { provide: Session, useValue: session },
        { provide: UrlState, useValue: new FakeUrl() },
      ],
    });
  });

  it.each<[string, Type<unknown>, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['a look back', HuntMatches, { matches: [MATCH] }, [MARKUP, LINK, TEMPLATE]],
    ['test cases of a rule', RuleCases, { detail: DETAIL, mayWrite: true, mayTest: true }, [MARKUP, TEMPLATE]],
    ['what others say', Reputation, { value: 'example.org' }, [MARKUP, LINK, TEMPLATE]],
    ['logs that are followed', SensorsPage, {}, [MARKUP, LINK, TEMPLATE]],
  ])('A-01 A-03 are text in %s', async (_what, component, inputs, said) => {
    const fixture = TestBed.createComponent(component);
    for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
    for (let turn = 0; turn < 3; turn++) {
      await fixture.whenStable();
      await new Promise((resolve) => setTimeout(resolve));
    }
    const element = fixture.nativeElement as HTMLElement;
    for (const text of said) expect(element.textContent).toContain(text);
    expect(element.querySelector('img, script, iframe, object, embed')).toBeNull();
    expect(element.querySelector('[onerror], [onload], [onclick], [srcdoc]')).toBeNull();
    for (const link of element.querySelectorAll('a')) expect(link.protocol).toBe('http:');
  });
});
