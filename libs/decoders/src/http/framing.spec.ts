import { mutations } from '../testing/hostile';
import { readHttpRequest, readHttpResponse } from '.';

const REQUEST = Buffer.from(
  'POST /a HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nContent-Length:\t 17 \r\nTransfer-Encoding: gzip, chunked\r\n folded\r\ncontent-length: 3\r\n\r\n',
  'latin1',
);
const RESPONSE = Buffer.from(
  'HTTP/1.1 200 OK\r\nServer: a\r\ncontent-type: text/html\r\nCONTENT-LENGTH: 1024\r\ntransfer-encoding: identity\r\n:\r\nTransfer-Encoding:\r\n\r\n',
  'latin1',
);

describe('a head read for its framing alone says of it what the whole head does', () => {
  it('as a request', () => {
    const framed = { lengths: new Set<number>(), chunked: new Set<boolean>() };
    for (const bytes of [REQUEST, ...mutations(REQUEST, 10_000)]) {
      const whole = readHttpRequest(bytes, 0, bytes.length);
      const bare = readHttpRequest(bytes, 0, bytes.length, true);
      const of = whole && [whole.length, whole.chunked, whole.method, whole.version, whole.targetLength];
      expect(bare && [bare.length, bare.chunked, bare.method, bare.version, bare.targetLength]).toEqual(of);
      if (!whole) continue;
      framed.lengths.add(whole.length);
      framed.chunked.add(whole.chunked);
    }
    expect(framed.lengths.size).toBeGreaterThan(5);
    expect(framed.chunked.size).toBe(2);
  });

  it('as a response', () => {
    const lengths = new Set<number>();
    for (const bytes of [RESPONSE, ...mutations(RESPONSE, 10_000)]) {
      const whole = readHttpResponse(bytes, 0, bytes.length);
      const bare = readHttpResponse(bytes, 0, bytes.length, true);
      const of = whole && [whole.length, whole.chunked, whole.status, whole.version];
      expect(bare && [bare.length, bare.chunked, bare.status, bare.version]).toEqual(of);
      if (whole) lengths.add(whole.length);
    }
    expect(lengths.size).toBeGreaterThan(5);
  });
});
