import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';

import { eventually, System } from './system';

/** A tenth of the entries in each push, all of them with WIRELEDGER_FULL=1. */
const ENTRIES = process.env['WIRELEDGER_FULL'] === '1' ? 1_000_000 : 100_000;
/** What the API may need more than before while it reads such a list, MiB. */
const MORE_MIB = 250;
/** How often is looked how far it is. */
const LOOKS = 10;

/** Neighbours lie far apart, no two are alike, as in lists of the world. */
const entry = (i: number): string => `${(Math.imul(i, 0x9e3779b1) >>> 0).toString(36)}.host-${i.toString(36)}.example`;

interface Imported {
  readonly state: string;
  readonly added: number;
  readonly removed: number;
  readonly report: { readonly entries: number; readonly lines: number; readonly refused: number };
}

/** Memory of a process, KiB, by a field of its status. */
const memory = (pid: number, field: 'VmRSS' | 'VmHWM'): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** Counts its peak of memory from here on; what it has now, KiB. */
function measureFrom(pid: number): number {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return memory(pid, 'VmRSS');
}

/** Bytes on a connection that its receiver has not read yet, in the kernel's buffers of both ends. */
function unread({ socket }: ClientRequest): number {
  const port = (socket?.localPort ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const ends = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .filter((line) => line.includes(`:${port} `) && / 01 /.test(line));
  expect(ends).toHaveLength(2);
  return ends.reduce((bytes, line) => {
    const [, to = '0', from = '0'] = / ([0-9A-F]{8}):([0-9A-F]{8}) /.exec(line) ?? [];
    return bytes + Number.parseInt(to, 16) + Number.parseInt(from, 16);
  }, 0);
}

describe(`a list of ${ENTRIES} entries`, () => {
  let system: System;
  let token: string;
  beforeAll(async () => {
    system = await System.start();
    token = await system.token();
  }, 120_000);
  afterAll(() => system?.dispose());

  async function newList(): Promise<string> {
    const id = randomUUID();
    const query = `mutation($id: ID!, $key: ID!) {
      saveList(id: $id, seen: 0, name: "Many", kind: names, action: threat, source: "us", key: $key) { revision } }`;
    await system.graphql(token, query, { id, key: randomUUID() });
    return id;
  }

  /** Sends the file in parts, each when all before it was read; what came of it. */
  async function give(id: string, seen: number, from: number): Promise<Imported> {
    const sent = request(`${system.url}/api/lists/${id}/file?seen=${seen}&key=${randomUUID()}&name=many.txt`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', authorization: `Bearer ${token}` },
    });
    let ended = false;
    const answered = once(sent, 'response').then(([response]) => {
      ended = true;
      return response as IncomingMessage;
    });
    for (let at = 0; at < ENTRIES; at += ENTRIES / LOOKS) {
      const lines = Array.from({ length: ENTRIES / LOOKS }, (_, i) => entry(from + at + i));
      await new Promise((resolve) => sent.write(`${lines.join('\n')}\n`, resolve));
      await eventually('what was sent is read', 60_000, () => Promise.resolve(unread(sent) === 0));
      expect(ended).toBe(false);
    }
    sent.end();
    const response = await answered;
    let text = '';
    for await (const part of response) text += String(part);
    expect([response.statusCode, text.slice(0, 200)]).toEqual([200, expect.stringContaining('"state"')]);
    return JSON.parse(text) as Imported;
  }

  const isOn = async (id: string, text: string): Promise<boolean> => {
    const query = 'query($id: ID!, $text: String!) { testIndicator(id: $id, text: $text) { indicator } }';
    const { testIndicator } = await system.graphql<{ testIndicator: object | null }>(token, query, { id, text });
    return testIndicator !== null;
  };

  it(`is read while it comes in, so that what was sent tells how far it is, in at most ${MORE_MIB} MiB, and looked into; so is the next version`, async () => {
    const id = await newList();
    const pid = system.found()?.pids.api as number;
    for (const [seen, from, wanted] of [
      [1, 0, { added: ENTRIES, removed: 0 }],
      [2, ENTRIES / 10, { added: ENTRIES / 10, removed: ENTRIES / 10 }],
    ] as const) {
      const before = measureFrom(pid);
      const told = await give(id, seen, from);
      const moreMiB = (memory(pid, 'VmHWM') - before) / 1024;
      process.stdout.write(
        `lists, ${ENTRIES.toLocaleString('en')} by the API, version ${seen}: ${moreMiB.toFixed(0)} MiB more\n`,
      );
      expect(told).toMatchObject({ state: 'imported', ...wanted, report: { entries: ENTRIES, refused: 0 } });
      expect(moreMiB).toBeLessThanOrEqual(MORE_MIB);
      expect(await isOn(id, `www.${entry(from + ENTRIES - 1)}`)).toBe(true);
      expect(await isOn(id, entry(from + ENTRIES))).toBe(false);
    }
  }, 600_000);
});
