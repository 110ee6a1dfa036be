import { hostile, seeded } from '@wireledger/decoders/testing';
import { ENDS, talk, type Said } from '../testing/conversation';
import { rows, run, type Happening } from '../testing/frames';

const spoken = (...lines: readonly Said[]) => {
  const { batches, pipeline } = run(talk(lines));
  const http = rows(batches, 'http');
  return {
    http,
    auth: rows(batches, 'auth'),
    flow: rows(batches, 'flow').at(-1),
    counted: pipeline.counters.http_requests,
    pairs: http.map(({ method, target, status }) => `${method} ${target} ${status}`),
  };
};
const get = (target: string, fields = '') => `GET ${target} HTTP/1.1\r\nHost: a.example\r\n${fields}\r\n`;
const answer = (status: number, content: string | null = '', fields = '') =>
  `HTTP/1.1 ${status} X\r\n${fields}${content === null ? '' : `Content-Length: ${content.length}\r\n`}\r\n${content ?? ''}`;

describe('transactions of HTTP', () => {
  it('join a request with its response', () => {
    const { http, counted, flow } = spoken(['>', get('/a')], ['<', answer(200, 'hi', 'Server: x\r\n')]);
    expect(http).toHaveLength(1);
    expect(http[0]).toMatchObject({ client: ENDS.src, server: ENDS.dst, clientPort: 40_000, serverPort: 80, order: 1 });
    expect(http[0]).toMatchObject({
      method: 'GET',
      host: 'a.example',
      status: 200,
      serverSoftware: 'x',
      latency: 1000,
    });
    expect(http[0]).toMatchObject({ requestLength: -1, responseLength: 2, flow: flow?.flow });
    expect(counted).toBe(1);
  });

  it('come in order on a connection that is kept, pipelined or not', () => {
    const { pairs, http } = spoken(
      ['>', get('/1') + get('/2')],
      ['<', answer(200, 'x'.repeat(100)) + answer(404)],
      ['>', get('/3')],
      ['<', answer(304, null)],
    );
    expect(pairs).toEqual(['GET /1 200', 'GET /2 404', 'GET /3 304']);
    expect(http.map(({ order }) => order)).toEqual([1, 2, 3]);
  });

  it('leave none waiting where a half request outlives the responses', () => {
    const half = 'GET /2 HTTP/1.1\r\nHost: b.example\r\nUser-Agent: a';
    const { pairs } = spoken(['>', get('/1') + half], ['<', `${answer(200, null)}until the end`]);
    expect(pairs).toEqual(['GET /1 200', 'GET /2 0']);
  });

  it('pass over content that looks like messages', () => {
    const inside = answer(500) + get('/no');
    const { pairs } = spoken(
      ['>', `POST /1 HTTP/1.1\r\nContent-Length: ${inside.length}\r\n\r\n${inside}${get('/2')}`],
      ['<', `${answer(200, inside)}${answer(201)}`],
    );
    expect(pairs).toEqual(['POST /1 200', 'GET /2 201']);
  });

  it('read chunks and their trailer', () => {
    const chunks = '5;x\r\nhello\r\n1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nX: y\r\n\r\n';
    const { pairs } = spoken(
      ['>', `PUT /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}${get('/2')}`],
      ['<', answer(200, null, 'Transfer-Encoding: chunked\r\n') + chunks + answer(204, null)],
    );
    expect(pairs).toEqual(['PUT /1 200', 'GET /2 204']);
  });

  it.each([
    ['an interim response', [get('/1')], answer(100, null) + answer(103, null) + answer(200), ['GET /1 200']],
    ['a HEAD, which has no content', ['HEAD /1 HTTP/1.1\r\n\r\n', get('/2')], 'HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\n' + answer(404), ['HEAD /1 200', 'GET /2 404']],
    ['a switch of protocols', [get('/1')], `${answer(101, null)}${answer(200)}`, ['GET /1 101']],
    ['a tunnel', ['CONNECT b:443 HTTP/1.1\r\n\r\n'], `${answer(200, null)}\x16\x03\x01`, ['CONNECT b:443 200']],
    ['content up to the end', [get('/1'), get('/2')], `HTTP/1.0 200 X\r\n\r\n${answer(404)}`, ['GET /1 200', 'GET /2 0']],
    ['an empty line too many', [`\r\n\r\n${get('/1')}`], `${answer(200)}\r\n`, ['GET /1 200']],
    ['no response', [get('/1')], '', ['GET /1 0']],
  ])('know %s', (_what, said, answered, pairs) => {
    const lines = said.map((text) => ['>', text] as const);
    expect(spoken(...lines, ...(answered === '' ? [] : [['<', answered] as const])).pairs).toEqual(pairs);
  }); // prettier-ignore

  it('are whole however the bytes come', () => {
    const [client, server] = [get('/1') + get('/2'), answer(200, 'abc') + answer(404, null, 'Transfer-Encoding: chunked\r\n') + '1\r\nx\r\n0\r\n\r\n']; // prettier-ignore
    const bytewise = [...[...client].map((c) => ['>', c] as const), ...[...server].map((c) => ['<', c] as const)];
    expect(spoken(...bytewise).pairs).toEqual(['GET /1 200', 'GET /2 404']);
  });

  it('keep what came of a head whose rest was lost', () => {
    const { pairs, http } = spoken(['>', 'GET /1 HTTP/1.1\r\nHost: b\r\nUser-Ag'], ['>', 50], ['<', answer(200)]);
    expect(pairs).toEqual(['GET /1 200']);
    expect(http[0]?.host).toBe('b');
  });

  it('go on behind a loss with what begins a segment, pairing nothing wrongly', () => {
    const { pairs } = spoken(
      ['>', get('/1')],
      ['<', answer(200, null, 'Transfer-Encoding: chunked\r\n')],
      ['<', 500],
      ['<', 'content'],
      ['>', get('/2')],
      ['<', 40],
      ['>', get('/3')],
      ['<', answer(404)],
    );
    expect(pairs).toEqual(['GET /1 200', 'GET /2 0', 'GET /3 0', '  404']);
  });

  it('tell a response whose request was lost', () => {
    const { http } = spoken(['>', 80], ['<', answer(200)]);
    expect(http).toHaveLength(1);
    expect(http[0]).toMatchObject({ method: '', status: 200, latency: -1, version: '1.1', order: 1 });
  });

  it('are found on any port, by what is said', () => {
    const { pipeline, batches } = run(talk([['>', get('/1')], ['<', answer(200)]], { ...ENDS, dport: 31_337 })); // prettier-ignore
    expect(pipeline.counters.http_requests).toBe(1);
    expect(rows(batches, 'flow').at(-1)?.app).toBe('http');
  });

  it('count without records', () => {
    const { pipeline } = run(talk([['>', get('/1') + get('/2')]]), { onBatch: undefined });
    expect(pipeline.counters.http_requests).toBe(2);
  });

  it('tell basic credentials as attempts to sign in, without the secret', () => {
    const basic = 'Authorization: Basic YW5uYTpzZWNyZXQ=\r\n';
    const { auth, http } = spoken(
      ['>', get('/1', basic)],
      ['<', answer(401)],
      ['>', get('/2', basic)],
      ['<', answer(200)],
      ['>', get('/3', basic)],
      ['<', answer(200)],
      ['>', get('/4', 'Authorization: Bearer x\r\n')],
      ['<', answer(401)],
    );
    expect(auth.map(({ user, outcome, code, cleartext }) => [user, outcome, code, cleartext])).toEqual([
      ['anna', 'failure', 401, 1],
      ['anna', 'success', 200, 1],
    ]);
    expect(auth[0]).toMatchObject({ service: 'http', mechanism: 'basic', client: ENDS.src, count: 1 });
    expect(JSON.stringify([auth, http])).not.toMatch(/secret|YW5u/);
  });

  it('stay bounded: a connection that only asks', () => {
    const { pairs } = spoken(['>', Array.from({ length: 200 }, (_, i) => get(`/${i}`)).join('')]);
    expect(pairs).toHaveLength(200);
    expect(pairs.at(-1)).toBe('GET /199 0');
  });

  it('come of any bytes without a throw', () => {
    const random = seeded(3);
    const server = Buffer.from(answer(200, null, 'Transfer-Encoding: chunked\r\n') + '3\r\nabc\r\n0\r\n\r\n' + answer(404), 'latin1'); // prettier-ignore
    const client = Buffer.from(get('/1') + `POST /2 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc${get('/3')}`, 'latin1');
    let told = 0;
    let n = 0;
    const texts = (sample: Buffer) => [...hostile(sample, 500)].map((bytes) => Buffer.from(bytes).toString('latin1'));
    const answers = texts(server);
    function* all(): Generator<Happening> {
      for (const asked of texts(client)) {
        const answered = answers[n % answers.length] as string;
        const cut = random(answered.length + 1);
        const lines = [['>', asked], ['<', answered.slice(0, cut)], ['<', random(3) === 0 ? 9 : answered.slice(cut)]] as const; // prettier-ignore
        for (const [at, frame] of talk(lines, { ...ENDS, sport: 1024 + n++ })) yield [n / 100 + at, frame];
      }
    }
    told = rows(run(all()).batches, 'http').length;
    expect(told).toBeGreaterThan(500);
  });
});
