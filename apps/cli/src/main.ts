import '@wireledger/platform/keep-compiled';
import { COMMANDS, usage } from './commands';
import { endWithoutReader } from './reader-gone';

/** Exit codes: 0 done, 1 failed, 2 wrong usage. */
async function main(argv: readonly string[]): Promise<number> {
  const [name = '', ...rest] = argv;
  if (name === '' || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(usage());
    return name === '' ? 2 : 0;
  }
  const command = COMMANDS[name];
  if (!command) {
    process.stderr.write(`wireledger: there is no command ${JSON.stringify(name)}.\n\n${usage()}`);
    return 2;
  }
  const run = await command.load();
  return run(rest, { stdout: process.stdout, stderr: process.stderr });
}

endWithoutReader(process);

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`wireledger: ${error instanceof Error ? error.message : String(error)}\n`);
    if (process.env['LOG_LEVEL'] === 'debug' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  },
);
