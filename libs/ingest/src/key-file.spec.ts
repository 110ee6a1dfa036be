import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { identityFile, parseIdentity, readIdentity, type SensorIdentity, writeIdentity } from './key-file';
import { makeKeyPair } from './keys';
import { systemUrl } from './post';

describe('the key of a sensor', () => {
  let folder: string;
  let file: string;
  const { id, privateKey } = makeKeyPair();
  const identity: SensorIdentity = { v: 1, sensor: 'edge-1', key: id, privateKey, to: 'https://a.example', ca: '' };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'wl-key-'));
    file = identityFile(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is kept for its owner alone', () => {
    writeIdentity(file, identity);
    expect(readIdentity(file)).toEqual(identity);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o640);
    expect(() => readIdentity(file)).toThrow(/chmod 600/);
  });

  it('says what is wrong with it, and what to do', () => {
    expect(() => readIdentity(file)).toThrow(/sensor join/);
    writeIdentity(file, identity);
    writeFileSync(file, '{"v":1}');
    expect(() => readIdentity(file)).toThrow(/not the key of a sensor/);
    expect(() => parseIdentity(JSON.stringify({ ...identity, privateKey: 'x' }), 'SENSOR_KEY')).toThrow('SENSOR_KEY');
    expect(parseIdentity(JSON.stringify(identity), 'SENSOR_KEY')).toEqual(identity);
  });

  it.each(['', 'wireledger', 'ftp://a', 'http://192.0.2.1', 'http://a.example', 'https://me:pw@a', 'https://a/?x=1'])(
    'is sent to no %j',
    (to) => expect(() => systemUrl(to)).toThrow(),
  );
  it.each([
    'https://192.0.2.1:3000',
    'https://a.example/wl',
    'http://localhost:3000',
    'http://127.0.0.1',
    'http://[::1]:3000',
  ])('is sent to %s', (to) => expect(systemUrl(to).href).toContain(to));
});
