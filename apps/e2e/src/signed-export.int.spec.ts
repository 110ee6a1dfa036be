import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually, ROOT, System } from './system';

interface Line {
  readonly is: string;
  readonly position: string;
  readonly type: string;
  readonly data?: { readonly operation?: string; readonly who?: { readonly actor: string } };
}
interface Bundle {
  readonly id: string;
  readonly state: string;
  readonly bytes: number;
  readonly fileName: string;
  readonly error: string | null;
}

jest.setTimeout(180_000);

/** A-80 of the attack cases: the trail leaves by HTTP, and whoever has it needs neither us nor our software. */
describe('a signed export of the audit trail', () => {
  /** Nothing is in it but what an auditor is given. */
  const folder = mkdtempSync(path.join(tmpdir(), 'wl-evidence-'));
  const at = (name: string) => path.join(folder, name);
  let system: System;
  let auditor: string;
  let text: string;
  let lines: Line[];

  beforeAll(async () => {
    system = await System.start();
    auditor = await tokenOf('auditor');
    // Acts that the trail tells of, one of them refused.
    await fetch(`${system.url}/api/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'nobody', password: 'hunter2 hunter2' }),
    });
    const { id } = (await system.graphql<{ exportHistory: Bundle }>(auditor, 'mutation { exportHistory { id } }'))
      .exportHistory;
    const bundle = await eventually('the bundle is written', 90_000, async () => {
      const { integrity } = await system.graphql<{ integrity: { publicKey: string; bundle: Bundle } }>(
        auditor,
        '{ integrity { publicKey bundle { id state bytes fileName error } } }',
      );
      if (integrity.bundle.state === 'failed') throw new Error(String(integrity.bundle.error));
      if (integrity.bundle.id !== id || integrity.bundle.state !== 'done') return null;
      writeFileSync(at('public.pem'), integrity.publicKey);
      return integrity.bundle;
    });
    const response = await file(bundle.id, auditor);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${bundle.fileName}"`);
    text = await response.text();
    expect(Buffer.byteLength(text)).toBe(bundle.bytes);
    lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    copyFileSync(path.join(ROOT, 'apps/web/public/wireledger-verify.mjs'), at('wireledger-verify.mjs'));
    copyFileSync(path.join(system.dataDir, 'anchors/seals.ndjson'), at('anchors.ndjson'));
  });
  afterAll(async () => {
    await system?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function tokenOf(role: string): Promise<string> {
    const { code, stdout, stderr } = await system.cli('token', 'create', '--role', role);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  }
  const file = (id: string, token: string): Promise<Response> =>
    fetch(`${system.url}/api/audit/bundles/${id}/file`, { headers: { authorization: `Bearer ${token}` } });
  /** The verifier alone in its folder: no package, no environment of ours. */
  const verified = (bundle: string, key = 'public.pem', ...more: string[]): Promise<{ code: number; said: string }> => {
    writeFileSync(at('bundle.ndjson'), bundle);
    const args = ['wireledger-verify.mjs', 'bundle.ndjson', key, ...more];
    return new Promise((resolve) =>
      execFile(process.execPath, args, { cwd: folder, env: {} }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
      ),
    );
  };
  /** The bundle with one character of a line changed: the first of `text` there. */
  const flipped = (n: number, part: string, to: string): string => {
    const all = text.split('\n');
    const line = all[n] ?? '';
    expect(line).toContain(part);
    all[n] = line.replace(part, to);
    return all.join('\n');
  };

  it('is valid by the public key alone, and by the anchors beside it', async () => {
    expect(lines.some(({ data }) => data?.operation === 'POST /api/auth/sign-in')).toBe(true);
    expect(text).not.toMatch(/hunter2/);
    const found = await verified(text);
    expect(found).toMatchObject({ code: 0, said: expect.stringMatching(/^valid: \d+ events, [1-9]\d* seals/) });
    expect(await verified(text, 'public.pem', 'anchors.ndjson')).toMatchObject({ code: 0 });
  });

  it('A-80 with a byte of an act changed is refused, with the position of the act', async () => {
    const n = lines.findIndex(({ type, data }) => type === 'domain.ActAudited' && data?.operation?.startsWith('POST'));
    const { code, said } = await verified(flipped(n, 'POST', 'PUST'));
    expect(code).toBe(1);
    expect(said).toContain(`changed at position ${lines[n]?.position}`);
  });

  it('with a byte of a hash changed, too', async () => {
    const n = lines.findIndex(({ is }) => is === 'hash');
    const line = text.split('\n')[n] ?? '';
    const hash = /"hash":"([0-9a-f]{64})"/.exec(line)?.[1] ?? '';
    const other = `${hash.startsWith('0') ? '1' : '0'}${hash.slice(1)}`;
    const { code, said } = await verified(flipped(n, hash, other));
    expect(code).toBe(1);
    expect(said).toMatch(/NOT VALID/);
    expect(said).toMatch(/(changed|forked) at position \d+/);
  });

  it('A-80 cut off, without its signature, or by another key is refused', async () => {
    const all = text.trimEnd().split('\n');
    expect(await verified(`${all.slice(0, -1).join('\n')}\n`)).toMatchObject({
      code: 1,
      said: expect.stringContaining('truncated'),
    });
    expect(await verified(text.replace(/"signature":"[^"]+"}\n$/, '"signature":""}\n'))).toMatchObject({
      ...{ code: 1, said: expect.stringContaining('forged') },
    });
    const { publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(at('other.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    expect(await verified(text, 'other.pem')).toMatchObject({ code: 1, said: expect.stringContaining('forged') });
  });

  it('is its taker’s alone, and that it was taken is on the trail', async () => {
    const { integrity } = await system.graphql<{ integrity: { bundle: Bundle } }>(
      auditor,
      '{ integrity { bundle { id } } }',
    );
    const [other, analyst] = [await tokenOf('auditor'), await tokenOf('analyst')];
    expect((await file(integrity.bundle.id, other)).status).toBe(404);
    expect((await file(integrity.bundle.id, analyst)).status).toBe(403);
    expect(
      (
        await fetch(`${system.url}/api/exports/${integrity.bundle.id}/file`, {
          headers: { authorization: `Bearer ${analyst}` },
        })
      ).status,
    ).toBe(404);
    const rows = await eventually('the download is on the trail', 60_000, async () => {
      const { audit } = await system.graphql<{ audit: { rows: { operation: string; result: string }[] } }>(
        auditor,
        '{ audit(first: 100) { rows { operation result } } }',
      );
      const found = audit.rows.filter(({ operation }) => operation.includes('bundles'));
      return found.some(({ result }) => result === 'done') && found;
    });
    expect(rows.length).toBeGreaterThan(0);
    expect(readFileSync(at('bundle.ndjson'), 'utf8')).not.toContain(auditor);
  });
});
