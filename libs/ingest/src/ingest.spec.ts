import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import { readAppend, sequenceOf, writeAppend } from './bodies';
import { hashOfCode, isProven, makeCode, proveKey, sensorOfCode } from './enrolment';
import { isSigned, readHead, signHead, type SignedHead } from './head';
import { keyId, makeKeyPair, readPrivateKey, readPublicKey } from './keys';
import { pack, unpack } from './packing';

const pair = makeKeyPair();
const [privateKey, publicKey] = [readPrivateKey(pair.privateKey), readPublicKey(pair.publicKey)];
if (!privateKey || !publicKey) throw new Error('a key that was made just now cannot be read');

const head: SignedHead = {
  ...{ deed: 'append', sensor: 'edge-1', key: pair.id, sequence: 7, sentAt: 1_793_260_000_000, encoding: 'zstd' },
  digest: createHash('sha256').update('body').digest('hex'),
};

describe('a signed head', () => {
  it('comes back as it was signed', () => {
    const claimed = readHead('append', signHead(head, privateKey));
    expect(claimed?.head).toEqual(head);
    expect(claimed && isSigned(claimed, publicKey)).toBe(true);
  });

  it.each([
    ['sensor', 'edge-2'],
    ['key', 'ab'.repeat(16)],
    ['sequence', '8'],
    ['sent-at', '1793260000001'],
    ['digest', 'ab'.repeat(32)],
  ])('A-73 is signed as a whole: another %s breaks it', (name, value) => {
    const claimed = readHead('append', { ...signHead(head, privateKey), [`wireledger-${name}`]: value });
    expect(claimed && isSigned(claimed, publicKey)).toBe(false);
  });

  it('A-73 is good for one deed, one way of packing, one key', () => {
    const headers = signHead(head, privateKey);
    const other = readPublicKey(makeKeyPair().publicKey);
    const claims = [readHead('tail', headers), readHead('append', { ...headers, 'content-encoding': 'gzip' })];
    expect(claims.map((claimed) => claimed && isSigned(claimed, publicKey))).toEqual([false, false]);
    const claimed = readHead('append', headers);
    expect(claimed && other && isSigned(claimed, other)).toBe(false);
  });

  it.each([
    ['wireledger-sensor', 'Edge'],
    ['wireledger-sensor', 'x'.repeat(33)],
    ['wireledger-sequence', '-1'],
    ['wireledger-sequence', '07'],
    ['wireledger-sequence', '9'.repeat(16)],
    ['wireledger-sent-at', '1e9'],
    ['wireledger-digest', ''],
    ['wireledger-signature', 'A'.repeat(85)],
    ['content-encoding', 'br'],
  ])('A-73 is none with %s %j, or without it', (name, value) => {
    expect(readHead('append', { ...signHead(head, privateKey), [name]: value })).toBeNull();
    if (name === 'content-encoding') return;
    const { [name]: _gone, ...rest } = signHead(head, privateKey);
    expect(readHead('append', rest)).toBeNull();
  });
});

describe('a key', () => {
  it('is known by its id, and is nothing else', () => {
    expect(keyId(pair.publicKey)).toBe(pair.id);
    expect(readPublicKey('')).toBeNull();
    expect(readPublicKey('A'.repeat(44))).toBeNull();
    expect(readPrivateKey(pair.publicKey)).toBeNull();
    expect(readPrivateKey('')).toBeNull();
  });
});

describe('a code', () => {
  it('names its sensor, and is proven by the key alone', () => {
    const code = makeCode('edge-1');
    expect(sensorOfCode(code)).toBe('edge-1');
    expect(hashOfCode(code)).not.toBe(hashOfCode(makeCode('edge-1')));
    const body = { code, publicKey: pair.publicKey, proof: proveKey(code, pair.publicKey, privateKey) };
    expect(isProven(body, publicKey)).toBe(true);
    expect(isProven({ ...body, code: makeCode('edge-1') }, publicKey)).toBe(false);
    expect(isProven({ ...body, proof: '' }, publicKey)).toBe(false);
  });

  it.each(['', 'wl_e_edge-1', `wl_e_.${'A'.repeat(43)}`, `wl_e_Edge.${'A'.repeat(43)}`, `wl_u_${'A'.repeat(43)}`])(
    'A-74 is not %j',
    (text) => expect(sensorOfCode(text)).toBeNull(),
  );
});

describe('a body', () => {
  const request = {
    stream: 'facts-edge-1.20261129',
    expected: 4n,
    appendId: '5d1ae1a4-9a0d-5bb1-8f0c-6a7c9d0e4b11',
    events: [
      {
        id: '5d1ae1a4-9a0d-5bb1-8f0c-6a7c9d0e4b12',
        type: 'telemetry.FlowsRecorded',
        data: { n: 1 },
        meta: { $correlationId: 'c', $causationId: 'c', actor: 'sensor:edge-1', sv: 1, occ: [1, 2] as const },
      },
    ],
  };
  const sent = () => JSON.parse(writeAppend(request).toString()) as Record<string, unknown>;

  it('comes back as it was, and says its place', () => {
    expect(readAppend(sent())).toEqual(request);
    expect([sequenceOf('none'), sequenceOf(0n), sequenceOf(4n), sequenceOf('any')]).toEqual([1, 2, 6, 0]);
  });

  it.each([
    ['no object', null],
    ['a place that is none', { ...sent(), expected: '-3' }],
    ['a field more', { ...sent(), retention: 1 }],
    ['no event', { ...sent(), events: [] }],
    ['33 events', { ...sent(), events: Array.from({ length: 33 }, () => request.events[0]) }],
    [
      'a hash of its own',
      { ...sent(), events: [{ ...request.events[0], meta: { ...request.events[0]?.meta, hash: 'x' } }] },
    ],
    ['a list for data', { ...sent(), events: [{ ...request.events[0], data: [] }] }],
  ])('A-73 is none with %s', (_what, body) => expect(typeof readAppend(body)).toBe('string'));

  it.each(['zstd', 'gzip', 'identity'] as const)('A-76 packed as %s never grows beyond its limit', async (encoding) => {
    const plain = Buffer.alloc(5000, 'a');
    const packed = await pack(plain, encoding);
    expect(await unpack(packed, encoding, 5000)).toEqual(plain);
    expect(await unpack(packed, encoding, 4999)).toBe('too large');
  });

  it('A-76 that is not what it says it is, is broken', async () => {
    expect(await unpack(Buffer.from('no'), 'zstd', 100)).toBe('broken');
    expect(await unpack(gzipSync('a').subarray(0, 15), 'gzip', 100)).toBe('broken');
  });
});
