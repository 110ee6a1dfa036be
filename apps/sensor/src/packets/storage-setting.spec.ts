import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PACKET_STORAGE_STREAM, packetStorageDecider, type PacketStorageMode } from '@wireledger/domain';
import { handleCommand, InMemoryEventLog } from '@wireledger/event-sourcing';

import { StorageSetting } from './storage-setting';
import { readStoreKey } from './store-key';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wl-setting-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const silent = { warn: () => undefined, info: () => undefined };
const context = { actor: 'system:test', correlationId: 'test', causationId: 'test', at: 0 };

describe('what is to be kept of packets', () => {
  it('is what the log says; what was last known while it does not answer', async () => {
    const file = path.join(folder, 'mode');
    const log = new InMemoryEventLog();
    const applied: PacketStorageMode[] = [];
    const setting = new StorageSetting(log, file, (mode) => void applied.push(mode), silent);
    expect(await setting.refresh()).toBe('off');
    await handleCommand(log, packetStorageDecider, PACKET_STORAGE_STREAM, { type: 'store', mode: 'full' }, context);
    expect(await setting.refresh()).toBe('full');
    expect(readFileSync(file, 'utf8')).toBe('full');
    const away = { readStream: () => Promise.reject(new Error('connection refused')) };
    const after = new StorageSetting(away, file, (mode) => void applied.push(mode), silent);
    after.start();
    expect(await after.refresh()).toBe('full');
    after.close();
    expect(applied).toEqual(['off', 'full', 'full']);
  });

  it('A-84 is not what somebody writes into the file: the log overrules it', async () => {
    const file = path.join(folder, 'mode');
    writeFileSync(file, 'full');
    const applied: PacketStorageMode[] = [];
    const setting = new StorageSetting(new InMemoryEventLog(), file, (mode) => void applied.push(mode), silent);
    expect(await setting.refresh()).toBe('off');
    expect([applied, readFileSync(file, 'utf8')]).toEqual([['off'], 'off']);
    writeFileSync(file, 'everything');
    setting.start();
    setting.close();
    expect(applied.at(-1)).toBe('off');
  });
});

describe('the key of the store', () => {
  it('is 64 hex digits in a file that nobody else reads', () => {
    const file = path.join(folder, 'key');
    expect(readStoreKey('')).toBeNull();
    expect(() => readStoreKey(file)).toThrow(/cannot read .*ENOENT/);
    writeFileSync(file, `${'ab'.repeat(32)}\n`, { mode: 0o600 });
    expect(readStoreKey(file)).toEqual(Buffer.alloc(32, 0xab));
    chmodSync(file, 0o640);
    expect(() => readStoreKey(file)).toThrow(/others may read .*chmod 600/);
    writeFileSync(file, 'secret');
    chmodSync(file, 0o600);
    expect(() => readStoreKey(file)).toThrow(/64 hex digits/);
    expect(() => readStoreKey(file)).not.toThrow(/secret/);
  });
});
