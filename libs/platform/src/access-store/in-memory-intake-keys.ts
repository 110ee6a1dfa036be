import { type IntakeClaim, type IntakeKey, type IntakeKeyName, type IntakeKeyStore, KEY_KEPT_MS } from './intake-keys';

const nameOf = ({ token, key }: IntakeKeyName): string => `${token} ${key}`;

/** {@link IntakeKeyStore} without durability, for tests that need no database. */
export class InMemoryIntakeKeys implements IntakeKeyStore {
  private readonly rows = new Map<string, IntakeKey>();

  async find(names: readonly IntakeKeyName[]): Promise<IntakeKey[]> {
    return names.flatMap((name) => this.rows.get(nameOf(name)) ?? []);
  }

  async claim(claims: readonly IntakeClaim[]): Promise<IntakeKeyName[]> {
    return claims.flatMap(({ replaces, ...row }) => {
      if ((this.rows.get(nameOf(row))?.batch ?? null) !== replaces) return [];
      this.rows.set(nameOf(row), row);
      return [{ token: row.token, key: row.key }];
    });
  }

  async sweep(now: number): Promise<number> {
    const before = this.rows.size;
    for (const [name, { claimedAt }] of this.rows) if (claimedAt < now - KEY_KEPT_MS) this.rows.delete(name);
    return before - this.rows.size;
  }
}
