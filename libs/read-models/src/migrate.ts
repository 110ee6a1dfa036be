import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

import { alertSchema } from './alerts/alert-table';
import { authSchema } from './auth/auth-table';
import { asOfSchema } from './as-of-migration';
import { auditSchema } from './audit/audit-table';
import { captureSchema } from './captures/capture-table';
import { AddBacktestRanges1764920001000, backtestSchema } from './backtests/backtest-table';
import { SCHEMA } from './data-source';
import { detectionSchema } from './detection/detection-table';
import { dnsSchema, dnsTreeSchema } from './dns/dns-table';
import { exportMaskingSchema, exportSchema, exportScopeSchema } from './exports/export-table';
import { flowSchema } from './flows/flow-table';
import { hostSchema } from './hosts/host-table';
import { integritySchema } from './integrity/integrity-table';
import { notifyOwnersSchema, notifySchema } from './notify/notify-table';
import { partitionSchema } from './partitions/partitions';
import { httpSchema, httpTechnologiesSchema } from './http/http-table';
import { feedPartSchema, feedShelfSchema } from './lists/feed-part-table';
import { listSchema } from './lists/list-table';
import { neighbourSchema } from './neighbours/neighbour-table';
import { AddHunts1764590400000 } from './hunts/hunt-table';
import { AddObserved1764586800000 } from './observed/observed-table';
import { AddReports1764910001000, AddReportTrials1764910002000 } from './reports/report-table';
import { AddReputation1764594000000 } from './reputation/reputation-table';
import { ruleCaseSchema, ruleSchema } from './rules/rule-table';
import { retentionSchema } from './retention/retention-table';
import { suppressionSchema } from './suppressions/suppression-table';
import { runnerSchema } from './runner/runner-table';
import { sensorSchema } from './sensors/sensor-table';
import { tlsSchema } from './tls/tls-table';
import { trafficSchema } from './traffic/traffic-table';

/** Everything the first release has, one part per model folder. Later changes are migrations of their own beside it. */
class CreateReadModels1763712000000 implements MigrationInterface {
  readonly name = 'CreateReadModels1763712000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [runnerSchema, partitionSchema, flowSchema, hostSchema, trafficSchema, sensorSchema, dnsSchema])
      await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA rm CASCADE');
  }
}

class CreateExports1764288000000 implements MigrationInterface {
  readonly name = 'CreateExports1764288000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(exportSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.export_piece, rm.export');
  }
}

/** Positions for what the past needs, and the way from a registrable name to the names under it. */
class AddPositions1764355800000 implements MigrationInterface {
  readonly name = 'AddPositions1764355800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(asOfSchema);
    await runner.query(dnsTreeSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX rm.dns_name_registrable');
    await runner.query(asOfSchema.replace(/ADD COLUMN position [^;]*/g, 'DROP COLUMN position'));
  }
}

/** What detection found, and the rules that it goes by. */
class AddAlerts1764360000000 implements MigrationInterface {
  readonly name = 'AddAlerts1764360000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [alertSchema, ruleSchema, detectionSchema]) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = ['alert', 'alert_version', 'alert_activity', 'alert_evidence', 'rule', 'rule_draft', 'detection'];
    await runner.query(`DROP TABLE ${tables.map((table) => `rm.${table}`).join(', ')}`);
  }
}

class AddExportScope1764363600000 implements MigrationInterface {
  readonly name = 'AddExportScope1764363600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(exportScopeSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rm.export DROP COLUMN scope');
  }
}

/** What was done through the API, and the envelopes of events. */
class AddAudit1764367200000 implements MigrationInterface {
  readonly name = 'AddAudit1764367200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(auditSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.audit, rm.event');
  }
}

class AddIntegrity1764370800000 implements MigrationInterface {
  readonly name = 'AddIntegrity1764370800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(integritySchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.verification, rm.integrity');
  }
}

/** What was said inside conversations, and who stands behind the addresses of the own network. */
class AddFacts1764369000000 implements MigrationInterface {
  readonly name = 'AddFacts1764369000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [tlsSchema, httpSchema, authSchema, neighbourSchema]) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = ['tls_handshake', 'http_transaction', 'auth_attempt', 'host_mac', 'dhcp_client'];
    await runner.query(`DROP TABLE ${tables.map((table) => `rm.${table}`).join(', ')}`);
  }
}

/** Who is told of alerts. */
class AddNotifications1764368000000 implements MigrationInterface {
  readonly name = 'AddNotifications1764368000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(notifySchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.notify_definition, rm.notify_alert, rm.escalation, rm.delivery');
  }
}

class AddSuppressions1764374400000 implements MigrationInterface {
  readonly name = 'AddSuppressions1764374400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(suppressionSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.suppression');
  }
}

/** Captures that people gave. */
class AddStoredCaptures1764396000000 implements MigrationInterface {
  readonly name = 'AddStoredCaptures1764396000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(captureSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.stored_capture');
  }
}

/** Back-tests of rules. */
class AddBacktests1764378000000 implements MigrationInterface {
  readonly name = 'AddBacktests1764378000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(backtestSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.backtest');
  }
}

class AddExportMasking1764460800000 implements MigrationInterface {
  readonly name = 'AddExportMasking1764460800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(exportMaskingSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rm.export DROP COLUMN masking');
  }
}

/** Runs of retention, and what each class holds. */
class AddRetention1764496800000 implements MigrationInterface {
  readonly name = 'AddRetention1764496800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(retentionSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.retention_storage, rm.retention_unit, rm.retention_run');
  }
}

/** Lists of indicators. */
class AddLists1764500400000 implements MigrationInterface {
  readonly name = 'AddLists1764500400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(listSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.list, rm.list_version, rm.list_entry, rm.list_content_piece, rm.list_content');
  }
}

/** Test cases of rules. */
class AddRuleCases1764504000000 implements MigrationInterface {
  readonly name = 'AddRuleCases1764504000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ruleCaseSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.rule_case');
    await runner.query('ALTER TABLE rm.rule DROP COLUMN about, DROP COLUMN cases, DROP COLUMN tested');
  }
}

/** Objects of feeds that are asked for what has changed. */
class AddFeedParts1764507600000 implements MigrationInterface {
  readonly name = 'AddFeedParts1764507600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(feedPartSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.feed_part, rm.feed_cursor');
  }
}

/** What runs behind HTTP servers. */
class AddTechnologies1764900001000 implements MigrationInterface {
  readonly name = 'AddTechnologies1764900001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(httpTechnologiesSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rm.http_transaction DROP COLUMN technologies');
  }
}

/** Whether the list has been made of what its feed said, and how much that is. */
class AddFeedShelf1764900002000 implements MigrationInterface {
  readonly name = 'AddFeedShelf1764900002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(feedShelfSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rm.feed_part DROP COLUMN bytes');
    await runner.query('ALTER TABLE rm.feed_cursor DROP COLUMN pending');
  }
}

/** Whose the addresses are that messages go to. */
class AddNotifyOwners1764900003000 implements MigrationInterface {
  readonly name = 'AddNotifyOwners1764900003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(notifyOwnersSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rm.notify_definition DROP COLUMN owners');
    await runner.query('ALTER TABLE rm.delivery DROP COLUMN subject');
  }
}

const MIGRATIONS = [
  CreateReadModels1763712000000,
  CreateExports1764288000000,
  AddPositions1764355800000,
  AddAlerts1764360000000,
  AddExportScope1764363600000,
  AddAudit1764367200000,
  AddNotifications1764368000000,
  AddFacts1764369000000,
  AddIntegrity1764370800000,
  AddSuppressions1764374400000,
  AddBacktests1764378000000,
  AddStoredCaptures1764396000000,
  AddExportMasking1764460800000,
  AddRetention1764496800000,
  AddLists1764500400000,
  AddRuleCases1764504000000,
  AddFeedParts1764507600000,
  AddObserved1764586800000,
  AddHunts1764590400000,
  AddReputation1764594000000,
  AddTechnologies1764900001000,
  AddFeedShelf1764900002000,
  AddNotifyOwners1764900003000,
  AddReports1764910001000,
  AddReportTrials1764910002000,
  AddBacktestRanges1764920001000,
];

const LOCK = 7_305_211;

/** Brings schema `rm` to this release's form. Idempotent; several processes may call it at once. Never synchronizes. */
export async function migrateReadModels(connection: string): Promise<void> {
  const source = new DataSource({
    ...SCHEMA,
    url: connection,
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'all',
    applicationName: 'wireledger migrate',
    poolSize: 2,
  });
  await source.initialize();
  try {
    const lock = source.createQueryRunner();
    await lock.query('SELECT pg_advisory_lock($1)', [LOCK]);
    try {
      await lock.query('CREATE SCHEMA IF NOT EXISTS rm');
      await source.runMigrations();
    } finally {
      await lock.query('SELECT pg_advisory_unlock($1)', [LOCK]);
      await lock.release();
    }
  } finally {
    await source.destroy();
  }
}
