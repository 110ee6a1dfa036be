import { InvalidConfig, loadConfig } from '@wireledger/platform';
import type { Out } from '../commands';
import { migrate } from '../up/migrate';

/** Brings the schemas of DATABASE_URL to this version: the one-shot step of a scaled-out start. Safe to repeat. */
export async function runMigrate(argv: string[], out: Out): Promise<number> {
  if (argv.length > 0) {
    out.stderr.write('usage: wireledger migrate\n');
    return argv[0] === '--help' ? 0 : 2;
  }
  try {
    const config = loadConfig();
    if (!config.databaseUrl) {
      out.stderr.write(
        'wireledger: DATABASE_URL is not set; `wireledger up` migrates its embedded database by itself.\n',
      );
      return 1;
    }
    await migrate(config, config.databaseUrl);
    out.stdout.write('schemas are up to date\n');
    return 0;
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    out.stderr.write(`wireledger: ${error.message}\n`);
    return 1;
  }
}
