import type { Challenge, FactorStore, StepUp, StoredCode, StoredFactor } from './factor-store';

/** {@link FactorStore} without durability, for tests that need no database. */
export class InMemoryFactorStore implements FactorStore {
  private readonly factors = new Map<string, StoredFactor>();
  private codes: StoredCode[] = [];
  private readonly challenges = new Map<string, Challenge & { tries: number }>();
  private readonly stepUps = new Map<string, StepUp>();

  async factorOf(user: string): Promise<StoredFactor | null> {
    return this.factors.get(user) ?? null;
  }

  async putFactor(factor: StoredFactor, codes: readonly StoredCode[], replace: boolean): Promise<boolean> {
    if (this.factors.has(factor.user) && !replace) return false;
    this.factors.set(factor.user, factor);
    await this.putCodes(factor.user, codes);
    return true;
  }

  async removeFactor(user: string): Promise<void> {
    this.factors.delete(user);
    await this.putCodes(user, []);
  }

  async useStep(user: string, step: number): Promise<boolean> {
    const factor = this.factors.get(user);
    if (!factor || factor.lastStep >= step) return false;
    this.factors.set(user, { ...factor, lastStep: step });
    return true;
  }

  async putCodes(user: string, codes: readonly StoredCode[]): Promise<void> {
    this.codes = [...this.codes.filter((code) => code.user !== user), ...codes];
  }

  async codesByTag(user: string, tag: string): Promise<StoredCode[]> {
    return this.codes.filter((code) => code.user === user && code.tag === tag);
  }

  async takeCode(id: string): Promise<boolean> {
    const before = this.codes.length;
    this.codes = this.codes.filter((code) => code.id !== id);
    return this.codes.length < before;
  }

  async putChallenge(challenge: Challenge): Promise<void> {
    this.challenges.set(challenge.hash, { ...challenge, tries: 0 });
  }

  async tryChallenge(hash: string, now: number, most: number): Promise<Challenge | null> {
    const found = this.challenges.get(hash);
    if (!found || found.expiresAt <= now || found.tries >= most) return null;
    found.tries++;
    const { tries: _tries, ...challenge } = found;
    return challenge;
  }

  async endChallenge(hash: string): Promise<boolean> {
    return this.challenges.delete(hash);
  }

  async putStepUp(stepUp: StepUp): Promise<void> {
    this.stepUps.set(`${stepUp.session} ${stepUp.permission}`, stepUp);
  }

  async stepUpOf(session: string, permission: string): Promise<StepUp | null> {
    return this.stepUps.get(`${session} ${permission}`) ?? null;
  }

  async sweep(): Promise<number> {
    return 0;
  }
}
