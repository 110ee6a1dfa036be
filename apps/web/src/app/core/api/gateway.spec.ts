import type { Operation } from '../../graphql/operation';
import { ApiError } from './errors';
import { type Credentials, runOperation } from './gateway';

const OP: Operation<{ readonly n: number }, { readonly a: number }> = {
  name: 'Op',
  kind: 'query',
  hash: 'h'.repeat(64),
};

interface Sent {
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** A server that gives the answers in order and keeps what it was sent. */
function server(...answers: readonly { readonly status?: number; readonly body: unknown }[]): Sent[] {
  const sent: Sent[] = [];
  globalThis.fetch = ((_url: string, init: RequestInit) => {
    const answer = answers[Math.min(sent.length, answers.length - 1)];
    sent.push({ headers: init.headers as Record<string, string>, body: JSON.parse(init.body as string) as unknown });
    const status = answer?.status ?? 200;
    return Promise.resolve({ ok: status < 400, status, json: () => Promise.resolve(answer?.body) } as Response);
  }) as typeof fetch;
  return sent;
}

function session(refreshes = true): Credentials & { count: number } {
  return {
    count: 0,
    accessToken() {
      return Promise.resolve(`t${this.count}`);
    },
    refresh() {
      this.count += 1;
      return Promise.resolve(refreshes);
    },
  };
}

const failed = (code: string, more: object = {}): { readonly body: unknown } => ({
  body: { errors: [{ message: 'no', extensions: { code, ...more } }] },
});
const good = { body: { data: { n: 7 } } };

describe('gateway', () => {
  it('sends the hash, never the document', async () => {
    const sent = server(good);
    await expect(runOperation(session(), OP, { a: 1 })).resolves.toEqual({ n: 7 });
    expect(sent).toEqual([
      {
        headers: { 'content-type': 'application/json', authorization: 'Bearer t0' },
        body: {
          operationName: 'Op',
          variables: { a: 1 },
          extensions: { persistedQuery: { version: 1, sha256Hash: OP.hash } },
        },
      },
    ]);
  });

  it('renews a refused token once and sends again', async () => {
    const sent = server(failed('UNAUTHENTICATED'), good);
    await expect(runOperation(session(), OP, { a: 1 })).resolves.toEqual({ n: 7 });
    expect(sent.map((one) => one.headers['authorization'])).toEqual(['Bearer t0', 'Bearer t1']);
  });

  it('gives up when the new token is refused as well', async () => {
    const sent = server(failed('UNAUTHENTICATED'));
    const credentials = session();
    await expect(runOperation(credentials, OP, { a: 1 })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(sent).toHaveLength(2);
    expect(credentials.count).toBe(1);
  });

  it('gives up at once when the session cannot be renewed', async () => {
    const sent = server({ status: 401, body: {} });
    await expect(runOperation(session(false), OP, { a: 1 })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(sent).toHaveLength(1);
  });

  it('asks again for an answer that lags behind, waiting as long as the lag', async () => {
    const sent = server(failed('STALE', { lagSeconds: 0.4 }), failed('STALE', { lagSeconds: 9 }), good);
    const waits: number[] = [];
    const wait = (ms: number): Promise<void> => {
      waits.push(ms);
      return Promise.resolve();
    };
    await expect(runOperation(session(), OP, { a: 1 }, undefined, wait)).resolves.toEqual({ n: 7 });
    expect(sent).toHaveLength(3);
    expect(waits).toEqual([400, 2000]);
  });

  it('stops asking after the third stale answer', async () => {
    const sent = server(failed('STALE', { lagSeconds: 5 }));
    await expect(runOperation(session(), OP, { a: 1 }, undefined, () => Promise.resolve())).rejects.toMatchObject({
      code: 'STALE',
      details: { lagSeconds: 5 },
    });
    expect(sent).toHaveLength(3);
  });

  it('names the missing permission and the request', async () => {
    server(failed('FORBIDDEN', { permission: 'flows.read', requestId: 'r-1' }));
    const error: unknown = await runOperation(session(), OP, { a: 1 }).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'FORBIDDEN', details: { permission: 'flows.read', requestId: 'r-1' } });
  });

  it('tells a dead server from a refusal', async () => {
    globalThis.fetch = () => Promise.reject(new TypeError('failed to fetch'));
    await expect(runOperation(session(), OP, { a: 1 })).rejects.toMatchObject({ code: 'OFFLINE' });
  });
});
