import { TestBed } from '@angular/core/testing';
import type { RuleDetector } from './rule-draft';
import { importedRule, RuleImport } from './rule-file';

const SCAN: RuleDetector = {
  ...{ id: 'scan', kind: 'scan', title: 'Scans', counts: '', algorithm: '', source: '', limits: '', lookAlikes: '' },
  reads: [],
  fields: [
    {
      ...{ name: 'ports', kind: 'whole', about: '', least: 1, most: 65_536, above: false, choices: [] },
      ...{ fallback: null, kindBy: null, choicesOf: [] },
    },
  ],
} as unknown as RuleDetector;
const GOOD = '{"name":"Mine","detector":"scan","cooldownSeconds":600,"parameters":{"ports":10}}';

it('reads the file of a rule', () => {
  expect(importedRule(GOOD, [SCAN])).toMatchObject({ detector: 'scan', draft: { parameters: { ports: '10' } } });
});

it.each<[string, string, RegExp]>([
  ['a prototype', GOOD.replace('{"ports"', '{"__proto__":{"ports":1},"ports"'), /“__proto__” cannot be a name/],
  ['a prototype at the top', GOOD.replace('{', '{"__proto__":{"technique":"T1046"},'), /“__proto__” cannot be a name/],
  ['a name that stands twice', GOOD.replace('{"ports"', '{"ports":1,"ports"'), /“ports” stands twice/],
  ['10,000 levels', GOOD.replace('10}', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`), /more than 32 levels/],
  ['what no rule has', GOOD.replace('{"ports"', '{"sql":"x","ports"'), /has no “sql”/],
  ['a zip', 'PK\u0003\u0004\u0014', /no JSON/],
])('A-29 A-30 a file with %s is no rule', (_what, text, why) => {
  expect(() => importedRule(text, [SCAN])).toThrow(RangeError);
  expect(() => importedRule(text, [SCAN])).toThrow(why);
  expect(({} as { ports?: number }).ports).toBeUndefined();
});

it('A-29 a file of 50 MB is not read at all', async () => {
  const fixture = TestBed.createComponent(RuleImport);
  fixture.componentRef.setInput('detectors', [SCAN]);
  fixture.detectChanges();
  const said: string[] = [];
  fixture.componentInstance.refused.subscribe((why) => said.push(why));
  fixture.componentInstance.read.subscribe(() => said.push('read'));
  const text = jest.fn();
  const field = (fixture.nativeElement as HTMLElement).querySelector('input') as HTMLInputElement;
  Object.defineProperty(field, 'files', { value: [{ size: 50_000_000, text }] });
  field.dispatchEvent(new Event('change'));
  await fixture.whenStable();
  expect(said).toEqual(['A rule has at most 16777216 bytes.']);
  expect(text).not.toHaveBeenCalled();
});
