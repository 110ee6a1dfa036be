import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ChildFailed, childUsage, usageIn, wallSeconds } from './child-usage';
import { findProgram } from './find-program';

describe('what a child used', () => {
  it.each([
    ['cpu 1.250 0.250\n', { cpuS: 1.5, peakMiB: null }],
    ['peak 204800\ncpu 0.500 0.250\n', { cpuS: 0.75, peakMiB: 200 }],
    ['Command terminated by signal 9\npeak 1024\ncpu 0.000 0.000\n', { cpuS: 0.001, peakMiB: 1 }],
    ['', null],
    ['bash: no such thing\npeak 1024\n', null],
  ])('is read from %j', (text, usage) => expect(usageIn(text)).toEqual(usage));

  it('is measured: time, and memory where GNU time is there', () => {
    const script =
      'const held = Buffer.alloc(64 * 1024 * 1024, 1); for (let i = 0; i < 2e7; i++); process.exitCode = held[0] - 1;';
    const { cpuS, peakMiB } = childUsage(process.execPath, ['-e', script]);
    expect(cpuS).toBeGreaterThan(0);
    if (findProgram('/usr/bin/time')) expect(peakMiB).toBeGreaterThan(64);
    else expect(peakMiB).toBeNull();
  });

  it('is nothing when it failed', () => {
    expect(() => childUsage('false', [])).toThrow(ChildFailed);
    expect(() => childUsage('false', [])).toThrow(/^false ended with code 1$/);
  });
});

describe('the time of a program', () => {
  it('passes while it does its work', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wl-timed-'));
    try {
      expect(wallSeconds('mktemp', ['-p', folder])).toBeGreaterThan(0);
      expect(readdirSync(folder)).toHaveLength(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is nothing when it failed', () => {
    expect(() => wallSeconds('false', [])).toThrow(new ChildFailed('false ended with code 1'));
  });
});

describe('a program', () => {
  it('is found along the folders of PATH, else not', () => {
    expect(findProgram('bash', '/nowhere::/bin:/usr/bin')).toBe('/bin/bash');
    expect(findProgram('no-such-program-anywhere')).toBeNull();
    expect(findProgram(process.execPath)).toBe(process.execPath);
    expect(findProgram('/nowhere/bash')).toBeNull();
  });
});
