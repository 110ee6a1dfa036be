import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

/** The first release's tables. Databases of an earlier build, which counted steps in `access.migration`, have them already. */
class CreateAccess1763712000000 implements MigrationInterface {
  readonly name = 'CreateAccess1763712000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access.token, access.session, access.bootstrap_link, access.account');
  }
}

/** Where a session is used from, so that its owner can tell them apart. */
class AddSessionOrigin1764288000000 implements MigrationInterface {
  readonly name = 'AddSessionOrigin1764288000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table access.session
      add column if not exists ip text not null default '', add column if not exists agent text not null default ''`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table access.session drop column ip, drop column agent');
  }
}

/** People are invited before they have a password; users and tokens are listed with their last use. */
class AddInvitations1764370800000 implements MigrationInterface {
  readonly name = 'AddInvitations1764370800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INVITE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table access.invitation;
      delete from access.account where password_hash is null;
      alter table access.account alter column password_hash set not null, drop column seen_at;
      alter table access.token drop column name, drop column owner_id, drop column created_at, drop column used_at`);
  }
}

const INVITE = `
alter table access.account alter column password_hash drop not null, add column if not exists seen_at timestamptz;
update access.account a set seen_at = (select max(rotated_at) from access.session s where s.user_id = a.user_id)
  where seen_at is null;
create table if not exists access.invitation (
  user_id uuid primary key references access.account on delete cascade,
  hash text not null unique,
  expires_at timestamptz not null
);
alter table access.token add column if not exists name text not null default '', add column if not exists owner_id uuid,
  add column if not exists created_at timestamptz not null default now(), add column if not exists used_at timestamptz;
create index if not exists token_of_owner on access.token (owner_id, created_at)`;

/** Second factors: authenticators, recovery codes, half-done sign-ins, step-ups; and how a session came to be. */
class AddSecondFactors1764374400000 implements MigrationInterface {
  readonly name = 'AddSecondFactors1764374400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table access.session add column if not exists factor text, add column if not exists factor_at timestamptz;
create table if not exists access.factor (
  user_id uuid primary key references access.account,
  secret text not null,
  last_step bigint not null,
  enrolled_at timestamptz not null
);
create table if not exists access.recovery_code (
  id uuid primary key,
  user_id uuid not null references access.account,
  tag text not null,
  hash text not null
);
create index if not exists recovery_code_tag on access.recovery_code (user_id, tag);
create table if not exists access.challenge (
  hash text primary key,
  user_id uuid not null references access.account,
  purpose text not null,
  session_id uuid,
  session_version integer not null,
  secret text,
  tries integer not null,
  expires_at timestamptz not null
);
create table if not exists access.step_up (
  session_id uuid not null references access.session on delete cascade,
  permission text not null,
  reason text not null,
  method text not null,
  granted_at timestamptz not null,
  primary key (session_id, permission)
)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access.step_up, access.challenge, access.recovery_code, access.factor');
    await runner.query('alter table access.session drop column factor, drop column factor_at');
  }
}

/** Who people are at an OpenID Connect provider, and the ways there that have begun. */
class AddIdentities1764374406000 implements MigrationInterface {
  readonly name = 'AddIdentities1764374406000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table if not exists access.identity (
  issuer text not null,
  subject text not null,
  user_id uuid not null unique references access.account on delete cascade,
  linked_at timestamptz not null,
  primary key (issuer, subject)
);
create table if not exists access.provider_flow (
  hash text primary key,
  purpose text not null,
  user_id uuid,
  session_id uuid,
  permission text,
  reason text,
  invitation text,
  started_at timestamptz not null,
  expires_at timestamptz not null
)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access.provider_flow, access.identity');
  }
}

/** Keys of people, by which the log's texts of them are sealed; `wrapped` null = destroyed, and `label` is read instead. */
class AddSubjectKeys1764500404000 implements MigrationInterface {
  readonly name = 'AddSubjectKeys1764500404000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table if not exists access.subject_key (
      subject text collate "C" primary key,
      wrapped bytea,
      master text,
      label text,
      created_at timestamptz not null default now(),
      erased_at timestamptz,
      check ((wrapped is null) = (erased_at is not null))
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access.subject_key');
  }
}

/** Keys that programs give their requests of events, so that they can send them again. */
class AddIntakeKeys1764900000000 implements MigrationInterface {
  readonly name = 'AddIntakeKeys1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table if not exists access.intake_key (
      token uuid not null,
      key text collate "C" not null,
      body text not null,
      stream text not null,
      revision bigint not null,
      batch uuid not null,
      answer text not null,
      claimed_at timestamptz not null,
      primary key (token, key)
    );
    create index if not exists intake_key_age on access.intake_key (claimed_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access.intake_key');
  }
}

/** Changes of accounts that the log has to agree to, and which event set a password. */
class AddAccountProposals1765000000000 implements MigrationInterface {
  readonly name = 'AddAccountProposals1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table access.account add column if not exists password_revision integer not null default -1;
create table if not exists access.account_proposal (
  id uuid primary key,
  user_id uuid not null references access.account on delete cascade,
  password_hash text,
  made_at timestamptz not null
);
create index if not exists account_proposal_of on access.account_proposal (user_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access.account_proposal; alter table access.account drop column password_revision');
  }
}

const CREATE = `
create table if not exists access.account (
  user_id uuid primary key,
  name text not null,
  name_key text not null unique,
  password_hash text not null,
  created_at timestamptz not null default now()
);
create table if not exists access.bootstrap_link (
  hash text primary key,
  expires_at timestamptz not null,
  used_at timestamptz
);
create table if not exists access.session (
  id uuid primary key,
  user_id uuid not null references access.account,
  generation integer not null,
  binding text not null,
  created_at timestamptz not null,
  rotated_at timestamptz not null,
  ended_at timestamptz
);
create index if not exists session_open on access.session (user_id, created_at) where ended_at is null;
create table if not exists access.token (
  id uuid primary key,
  hash text not null unique,
  grant_json jsonb not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
)`;

/** Serialises starts side by side; any number that nobody else locks. */
const LOCK = 7_320_040_001;

/** Brings schema `access` (credentials, sessions, tokens) to this version. Safe to repeat and to run side by side. */
export async function migrateAccess({ connectionString }: { readonly connectionString: string }): Promise<void> {
  const source = new DataSource({
    type: 'postgres',
    url: connectionString,
    schema: 'access',
    synchronize: false,
    installExtensions: false,
    logging: false,
    migrations: [
      ...[CreateAccess1763712000000, AddSessionOrigin1764288000000],
      ...[AddInvitations1764370800000, AddSecondFactors1764374400000],
      AddIdentities1764374406000,
      AddSubjectKeys1764500404000,
      AddIntakeKeys1764900000000,
      AddAccountProposals1765000000000,
    ],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'all',
    applicationName: 'wireledger migrate access',
    poolSize: 2,
  });
  await source.initialize();
  try {
    const lock = source.createQueryRunner();
    await lock.query('select pg_advisory_lock($1)', [LOCK]);
    try {
      await lock.query('create schema if not exists access');
      await source.runMigrations();
    } finally {
      await lock.query('select pg_advisory_unlock($1)', [LOCK]);
      await lock.release();
    }
  } finally {
    await source.destroy();
  }
}
