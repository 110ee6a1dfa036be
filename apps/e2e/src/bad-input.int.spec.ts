import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cli } from './system';

describe('bad input: one message with cause and mend, the right exit code', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wl-bad-'));
  const at = (name: string) => path.join(folder, name);
  let taken: Server;

  beforeAll(async () => {
    writeFileSync(at('empty.pcap'), '');
    writeFileSync(at('text.pcap'), 'this is not a capture at all\n');
    mkdirSync(at('folder'));
    writeFileSync(at('file'), '');
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await new Promise((resolve) => taken.close(resolve));
  });

  it.each<[string, string[], number, RegExp]>([
    ['no command', [], 2, /usage: wireledger COMMAND/],
    ['an unknown command', ['explode'], 2, /no command "explode"/],
    ['read without a file', ['read', '--summary'], 2, /file/i],
    ['read with a wrong flag', ['read', '--sumary', 'x'], 2, /--sumary/],
    ['read of a missing path', ['read', 'nowhere.pcap', '--summary'], 1, /nowhere\.pcap/],
    ['read of a folder', ['read', at('folder'), '--summary'], 1, /folder/],
    ['read of an empty file', ['read', at('empty.pcap'), '--summary'], 1, /empty/],
    ['read of no capture', ['read', at('text.pcap'), '--summary'], 1, /pcap/],
    ['simulate without a file', ['simulate'], 2, /--out/],
    ['replay without a file', ['replay'], 2, /at least one capture file/],
    ['replay at a wrong speed', ['replay', 'x.pcap', '--speed', 'fast'], 2, /--speed fast/],
    ['replay under a wrong sensor name', ['replay', 'x.pcap', '--sensor', 'Sensor 1'], 2, /--sensor/],
    ['token without a role', ['token', 'create'], 2, /--role|--kind/],
    ['serve of an unknown process', ['serve', 'everything'], 2, /api\|worker\|sensor/],
    ['up with a wrong flag', ['up', '--demo-not'], 2, /--no-demo/],
  ])('%s', async (_what, args, code, says) => {
    const done = await cli(args, { WIRELEDGER_DATA_DIR: at('none') });
    expect(done.stdout + done.stderr).toMatch(says);
    expect(done.code).toBe(code);
    expect(done.stderr).not.toMatch(/\n\s+at /);
  });

  it.each<[string, () => NodeJS.ProcessEnv, RegExp]>([
    [
      'a taken port',
      () => ({ PORT: String((taken.address() as AddressInfo).port) }),
      /taken by another program.*PORT=/s,
    ],
    ['a data folder that is a file', () => ({ WIRELEDGER_DATA_DIR: at('file') }), /it is a file, not a folder/],
    ['a port that is no number', () => ({ PORT: 'http' }), /PORT must be a number/],
    ['the world without TLS', () => ({ HOST: '0.0.0.0' }), /TLS_CERT_FILE/],
  ])('up with %s', async (_what, env, says) => {
    const done = await cli(['up'], { WIRELEDGER_DATA_DIR: at('data'), ...env() });
    expect(done.stderr).toMatch(says);
    expect(done.code).toBe(1);
  });

  it.each([
    ['replay', 'x.pcap'],
    ['user', 'bootstrap'],
    ['token', 'create', '--role', 'analyst'],
  ])('%s when nothing runs', async (...args: string[]) => {
    const done = await cli(args, { WIRELEDGER_DATA_DIR: at('none') });
    expect(done.stderr).toMatch(/npm start/);
    expect(done.code).toBe(1);
  });
});
