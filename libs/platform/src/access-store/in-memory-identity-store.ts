import { type IdentityStore, type LinkedIdentity, MOST_FLOWS, type ProviderFlow } from './identity-store';

const keyOf = (issuer: string, subject: string): string => JSON.stringify([issuer, subject]);

/** {@link IdentityStore} without durability, for tests that need no database. */
export class InMemoryIdentityStore implements IdentityStore {
  private readonly identities = new Map<string, LinkedIdentity>();
  private readonly flows = new Map<string, ProviderFlow>();

  async ownerOf(issuer: string, subject: string): Promise<string | null> {
    return this.identities.get(keyOf(issuer, subject))?.user ?? null;
  }

  async identityOf(user: string): Promise<LinkedIdentity | null> {
    return [...this.identities.values()].find((identity) => identity.user === user) ?? null;
  }

  async link(identity: LinkedIdentity): Promise<boolean> {
    const key = keyOf(identity.issuer, identity.subject);
    const owner = this.identities.get(key)?.user;
    if (owner !== undefined && owner !== identity.user) return false;
    await this.unlink(identity.user);
    this.identities.set(key, identity);
    return true;
  }

  async unlink(user: string): Promise<void> {
    for (const [key, identity] of this.identities) if (identity.user === user) this.identities.delete(key);
  }

  async putFlow(flow: ProviderFlow): Promise<boolean> {
    for (const [hash, { expiresAt }] of this.flows) if (expiresAt <= flow.startedAt) this.flows.delete(hash);
    if (this.flows.size >= MOST_FLOWS) return false;
    this.flows.set(flow.hash, flow);
    return true;
  }

  async takeFlow(hash: string, now: number): Promise<ProviderFlow | null> {
    const flow = this.flows.get(hash);
    this.flows.delete(hash);
    return flow && flow.expiresAt > now ? flow : null;
  }
}
