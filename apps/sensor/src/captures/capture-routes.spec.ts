import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CaptureFolder, CaptureWriter } from '@wireledger/capture';

import { ControlServer } from '../control/control-server';
import type { ImportOrder } from '../replay/import-order';
import type { Replays } from '../replay/replays';
import { captureRoutes } from './capture-routes';

const TOKEN = 'token-of-the-test';
const UPLOAD = '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e11';
const ORDER = {
  ...{ source: UPLOAD, name: 'a.pcap', sensor: 'import', sha256: 'ab'.repeat(32), sizeBytes: 1, packets: 1 },
  ...{ firstUs: 1, lastUs: 2 },
};

let dataDir: string;
let folder: CaptureFolder;
let server: ControlServer;
let url: string;
const ordered: ImportOrder[] = [];
beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'wl-routes-'));
  folder = new CaptureFolder(dataDir);
  folder.create();
  const replays = {
    import: (order: ImportOrder) => {
      ordered.push(order);
      return Promise.resolve({ state: 'running' });
    },
    imports: () => [{ source: UPLOAD, packets: 3, bytesRead: 4, sizeBytes: 5, held: null }],
  } as unknown as Replays;
  server = new ControlServer(TOKEN, captureRoutes(folder, replays));
  url = await server.listen(0);
});
afterAll(async () => {
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const ask = async (method: string, at: string, body?: object) => {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}${at}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const examine = (upload: string) => ask('POST', '/captures/examine', { upload });

it('looks at what came in: figures, or the reason against it with a status of its own', async () => {
  const parts: Buffer[] = [];
  const writer = new CaptureWriter({ format: 'pcap' }, (bytes) => void parts.push(Buffer.from(bytes)));
  writer.write(Buffer.alloc(60), 1e12);
  writer.end();
  writeFileSync(folder.incoming(UPLOAD), Buffer.concat(parts));
  // Asked twice at the same time it looks once, and both are told.
  const answers = await Promise.all([examine(UPLOAD), examine(UPLOAD)]);
  for (const { status, body } of answers) expect([status, body]).toMatchObject([200, { packets: 1, format: 'pcap' }]);
  writeFileSync(folder.incoming(UPLOAD), 'no capture');
  expect(await examine(UPLOAD)).toMatchObject({
    status: 422,
    body: { message: expect.stringMatching(/^is not a capture/) },
  });
  rmSync(folder.incoming(UPLOAD));
  expect(await examine(UPLOAD)).toMatchObject({ status: 404 });
  expect(await examine('../../etc/passwd')).toMatchObject({ status: 400 });
});

it('imports from the store alone, whatever else is asked for', async () => {
  expect(await ask('POST', '/captures/import', { ...ORDER, file: '/etc/passwd' })).toMatchObject({ status: 200 });
  expect(ordered.at(-1)?.file).toBe(folder.stored(ORDER.sha256));
  expect(await ask('POST', '/captures/import', { ...ORDER, sha256: '../x' })).toMatchObject({ status: 400 });
  expect(await ask('GET', '/captures/imports')).toMatchObject({ status: 200, body: { imports: [{ packets: 3 }] } });
});
