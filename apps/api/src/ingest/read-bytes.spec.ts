import { createServer, request as ask, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { DomainError } from '@wireledger/kernel';

import { readBytes } from './read-bytes';

describe('readBytes', () => {
  let server: Server;
  /** What became of the last body: its length, or the code of its error. */
  let outcome: Promise<string>;
  beforeAll(async () => {
    server = createServer((request, response) => {
      outcome = readBytes(request, 1000).then(
        (body) => `${body.length} ${body.toString('latin1', 0, 6)}`,
        (error: unknown) => (error instanceof DomainError ? error.code : 'broken off'),
      );
      void outcome.then((text) => response.end(text));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const port = () => (server.address() as AddressInfo).port;
  const send = (parts: readonly string[], headers: Record<string, string> = {}): Promise<string> =>
    new Promise((resolve, reject) => {
      const out = ask({ port: port(), host: '127.0.0.1', method: 'POST', headers }, (response) => {
        let text = '';
        response.setEncoding('latin1').on('data', (part: string) => (text += part));
        response.on('end', () => resolve(text));
      });
      out.on('error', reject);
      for (const part of parts) out.write(part);
      out.end();
    });

  it('puts parts together', async () => {
    expect(await send(['abc', 'def', 'g'.repeat(900)])).toBe('906 abcdef');
    expect(await send([])).toBe('0 ');
    expect(await send(['x'.repeat(1000)])).toBe('1000 xxxxxx');
  });

  it('says of what is too large that it is, announced or not, and answers', async () => {
    expect(await send(['x'.repeat(1001)])).toBe('TOO_LARGE');
    expect(await send(['x'.repeat(1001)], { 'content-length': '1001' })).toBe('TOO_LARGE');
    expect(await send(Array<string>(200).fill('y'.repeat(10_000)))).toBe('TOO_LARGE');
  });

  it('does not wait for a body that will not come', async () => {
    const socket = connect(port(), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\n\r\nabc');
    await new Promise<void>((resolve) => server.once('request', () => resolve()));
    socket.destroy();
    expect(await outcome).toBe('broken off');
  });
});
