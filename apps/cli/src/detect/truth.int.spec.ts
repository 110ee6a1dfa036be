import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RULE_SETS } from '@wireledger/detectors';
import { capturePath, truths, withCaptures } from '../read/testing/captures';
import { detectFile, type PrintedAlert } from './detect-file';
import listed from './truth-exceptions.json';

/** A detection that somebody who looked at the capture by hand expects. */
interface Expected {
  readonly kind: string;
  readonly expect: 'must' | 'may' | 'must_not';
  readonly src?: string | readonly string[];
  readonly dst?: string | readonly string[];
  readonly dport?: number;
}
/** What cannot be found yet, and why. */
const exceptions: readonly { readonly file: string; readonly kind: string; readonly reason: string }[] = listed;

interface Truth {
  readonly label: string;
  readonly detections: readonly Expected[];
}

const NAMES = ['src', 'dst', 'dport'] as const;

/** Kinds are equal, and so is what both name. */
function matches(alert: PrintedAlert, expected: Expected): boolean {
  return (
    alert.kind === expected.kind &&
    NAMES.every((name) => {
      const [is, should] = [alert[name], expected[name]];
      return is === null || should === undefined || [should].flat().map(String).includes(String(is));
    })
  );
}

withCaptures(() => {
  const known = truths() as unknown as Readonly<Record<string, Truth>>;
  const results = new Map<string, readonly PrintedAlert[]>();
  let musts = 0;

  describe.each(Object.entries(known))('%s (recommended)', (name, { label, detections }) => {
    const alerts = detectFile(capturePath(name), RULE_SETS.recommended).alerts;
    results.set(name, alerts);
    const excepted = new Set(exceptions.filter(({ file }) => file === name).map(({ kind }) => kind));
    const wanted = detections.filter((one) => one.expect === 'must' && !excepted.has(one.kind));
    musts += wanted.length;

    for (const expected of wanted)
      it(`raises ${expected.kind}`, () => {
        expect(alerts.filter((alert) => matches(alert, expected)).length).toBeGreaterThan(0);
      });

    it('raises nothing that must not be', () => {
      const allowed = detections.filter((one) => one.expect !== 'must_not');
      const forbidden = detections.filter((one) => one.expect === 'must_not');
      const wrong = alerts.filter(
        (alert) =>
          !allowed.some((one) => matches(alert, one)) &&
          forbidden.some(
            (one) => matches(alert, one) || (one.kind === 'any attack' && !['info', 'low'].includes(alert.severity)),
          ),
      );
      expect(wrong).toEqual([]);
    });

    if (label === 'benign')
      it('raises nothing of medium severity or above on harmless traffic', () => {
        expect(alerts.filter(({ severity }) => !['info', 'low'].includes(severity))).toEqual([]);
      });

    it('explains each alert by a sentence and the records it stands on', () => {
      for (const { summary, evidence, first, last, sources, targets } of alerts) {
        expect(summary).toMatch(/^\S.*threshold.*\.$/);
        expect(evidence.length).toBeGreaterThan(0);
        expect(evidence.length).toBeLessThanOrEqual(1000);
        for (const ref of evidence) expect(ref).toMatch(/^[0-9a-f-]{36}#\d+$/);
        expect(Date.parse(first)).toBeLessThanOrEqual(Date.parse(last));
        expect(Math.max(sources.length, targets.length)).toBeLessThanOrEqual(100);
      }
    });
  });

  it.each([
    ['doh.pcapng', 'resolver_bypass', 'low'],
    ['dot.pcap', 'resolver_bypass', 'low'],
    ['c2-http-foudre.pcapng', 'c2_http', 'medium'],
  ])('%s raises %s, which nobody has to', (name, kind, severity) => {
    expect(results.get(name)?.filter((alert) => alert.kind === kind)).toMatchObject([{ severity }]);
  });

  it('is what the captures’ own check says', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-detect-'));
    try {
      const file = path.join(folder, 'results.json');
      writeFileSync(file, JSON.stringify(Object.fromEntries([...results].map(([name, alerts]) => [name, { alerts }]))));
      const said = check(file);
      process.stdout.write(said);
      expect(said).toContain(`detections: ${musts} of ${musts + exceptions.length} must raised, 0 false alarms`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('keeps no exception that is not one', () => {
    for (const { file, kind } of exceptions) {
      const expected = known[file]?.detections.find((one) => one.kind === kind && one.expect === 'must');
      expect(expected).toBeDefined();
      expect(results.get(file)?.some((alert) => matches(alert, expected as Expected))).toBe(false);
    }
  });
});

/** Output of the check that came with the captures; it ends with 1 when something is missed. */
function check(results: string): string {
  const args = [capturePath('check.py'), capturePath('expected.json'), results, '--mode', 'detect'];
  try {
    return execFileSync('python3', args, { encoding: 'utf8' });
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}

it('has a reason for each exception', () => {
  for (const { reason } of exceptions) expect(reason.length).toBeGreaterThan(20);
});
