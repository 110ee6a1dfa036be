import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RULE_SETS } from '@wireledger/detectors';
import { simulate, type AttackKind, type SimulationOptions } from '@wireledger/simulator';
import { writeCapture } from '../simulate/write-capture';
import { detectFile } from './detect-file';

const START = 1_767_603_600_000_000;
/** The kind of alert that each planted attack must raise. */
const KINDS: Readonly<Record<AttackKind, string>> = {
  'vertical-scan': 'port_scan_vertical',
  'horizontal-scan': 'port_scan_horizontal',
  'ssh-brute-force': 'brute_force',
  'syn-flood': 'syn_flood',
  'dns-tunnel': 'dns_tunnel',
  beacon: 'beaconing',
  exfiltration: 'exfiltration',
};
const SECOND_MS = 1000;

const FULL = process.env['WIRELEDGER_FULL'] === '1';
/** Everyday traffic (packets/s) on each push, and with WIRELEDGER_FULL=1. */
const rate = (everyday: number, full: number) => (FULL ? full : everyday);

const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-detect-'));
afterAll(() => rmSync(folder, { recursive: true }));

function detect(options: Omit<SimulationOptions, 'startUs'>) {
  const file = path.join(folder, 'simulated.pcap');
  const simulation = simulate({ ...options, startUs: START });
  writeCapture(file, { format: 'pcap', resolution: 'us' }, simulation);
  const { alerts } = detectFile(file, RULE_SETS.recommended);
  return { alerts, answers: simulation.answers() };
}

describe.each([
  ['a minute', { seed: 1, durationS: 60, rate: rate(100, 200) }],
  ['five minutes', { seed: 42, durationS: 300, rate: rate(25, 60) }],
  ['half an hour', { seed: 7, durationS: 1800, rate: rate(6, 20) }],
])('the simulated network, %s', (_what, options) => {
  const { alerts, answers } = detect({ ...options, attacks: 'all' });

  it.each(answers.attacks.map((attack) => [attack.kind, attack] as const))(
    'with %s found: who, whom and when',
    (kind, { src, dst, firstUs, lastUs }) => {
      const found = alerts.filter(
        (alert) =>
          alert.kind === KINDS[kind] && alert.src === src && (dst === '' || alert.dst === null || alert.dst === dst),
      );
      expect(found.length).toBeGreaterThan(0);
      for (const { first, last, targets } of found) {
        expect(Date.parse(first)).toBeGreaterThanOrEqual(firstUs / 1000 - SECOND_MS);
        expect(Date.parse(last)).toBeLessThanOrEqual(lastUs / 1000 + 90 * SECOND_MS);
        if (dst !== '' && targets.length > 0) expect(targets).toContain(dst);
      }
    },
  );

  it('without alerts about anything else', () => {
    const planted = answers.attacks.map(({ kind, dst, src }) => [KINDS[kind], src, dst] as const);
    const others = alerts.filter(
      ({ kind, src, dst }) =>
        !planted.some(([of, who, whom]) => kind === of && (src === who || (src === null && dst === whom))),
    );
    expect(others).toEqual([]);
  });
});

it.each([
  ['ten minutes', { seed: 3, durationS: 600, rate: rate(60, 200) }],
  ['four hours, gently', { seed: 11, durationS: 4 * 3600, rate: rate(2, 6) }],
  ['a day, quietly', { seed: 5, durationS: 86_400, rate: rate(0.5, 3) }],
])('a clean run of %s is silent', (_what, options) => {
  expect(detect({ ...options, attacks: 'none' }).alerts).toEqual([]);
});
