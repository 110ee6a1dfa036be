import { hostile } from '../testing/hostile';
import { chunkLine, chunkSize, httpHeadEnd, looksLikeHttp, readHttpRequest, readHttpResponse } from '.';

const latin = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const request = (text: string) => readHttpRequest(latin(text), 0, latin(text).length);
const response = (text: string) => readHttpResponse(latin(text), 0, latin(text).length);

const POST =
  'POST /sign%20in?x=\xe9\\ HTTP/1.1\r\nHOST: Www.Example.ORG:8080\r\nuser-agent:  curl/8.5.0 \r\nReferer: http://www.example.org/\r\n' +
  'Content-Type: Application/JSON; charset=utf-8\r\nContent-Length: 17\r\nAuthorization: Basic YW5uYTpzZWNyZXQ=\r\n\r\n';

describe('a request', () => {
  it('tells what it asks of whom, never the secret', () => {
    const head = request(POST);
    expect(head).toEqual({
      method: 'POST',
      target: '/sign%20in?x=\\233\\092',
      targetLength: 15,
      version: '1.1',
      host: 'www.example.org:8080',
      userAgent: 'curl/8.5.0',
      referrer: 'http://www.example.org/',
      contentType: 'application/json',
      authScheme: 'basic',
      authUser: 'anna',
      technologies: [],
      length: 17,
      chunked: false,
    });
    expect(JSON.stringify(head)).not.toContain('secret');
  });

  it.each([
    ['bare line feeds', 'GET / HTTP/1.0\nHost: a\n\n', { version: '1.0', host: 'a' }],
    ['no version, as in HTTP/0.9', 'GET /\r\n\r\n', { version: '0.9', target: '/' }],
    ['chunks', 'PUT / HTTP/1.1\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n', { chunked: true }],
    ['a method of its own', 'X-DO.it / HTTP/1.1\r\n\r\n', { method: 'X-DO.it' }],
    ['a target with blanks', 'GET /a b HTTP/1.1\r\n\r\n', { target: '/a b' }],
    ['a folded field, which is passed over', 'GET / HTTP/1.1\r\nX: 1\r\n Host: b\r\nHost: a\r\n\r\n', { host: 'a' }],
    ['two hosts, of which the first counts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', { host: 'a' }],
    ['a length that is none', 'GET / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n', { length: -1 }],
    ['a length beyond belief', `GET / HTTP/1.1\r\nContent-Length: ${'9'.repeat(40)}\r\n\r\n`, { length: -1 }],
    ['credentials that are no base64', 'GET / HTTP/1.1\r\nAuthorization: Basic ***\r\n\r\n', { authUser: '', authScheme: 'basic' }],
    ['a token', 'GET / HTTP/1.1\r\nAuthorization: Bearer abc.def\r\n\r\n', { authUser: '', authScheme: 'bearer' }],
  ])('may have %s', (_what, text, expected) => expect(request(text)).toMatchObject(expected)); // prettier-ignore

  it.each([
    'GET / HTTP/2.0\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\n',
    ' / HTTP/1.1\r\n\r\n',
    'GET HTTP/1.1\r\n\r\n',
    'EHLO x\r\n',
    'GET /',
    '\r\n',
  ])(
    'is not %j', // prettier-ignore
    (text) => expect(request(text)).toBeNull(),
  );

  it.each(['GET', 'HEAD', 'CONNECT', 'GETS', 'OPTION', 'PROPFIND', 'M-SEARCH'])('has the method %s', (method) => {
    expect(request(`${method} / HTTP/1.1\r\n\r\n`)?.method).toBe(method);
  });

  it('tells only method and framing to who wants no texts', () => {
    const head = readHttpRequest(latin(POST), 0, POST.length, true);
    expect(head).toMatchObject({ method: 'POST', length: 17, target: '', host: '', authUser: '', authScheme: '' });
  });

  it('keeps texts within bounds and says how long the target was', () => {
    const head = request(`GET /${'a'.repeat(9000)} HTTP/1.1\r\nUser-Agent: ${'b'.repeat(9000)}\r\n\r\n`);
    expect([head?.target.length, head?.targetLength, head?.userAgent.length]).toEqual([4096, 9001, 1024]);
  });
});

describe('a response', () => {
  it('tells status and content', () => {
    expect(
      response('HTTP/1.1 404 Not Found\r\nServer: nginx/1.24\r\nContent-Type: text/HTML; q=1\r\nContent-Length: 5\r\n\r\n'),
    ).toEqual({ status: 404, version: '1.1', contentType: 'text/html', server: 'nginx/1.24', technologies: ['nginx'], length: 5, chunked: false }); // prettier-ignore
  });

  it.each([
    'HTTP/2 200 OK\r\n\r\n',
    'HTTP/1.1 2x0 OK\r\n\r\n',
    'HTTP/1.1 099 OK\r\n\r\n',
    'HTTP/1.1 20\r\n\r\n',
    'ICY 200 OK\r\n',
  ])(
    'is not %j', // prettier-ignore
    (text) => expect(response(text)).toBeNull(),
  );
});

describe('framing', () => {
  it.each([
    ['a\r\n\r\nb', 0, 5],
    ['a\n\nb', 0, 3],
    ['a\r\n\nb', 0, 4],
    ['a\r\nb\r\n', 0, -1],
    ['a\r\n\r', 0, -1],
    ['a\r\n\r\n', 4, 5],
  ])('finds the end of %j searched to %i at %i', (text, from, end) => {
    expect(httpHeadEnd(latin(text), 0, from, latin(text).length)).toBe(end);
  });

  it('does not look beyond what it is given', () => {
    expect(httpHeadEnd(latin('a\r\n\r\n'), 0, 0, 4)).toBe(-1);
    expect(httpHeadEnd(latin('a\n\n'), 0, 0, 2)).toBe(-1);
  });

  it.each([
    ['1aF\r', 0x1af],
    ['0', 0],
    ['5;x=y', 5],
    ['5 ', 5],
    ['', -1],
    ['x', -1],
    ['5x', -1],
    ['1'.repeat(20), -1],
  ])('reads the chunk line %j as %i', (text, size) => {
    expect(chunkSize(latin(`${text}\n`), 0, text.length)).toBe(size);
  });

  it('waits for a chunk line, not for ever', () => {
    expect(chunkLine(latin('12'), 0, 2)).toBe(-1);
    expect(chunkLine(latin('1'.repeat(5000)), 0, 5000)).toBe('long');
  });
});

describe('content', () => {
  it.each([
    ['GET / HTTP/1.1\r\nHost: a\r\n', true],
    ['HTTP/1.1 200 OK\r\n', true],
    [`GET /${'a'.repeat(500)}`, true],
    ['GET /', false],
    ['GET / HTTP/2.0\r\n', false],
    ['GET somewhere\r\nelse', false],
    ['SSH-2.0-x\r\n', false],
    ['HTTP/', false],
  ])('of %j tells HTTP: %s', (text, expected) => {
    expect(looksLikeHttp(latin(text), 0, latin(text).length)).toBe(expected);
  });
});

describe('hostile bytes', () => {
  it('are read without a throw', () => {
    let readable = 0;
    const answer = latin('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (const sample of [latin(POST), answer])
      for (const bytes of hostile(sample, 10_000)) {
        const end = httpHeadEnd(bytes, 0, 0, bytes.length);
        const head = readHttpRequest(bytes, 0, bytes.length) ?? readHttpResponse(bytes, 0, bytes.length);
        looksLikeHttp(bytes, 0, bytes.length);
        expect(end).toBeLessThanOrEqual(bytes.length);
        if (!head) continue;
        readable++;
        expect(JSON.stringify(head)).not.toMatch(/NaN|undefined|[^\x20-\x7e]/);
      }
    expect(readable).toBeGreaterThan(3000);
  });
});
