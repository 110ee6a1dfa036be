import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cli, eventually, freePort, System } from './system';

jest.setTimeout(240_000);

/** A-79 of the attack cases. */
it('A-79 an older backup is told and not started on before somebody accepts it, which is an event', async () => {
  const first = await System.start();
  const { dataDir } = first;
  const anchors = path.join(dataDir, 'anchors');
  const sealsOf = (): number => readFileSync(path.join(anchors, 'seals.ndjson'), 'utf8').split('\n').length - 1;
  /** Something happens, and is sealed: a bundle seals what is before it. */
  const sealed = async (system: System): Promise<number> => {
    const { stdout } = await system.cli('token', 'create', '--role', 'auditor');
    const token = stdout.trim();
    await system.graphql(token, 'mutation { exportHistory { id } }');
    await eventually('it is sealed', 90_000, async () => {
      const { integrity } = await system.graphql<{ integrity: { bundle: { state: string } } }>(
        token,
        '{ integrity { bundle { state } } }',
      );
      return integrity.bundle.state === 'done';
    });
    return sealsOf();
  };
  let running: System | undefined = first;
  try {
    const early = await sealed(first);
    await first.stop();
    // With owners: the database server runs as a user of its own under root.
    execFileSync('cp', ['-a', path.join(dataDir, 'postgres'), path.join(dataDir, 'backup')]);

    running = await System.start({ dataDir });
    expect(await sealed(running)).toBeGreaterThan(early);
    await running.stop();
    execFileSync('rm', ['-rf', path.join(dataDir, 'postgres')]);
    execFileSync('cp', ['-a', path.join(dataDir, 'backup'), path.join(dataDir, 'postgres')]);

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
    running = await System.start({ dataDir });
    await sealed(running);
    const aside = readdirSync(anchors).find((name) => name.includes('.until-')) ?? '';
    expect((await cli(['verify'], env)).stdout).toMatch(/^valid: /);
    // Whoever keeps the seals of before still sees that there was more.
    const before = await cli(['verify', '--anchor', path.join(anchors, aside)], env);
    expect(before).toMatchObject({ code: 1, stdout: expect.stringMatching(/(truncated|forked) at position/) });
  } finally {
    await running?.dispose();
  }
});
