import { execFile, execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Authenticator } from './authenticator';
import { whileFrozen } from './frozen';
import { foundIfThere, foundInMemory } from './memory';
import { descendantsOf, factsOf, factsOfLiving } from './processes';
import { cli, eventually, freePort, ROOT, System } from './system';

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
  /** What nobody may find, by what it is. */
  let planted: Readonly<Record<string, string>>;

  beforeAll(async () => {
    system = await System.start({ env: { SMTP_URL: 'smtp://mailer:planted-smtp-word@127.0.0.1:1' } });
    auditor = await tokenOf('auditor');
    planted = await plant();
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
  const post = async (route: string, json: object, bearer = ''): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/json', ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) };
    const response = await fetch(`${system.url}/api/${route}`, { method: 'POST', headers, body: JSON.stringify(json) });
    if (!response.ok) throw new Error(`${route}: ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  };
  /** The first administrator signs up with a second factor, signs in once more, and fails once. */
  async function plant(): Promise<Record<string, string>> {
    const [name, password] = ['Ada', 'planted violet tractor 71'];
    const { url } = await post('control/bootstrap-link', {}, system.found()?.token);
    const link = new URL(String(url)).hash.replace('#token=', '');
    const { pending } = await post('auth/bootstrap', { token: link, name, password });
    const { token, secret } = pending as { token: string; secret: string };
    const app = new Authenticator(secret);
    const { recoveryCodes } = await post('auth/enrolment', { token, code: await app.code() });
    const again = (await post('auth/sign-in', { name, password })).pending as { token: string };
    const [first = '', ...codes] = recoveryCodes as string[];
    const signedIn = await post('auth/code', { token: again.token, code: first });
    await post('auth/code', { token: again.token, code: 'x' }).catch(() => undefined);
    return {
      ...{ link, password, 'seed of the app': secret, 'recovery codes': codes[0] ?? '', 'a used code': first },
      ...{ 'access token': String(signedIn['accessToken']), 'token of a program': auditor, mail: 'planted-smtp-word' },
    };
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

  it('A-92 no secret stands in logs, in the data folder, in the bundle, or in what is answered', async () => {
    const shown = await system.graphql<object>(
      auditor,
      '{ events(first: 200) { rows { id } } audit(first: 200) { rows { reason target } } }',
    );
    const files = readdirSync(system.dataDir, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => path.join(one.parentPath, one.name));
    // The database's files and its write-ahead log are among them; what they hold packed is looked at as events below.
    expect(files.some((one) => one.includes('pg_wal'))).toBe(true);
    const stored = files.flatMap((one) => {
      try {
        return [[one, readFileSync(one).toString('latin1')] as const];
      } catch (error) {
        // The database lets go of files and makes new ones all the time.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    });
    expect(stored.some(([, content]) => content.includes('domain.SignedIn'))).toBe(true);
    for (const [what, secret] of Object.entries(planted)) {
      expect(secret.length).toBeGreaterThan(7);
      const where = stored.flatMap(([one, content]) => (content.includes(secret) ? [one] : []));
      if (system.log.includes(secret)) where.push('log');
      if (text.includes(secret)) where.push('bundle');
      if (JSON.stringify(shown).includes(secret)) where.push('answers');
      expect([what, where]).toEqual([what, []]);
    }
  });

  it('A-92 no door opens the memory of a process: a debugger cannot be asked for, and no snapshot is written', async () => {
    const { api = 0, worker = 0, sensor = 0 } = system.found()?.pids ?? {};
    for (const pid of [api, worker, sensor]) {
      expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toMatch(/--inspect|--heapsnapshot/);
      process.kill(pid, 'SIGUSR1');
    }
    // Each has answered since.
    expect(await tokenOf('viewer')).not.toBe('');
    await system.graphql<object>(auditor, '{ health { status } }');
    for (const pid of [api, worker, sensor]) expect(factsOf(pid).listens.join()).not.toContain(':9229');
    expect(readdirSync(system.dataDir, { recursive: true, encoding: 'utf8' }).join()).not.toMatch(
      /heapsnapshot|\bcore\b/,
    );
  });

  // Whoever is not root may not look.
  if (process.getuid?.() === 0)
    it('A-92 what people prove themselves with is in the memory of no process that has no business with it: worker, sensor, database', () => {
      const { pids } = system.found() as NonNullable<ReturnType<System['found']>>;
      const { mail, ...people } = planted as Readonly<Record<string, string>> & { readonly mail: string };
      // That the search finds what is there: the worker is who sends mail.
      expect(foundInMemory(pids.worker, { mail })).toEqual(['mail']);
      for (const name of ['worker', 'sensor', 'postgres'] as const)
        expect([name, foundInMemory(pids[name], people)]).toEqual([name, []]);
      for (const pid of descendantsOf(pids.postgres)) {
        const found = foundIfThere(pid, people);
        expect([pid, found ?? []]).toEqual([pid, []]);
      }
    });

  it('A-89 each process has the rights that it needs and listens where it is said, nothing else', () => {
    const { pids, sensor } = system.found() as NonNullable<ReturnType<System['found']>>;
    const root = process.getuid?.() === 0;
    const as = (...capabilities: string[]) => (root ? capabilities.sort() : []);
    const [api, worker, its] = [factsOf(pids.api), factsOf(pids.worker), factsOf(pids.sensor)];
    const seen = [api, worker, its].map(({ capabilities }) => [...capabilities].sort());
    expect(seen).toEqual([
      as('dac_override', 'net_bind_service'),
      as('dac_override'),
      as('dac_override', 'net_raw', 'setuid', 'setgid', 'setpcap', 'kill'),
    ]);
    if (root) expect([api, worker, its].map(({ noNewPrivs }) => noNewPrivs)).toEqual([true, true, true]);
    // The database is another user's, who has no rights at all.
    const database = factsOfLiving(descendantsOf(pids.postgres));
    expect(database.length).toBeGreaterThan(2);
    for (const facts of database) expect([facts.uid === 0, facts.capabilities, facts.listens]).toEqual([false, [], []]);
    expect(api.listens).toEqual([`tcp 127.0.0.1:${system.port}`]);
    expect(worker.listens).toEqual([]);
    expect(its.listens).toEqual([`tcp ${new URL(sensor?.url ?? '').host}`]);
    const known = new Set([system.pid, pids.api, pids.worker, pids.sensor, ...descendantsOf(pids.postgres)]);
    const others = factsOfLiving(descendantsOf(system.pid).filter((pid) => !known.has(pid)));
    expect(others.filter(({ listens }) => listens.length > 0)).toEqual([]);
    expect(factsOf(system.pid).listens).toEqual([]);
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

  /** Last: what was exported above is gone then. */
  it('A-79 an older backup is told and not started on before somebody accepts it, which is an event', async () => {
    const { dataDir } = system;
    const anchors = path.join(dataDir, 'anchors');
    const sealsOf = (): number => readFileSync(path.join(anchors, 'seals.ndjson'), 'utf8').split('\n').length - 1;
    /** Something happens, and is sealed: a bundle seals what is before it. */
    const sealed = async (): Promise<number> => {
      const token = await tokenOf('auditor');
      await system.graphql(token, 'mutation { exportHistory { id } }');
      await eventually('it is sealed', 90_000, async () => {
        const { integrity } = await system.graphql<{ integrity: { bundle: Pick<Bundle, 'state'> } }>(
          token,
          '{ integrity { bundle { state } } }',
        );
        return integrity.bundle.state === 'done';
      });
      return sealsOf();
    };
    const early = sealsOf();
    expect(early).toBeGreaterThan(0);
    const [database, backup] = [path.join(dataDir, 'postgres'), path.join(dataDir, 'backup')];
    const { pids } = system.found() as NonNullable<ReturnType<System['found']>>;
    // With owners: the database server runs as a user of its own under root.
    await whileFrozen(pids.postgres, () => execFileSync('cp', ['-a', database, backup]));
    expect(await sealed()).toBeGreaterThan(early);
    await system.stop();
    execFileSync('rm', ['-rf', database]);
    execFileSync('mv', [backup, database]);

    const env = { WIRELEDGER_DATA_DIR: dataDir, PORT: String(await freePort()) };
    const refused = await cli(['up', '--no-demo'], env);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('an older backup came back') });
    expect(refused.stderr).toContain('verify --accept');
    const verified = await cli(['verify'], env);
    expect(verified).toMatchObject({ code: 1, stdout: expect.stringMatching(/truncated at position \d+/) });
    expect(await cli(['verify', '--accept', ' '], env)).toMatchObject({ code: 1 });
    expect((await cli(['up', '--no-demo'], env)).code).toBe(1);

    const accepted = await cli(['verify', '--accept', 'the disk failed'], env);
    expect(accepted).toMatchObject({ code: 0, stdout: expect.stringContaining('accepted: the log ended at position') });
    expect(await cli(['verify', '--accept', 'again'], env)).toMatchObject({ code: 1 });
    system = await System.start({ dataDir });
    await sealed();
    const aside = readdirSync(anchors).find((name) => name.includes('.until-')) ?? '';
    const [now, before] = await Promise.all([
      cli(['verify'], env),
      // Whoever keeps the seals of before still sees that there was more.
      cli(['verify', '--anchor', path.join(anchors, aside)], env),
    ]);
    expect(now.stdout).toMatch(/^valid: /);
    expect(before).toMatchObject({ code: 1, stdout: expect.stringMatching(/(truncated|forked) at position/) });
  });
});
