import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cli } from './system';

describe('the benches, small: they run and print ratios', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wl-bench-'));
  const file = path.join(folder, 'small.pcap');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('read beside softflowd', async () => {
    expect(await cli(['simulate', '--out', file, '--seconds', '20', '--rate', '500'])).toMatchObject({ code: 0 });
    const { code, stdout } = await cli(['bench', 'read', file, '--rounds', '1']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/read small\.pcap, CPU s: ours \d+\.\d+, softflowd (?:\d+\.\d+, ratio \d+\.\d+|absent)/);
    expect(stdout).toMatch(/flow records a flow: \d\.\d\d \(\d+ of \d+\), goal <= 1\.4/);
    process.stdout.write(stdout);
  }, 60_000);
});
