import { DataSource, type EntityManager, In, IsNull, LessThan, MoreThan, Not, QueryFailedError } from 'typeorm';

import {
  ACCESS_ENTITIES,
  AccountEntity,
  BootstrapLinkEntity,
  InvitationEntity,
  SessionEntity,
  TokenEntity,
} from './access-entities';
import {
  type AccessStore,
  type Account,
  type InvitationLink,
  type Session,
  type SessionChange,
  type StoredToken,
  TOKENS_LISTED,
  TurnTaken,
} from './access-store';
import { ChallengeEntity, FactorEntity, RecoveryCodeEntity } from './factor-entities';
import { ProviderFlowEntity } from './identity-entities';
import { PostgresFactorStore } from './postgres-factor-store';
import { PostgresIdentityStore } from './postgres-identity-store';
import { PostgresIntakeKeys } from './postgres-intake-keys';
import { PostgresProposalStore } from './postgres-proposal-store';

/** Ended or silent rows are kept this long, so that a late reuse is still recognised. */
const KEEP_MS = 24 * 3600_000;

const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase();

/** {@link AccessStore} on schema `access` (see `migrateAccess`). */
export class PostgresAccessStore implements AccessStore {
  readonly factors = new PostgresFactorStore((work) => this.run(work));
  readonly identities = new PostgresIdentityStore((work) => this.run(work));
  readonly intakeKeys = new PostgresIntakeKeys((work) => this.run(work));
  readonly proposals = new PostgresProposalStore((work) => this.run(work), nameKey);

  private constructor(private readonly source: DataSource) {}

  /** @param onError hears of idle connections that broke; the pool replaces them by itself */
  static async open(
    { connectionString }: { readonly connectionString: string },
    poolSize: number,
    onError: (error: Error) => void,
  ): Promise<PostgresAccessStore> {
    const source = new DataSource({
      type: 'postgres',
      url: connectionString,
      entities: ACCESS_ENTITIES,
      synchronize: false,
      installExtensions: false,
      logging: false,
      applicationName: 'wireledger access',
      connectTimeoutMS: 5000,
      poolSize,
      poolErrorHandler: onError,
      extra: { statement_timeout: 5000 },
    });
    return new PostgresAccessStore(await source.initialize());
  }

  async accountByName(name: string): Promise<Account | null> {
    return this.run((manager) =>
      manager.findOne(AccountEntity, {
        select: { user: true, name: true, passwordHash: true },
        where: { nameKey: nameKey(name) },
      }),
    );
  }

  hasPassword(user: string): Promise<boolean> {
    return this.run((manager) => manager.existsBy(AccountEntity, { user, passwordHash: Not(IsNull()) }));
  }

  async removeInvited(user: string): Promise<void> {
    await this.run((manager) => manager.delete(AccountEntity, { user, passwordHash: IsNull() }));
  }

  async putInvitation(link: InvitationLink): Promise<void> {
    await this.run((manager) => manager.upsert(InvitationEntity, link, ['user']));
  }

  async invitedBy(hash: string, now: number): Promise<string | null> {
    const found = await this.run((manager) => manager.findOneBy(InvitationEntity, { hash, expiresAt: MoreThan(now) }));
    return found?.user ?? null;
  }

  /** One statement, so that the row goes to one of several callers. */
  async takeInvitation(hash: string, now: number): Promise<string | null> {
    const { raw } = await this.run((manager) =>
      manager
        .createQueryBuilder()
        .delete()
        .from(InvitationEntity)
        .where({ hash, expiresAt: MoreThan(now) })
        .returning('user_id')
        .execute(),
    );
    return (raw as { user_id: string }[])[0]?.user_id ?? null;
  }

  async lastSeen(users: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.run((manager) =>
      manager.find(AccountEntity, { select: { user: true, seenAt: true }, where: { user: In(users) } }),
    );
    return new Map(rows.flatMap(({ user, seenAt }) => (seenAt === null ? [] : [[user, seenAt] as const])));
  }

  async putLink({ hash, expiresAt }: { hash: string; expiresAt: number }): Promise<void> {
    await this.run((manager) => manager.insert(BootstrapLinkEntity, { hash, expiresAt }));
  }

  async linkIsGood(hash: string, now: number): Promise<boolean> {
    return this.run((manager) => manager.existsBy(BootstrapLinkEntity, goodLink(hash, now)));
  }

  /** One statement, so that of several callers the row's lock lets one find it unused. */
  async takeLink(hash: string, now: number): Promise<boolean> {
    const { affected } = await this.run((manager) =>
      manager.update(BootstrapLinkEntity, goodLink(hash, now), { usedAt: now }),
    );
    return affected === 1;
  }

  async putSession(session: Session): Promise<void> {
    await this.run((outer) =>
      outer.transaction(async (manager) => {
        await manager.insert(SessionEntity, session);
        await manager.update(AccountEntity, { user: session.user }, { seenAt: session.rotatedAt });
      }),
    );
  }

  async changeSession(id: string, decide: (session: Session | null) => SessionChange | null): Promise<void> {
    await this.run((outer) =>
      outer.transaction(async (manager) => {
        const lock = { mode: 'pessimistic_write' } as const;
        const session = await manager.findOne(SessionEntity, { where: { id }, lock });
        const change = decide(session);
        if (!session || !change) return;
        await manager.update(SessionEntity, { id }, { ...session, ...change });
        const { rotatedAt: seenAt } = change;
        if (seenAt !== undefined) await manager.update(AccountEntity, { user: session.user }, { seenAt });
      }),
    );
  }

  async openSessions(user: string): Promise<Session[]> {
    return this.run((manager) =>
      manager.find(SessionEntity, { where: { user, endedAt: IsNull() }, order: { createdAt: 'ASC' } }),
    );
  }

  async openSessionsOf(users: readonly string[]): Promise<Session[]> {
    return this.run((manager) => manager.find(SessionEntity, { where: { user: In(users), endedAt: IsNull() } }));
  }

  async putToken(token: StoredToken): Promise<void> {
    await this.run((manager) => manager.insert(TokenEntity, token));
  }

  async tokenByHash(hash: string): Promise<StoredToken | null> {
    return this.run((manager) => manager.findOneBy(TokenEntity, { hash }));
  }

  async tokenById(id: string): Promise<StoredToken | null> {
    return this.run((manager) => manager.findOneBy(TokenEntity, { id }));
  }

  async tokens(owner: string | null): Promise<StoredToken[]> {
    const where = owner === null ? {} : { owner };
    return this.run((manager) =>
      manager.find(TokenEntity, { where, order: { createdAt: 'DESC', id: 'ASC' }, take: TOKENS_LISTED }),
    );
  }

  async tokenUsed(id: string, now: number): Promise<void> {
    await this.run((manager) => manager.update(TokenEntity, { id }, { usedAt: now }));
  }

  async revokeToken(id: string, now: number): Promise<void> {
    await this.run((manager) => manager.update(TokenEntity, { id, revokedAt: IsNull() }, { revokedAt: now }));
  }

  async forget(user: string, now: number): Promise<void> {
    await this.run((outer) =>
      outer.transaction(async (manager) => {
        await manager.update(TokenEntity, { owner: user, revokedAt: IsNull() }, { revokedAt: now });
        await manager.update(TokenEntity, { owner: user }, { name: '' });
        // His identity at a provider and his invitation go with the account.
        for (const entity of [ProviderFlowEntity, ChallengeEntity, RecoveryCodeEntity, FactorEntity])
          await manager.delete(entity, { user });
        for (const entity of [SessionEntity, AccountEntity]) await manager.delete(entity, { user });
      }),
    );
  }

  async sweep(now: number): Promise<number> {
    const before = now - KEEP_MS;
    const gone = [
      await this.run((manager) => manager.delete(SessionEntity, { rotatedAt: LessThan(before) })),
      await this.run((manager) => manager.delete(BootstrapLinkEntity, { expiresAt: LessThan(before) })),
    ];
    const others =
      (await this.factors.sweep(now)) + (await this.identities.sweep(now)) + (await this.intakeKeys.sweep(now));
    return gone.reduce((sum, { affected }) => sum + (affected ?? 0), others);
  }

  async ping(): Promise<void> {
    await this.run((manager) => manager.query('select 1'));
  }

  async close(): Promise<void> {
    await this.source.destroy();
  }

  /** The lock goes with its connection, so whoever dies in his turn holds nobody up. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.startTransaction();
      await runner.query(`SELECT pg_advisory_xact_lock(hashtext('wireledger access turn'))`).catch((error: unknown) => {
        throw isTimeout(error) ? new TurnTaken() : error;
      });
      return await work();
    } finally {
      await runner.rollbackTransaction().catch(() => undefined);
      await runner.release();
    }
  }

  /** What failed is told in PostgreSQL's words alone: TypeORM's error carries the statement's values, and these are secrets. */
  private async run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await work(this.source.manager);
    } catch (error) {
      throw error instanceof QueryFailedError ? error.driverError : error;
    }
  }
}

const QUERY_CANCELED = '57014';
const isTimeout = (error: unknown): boolean =>
  error instanceof QueryFailedError && (error.driverError as { code?: string }).code === QUERY_CANCELED;

const goodLink = (hash: string, now: number) => ({ hash, usedAt: IsNull(), expiresAt: MoreThan(now) });
