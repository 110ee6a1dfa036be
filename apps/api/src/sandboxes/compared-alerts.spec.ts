import { comparedAlerts } from './compared-alerts';
import type { SeenSandboxAlert } from './sandbox-sensor';

const alert = (more: Partial<SeenSandboxAlert> = {}): SeenSandboxAlert => ({
  ...{
    id: 'x',
    rule: 'scan',
    version: 1,
    title: 'Scan',
    kind: 'port_scan_vertical',
    severity: 'high',
    entity: 'a → b',
  },
  ...{ src: 'a', dst: 'b', dport: null, first: 100, last: 200, value: 30, threshold: 20, unit: 'ports' },
  ...{ summary: 'a asked 30 ports of b', ended: true, ...more },
});
const differences = (before: readonly SeenSandboxAlert[], after: readonly SeenSandboxAlert[]) =>
  comparedAlerts(before, after).map(({ difference, before: one, after: other }) => [
    ...[difference, one?.first, other?.first],
  ]);

describe('alerts of two replays', () => {
  it('are the same whatever their ids and the version of the rule', () => {
    expect(differences([alert()], [alert({ id: 'y', version: 2 })])).toEqual([['SAME', 100, 100]]);
  });

  it.each<[string, Partial<SeenSandboxAlert>]>([
    ['severity', { severity: 'low' }],
    ['numbers', { value: 31 }],
    ['threshold', { threshold: 25 }],
    ['time', { last: 201 }],
    ['words', { summary: 'other' }],
    ['end', { ended: false }],
  ])('differ by their %s', (_what, more) => {
    expect(differences([alert()], [alert(more)])).toEqual([['CHANGED', 100, 100]]);
  });

  it.each<[string, Partial<SeenSandboxAlert>]>([
    ['rule', { rule: 'other' }],
    ['kind', { kind: 'generic' }],
    ['entity', { entity: 'a → c' }],
  ])('of another %s are others', (_what, more) => {
    const told = differences([alert()], [alert(more)]);
    expect(told.map(([difference]) => difference).sort()).toEqual(['ADDED', 'REMOVED']);
  });

  it('about the same thing belong together by their time, in its order', () => {
    const of = (first: number) => alert({ first, last: first + 50 });
    expect(differences([of(900), of(100), of(500)], [of(520), of(120), of(3000)])).toEqual([
      ['CHANGED', 100, 120],
      ['CHANGED', 500, 520],
      ['REMOVED', 900, undefined],
      ['ADDED', undefined, 3000],
    ]);
  });

  it('each have one partner at most', () => {
    expect(differences([alert()], [alert(), alert({ first: 150 })])).toEqual([
      ['SAME', 100, 100],
      ['ADDED', undefined, 150],
    ]);
  });

  it('of a replay without any are all added, or all removed', () => {
    expect(differences([], [alert()])).toEqual([['ADDED', undefined, 100]]);
    expect(differences([alert()], [])).toEqual([['REMOVED', 100, undefined]]);
    expect(differences([], [])).toEqual([]);
  });
});
