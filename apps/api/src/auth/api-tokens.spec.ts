import type { AccessStore, StoredToken } from '@wireledger/platform';
import { sha256 } from '@wireledger/kernel/hashing';

import { ApiTokens } from './api-tokens';

const TEXT = `wl_s_${'a'.repeat(43)}`;

describe('ApiTokens', () => {
  /** A store that answers when told to. */
  const slowStore = () => {
    const asked: { resolve: (token: StoredToken | null) => void; reject: (error: Error) => void }[] = [];
    const store = {
      tokenByHash: () => new Promise((resolve, reject) => void asked.push({ resolve, reject })),
      tokenUsed: () => Promise.resolve(),
    } as unknown as AccessStore;
    return { store, asked };
  };
  const directory = { withoutOf: () => [], tokenRevoked: () => false };
  const tokens = (store: AccessStore) => new ApiTokens(store, {} as never, directory as never, () => 1000);
  const stored = {
    ...{ id: 't', hash: sha256(TEXT), grant: { is: 'kind', kind: 'sensor' }, expiresAt: 5000, revokedAt: null },
    ...{ name: 'x', owner: null, createdAt: 0, usedAt: null },
  } as unknown as StoredToken;

  it('looks a token up once for requests that come at once', async () => {
    const { store, asked } = slowStore();
    const one = tokens(store);
    const all = Promise.all([one.verify(TEXT), one.verify(TEXT), one.verify(TEXT)]);
    expect(asked).toHaveLength(1);
    asked[0]?.resolve(stored);
    expect((await all).map((viewer) => viewer?.is)).toEqual(['token', 'token', 'token']);
    expect(await one.verify(TEXT)).not.toBeNull();
    expect(asked).toHaveLength(1);
  });

  it('asks again when the store did not answer, or knew no such token', async () => {
    const { store, asked } = slowStore();
    const one = tokens(store);
    const failed = [one.verify(TEXT), one.verify(TEXT)];
    asked[0]?.reject(new Error('away'));
    for (const each of failed) await expect(each).rejects.toThrow('away');
    const unknown = one.verify(TEXT);
    asked[1]?.resolve(null);
    expect(await unknown).toBeNull();
    const known = one.verify(TEXT);
    asked[2]?.resolve(stored);
    expect(await known).not.toBeNull();
  });
});
