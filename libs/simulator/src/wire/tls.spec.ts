import { Random } from '../random';
import { TLS_CLIENTS, applicationData, clientFinished, clientHello, serverFlight } from './tls';

/** Splits bytes into records; the lengths must fit exactly. */
function records(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out: { type: number; body: Uint8Array }[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = view.getUint16(at + 3);
    out.push({ type: bytes[at] as number, body: bytes.subarray(at + 5, at + 5 + length) });
    at += 5 + length;
  }
  expect(at).toBe(bytes.length);
  return out;
}

/** Walks a ClientHello and returns what a fingerprint is made from. */
function readHello(body: Uint8Array) {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  expect(body[0]).toBe(1);
  expect((view.getUint32(0) & 0xffffff) + 4).toBe(body.length);
  let at = 38;
  at += 1 + (body[at] as number);
  const ciphers: number[] = [];
  const ciphersEnd = at + 2 + view.getUint16(at);
  for (at += 2; at < ciphersEnd; at += 2) ciphers.push(view.getUint16(at));
  at += 1 + (body[at] as number);
  expect(at + 2 + view.getUint16(at)).toBe(body.length);
  const extensions = new Map<number, Uint8Array>();
  for (at += 2; at < body.length; at += 4 + view.getUint16(at + 2))
    extensions.set(view.getUint16(at), body.subarray(at + 4, at + 4 + view.getUint16(at + 2)));
  expect(at).toBe(body.length);
  return { ciphers, extensions };
}

describe('TLS', () => {
  it.each(TLS_CLIENTS.map((profile) => [profile.name, profile] as const))(
    '%s sends a ClientHello whose lengths fit',
    (_name, profile) => {
      const [record, ...more] = records(clientHello(profile, 'www.search.example', new Random(1)));
      expect(more).toEqual([]);
      expect(record?.type).toBe(22);
      const { ciphers, extensions } = readHello(record?.body ?? new Uint8Array());
      expect(ciphers).toEqual(profile.ciphers);
      expect([...extensions.keys()]).toEqual(profile.extensions);
      expect(Buffer.from(extensions.get(0)?.subarray(5) ?? []).toString()).toBe('www.search.example');
      const alpn = extensions.get(16);
      expect(alpn && Buffer.from(alpn.subarray(3, 3 + (alpn[2] as number))).toString()).toBe(profile.alpn[0]);
      expect(
        [...ciphers, ...extensions.keys()].filter(
          (value) => (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff),
        ),
      ).toEqual([]);
    },
  );

  it('has a different fingerprint for each client', () => {
    const prints = TLS_CLIENTS.map(({ ciphers, extensions, groups }) => JSON.stringify([ciphers, extensions, groups]));
    expect(new Set(prints).size).toBe(TLS_CLIENTS.length);
  });

  it.each(TLS_CLIENTS.map((profile) => [profile.name, profile] as const))(
    'answers %s with whole records',
    (_name, profile) => {
      const random = new Random(2);
      const [hello, change] = records(serverFlight(profile, random));
      expect([hello?.type, hello?.body[0], change?.type]).toEqual([22, 2, 20]);
      expect(records(clientFinished(profile, random)).map(({ type }) => type)[0]).toBe(20);
      expect(records(applicationData(40_000, random)).map(({ body }) => body.length)).toEqual([16_401, 16_401, 7_249]);
    },
  );
});
