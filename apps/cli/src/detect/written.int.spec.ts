import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RULE_SETS, type Rule } from '@wireledger/detectors';
import { writeCapture } from '../simulate/write-capture';
import { detectFile, type PrintedAlert } from './detect-file';
import { claims, days, framesOf, held, knocks, lookUp, type Scene, session } from './testing/scenes';

const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-written-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Networks are for people to choose: here all of them. */
const RULES = RULE_SETS.recommended.map((rule): Rule => {
  const chosen = 'networks' in rule.parameters ? { networks: ['10.0.0.0/8'] } : {};
  return { ...rule, parameters: { ...rule.parameters, ...chosen } };
});

/** Alerts on a capture of scenes. */
function alertsOn(...scenes: readonly Scene[]): readonly PrintedAlert[] {
  const file = path.join(folder, 'written.pcap');
  writeCapture(file, { format: 'pcap', resolution: 'us' }, framesOf(...scenes));
  return detectFile(file, RULES).alerts;
}
const shortly = (alerts: readonly PrintedAlert[]) =>
  alerts.map(({ kind, severity, src, dst, dport }) => [kind, severity, src, dst, dport]);
const inside = (i: number) => `10.0.1.${i}`;

it('a slow scan', () => {
  const scan = (n: number) => knocks({ src: '203.0.113.9', dst: '10.0.0.7' }, n, 600);
  expect(shortly(alertsOn(scan(25)))).toEqual([['port_scan_slow', 'medium', '203.0.113.9', '10.0.0.7', null]]);
  expect(alertsOn(scan(24))).toEqual([]);
  expect(alertsOn(knocks({ src: '203.0.113.9', dst: '10.0.0.7' }, 50, 901))).toEqual([]);
});

it('a connection that is still open', () => {
  const ends = { src: '10.0.0.7', dst: '203.0.113.9', dport: 4433 };
  expect(shortly(alertsOn(held(ends, 5)))).toEqual([['long_connection', 'low', '10.0.0.7', '203.0.113.9', 4433]]);
  expect(shortly(alertsOn(held(ends, 9)))).toEqual([['long_connection', 'medium', '10.0.0.7', '203.0.113.9', 4433]]);
  expect(alertsOn(held(ends, 3))).toEqual([]);
});

it('hosts that take over one another', () => {
  const reach = (from: number, to: readonly number[], at: number) =>
    to.map((host, i) =>
      session(at + i * 20, { src: inside(from), dst: inside(host), sport: 40_000 + host, dport: 445 }),
    );
  const first = reach(1, [2, 3, 4, 5, 6], 0);
  const chain = alertsOn(...first, ...reach(3, [11, 12, 13, 14, 15], 300));
  expect(shortly(chain)).toEqual([['lateral_movement', 'high', null, null, 445]]);
  expect(chain[0]?.evidence).toHaveLength(10);
  expect(alertsOn(...first, ...reach(3, [11, 12, 13, 14], 300))).toEqual([]);
});

it('a name that leads inside', () => {
  const outside = lookUp(0, '10.0.0.7', 'x.evil.example.com', '203.0.113.9');
  const alerts = alertsOn(outside, lookUp(8, '10.0.0.7', 'x.evil.example.com', '192.168.1.1'));
  expect(shortly(alerts)).toEqual([['dns_rebinding', 'medium', '10.0.0.7', '192.168.1.1', null]]);
  expect(alertsOn(lookUp(0, '10.0.0.7', 'x.evil.example.com', '203.0.113.9'))).toEqual([]);
});

it('a device, a service and a top-level domain that were never there before', () => {
  const watched = Array.from({ length: 18 }, (_, day) =>
    lookUp(days(day / 2) + day, inside(day), 'www.example.com', '203.0.113.7'),
  );
  const [old, fresh] = ['00:1b:21:00:00:01', '00:1b:21:00:00:02'];
  const known = [claims(0, old, '10.0.0.7'), claims(days(7.5), old, '10.0.0.7')];
  const web = [0, 7.5].map((day) =>
    session(days(day), { src: inside(1), dst: '10.0.0.7', sport: 40_001, dport: 9000 }),
  );
  const later = days(8.2);
  const alerts = alertsOn(
    ...[...watched, ...known, ...web, claims(later, fresh, '10.0.0.8')],
    session(later, { src: inside(1), dst: '10.0.0.7', sport: 40_002, dport: 4444 }),
    lookUp(later, inside(1), 'www.foo.zip', '203.0.113.8'),
  );
  expect(shortly(alerts).sort()).toEqual([
    ['new_device', 'low', '10.0.0.8', null, null],
    ['new_service', 'low', inside(1), '10.0.0.7', 4444],
    ['rare_tld', 'low', inside(1), null, null],
  ]);
  expect(alertsOn(...watched, ...known, ...web)).toEqual([]);
});
