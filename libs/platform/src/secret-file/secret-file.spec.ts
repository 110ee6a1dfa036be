import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { beginNextSecret, nextSecret, putNextSecret, secretFile } from './secret-file';

const mockDone: string[] = [];
jest.mock('node:fs', () => {
  const real = jest.requireActual<typeof fs>('node:fs');
  const { linkSync, renameSync, fsyncSync } = real;
  return {
    ...real,
    linkSync: (...files: Parameters<typeof linkSync>) => (mockDone.push('named'), linkSync(...files)),
    renameSync: (...files: Parameters<typeof renameSync>) => (mockDone.push('named'), renameSync(...files)),
    fsyncSync: (fd: number) => (mockDone.push(real.fstatSync(fd).isDirectory() ? 'folder' : 'file'), fsyncSync(fd)),
  };
});

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(tmpdir(), 'secrets-'));
  mockDone.length = 0;
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

it('outlives a power cut before anything is sealed with it: when it is made, while it is replaced, and replaced', () => {
  expect(secretFile(folder, 'a.key', () => 'one')).toBe('one');
  expect(beginNextSecret(folder, 'a.key', () => 'two')).toBe('two');
  expect([secretFile(folder, 'a.key', () => 'x'), nextSecret(folder, 'a.key')]).toEqual(['one', 'two']);
  putNextSecret(folder, 'a.key');
  expect([secretFile(folder, 'a.key', () => 'x'), nextSecret(folder, 'a.key')]).toEqual(['two', null]);
  expect(mockDone).toEqual(['named', 'folder', 'named', 'folder', 'named', 'folder']);
});
