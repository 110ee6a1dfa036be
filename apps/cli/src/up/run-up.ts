import { parseArgs } from 'node:util';
import { checkConfig, InvalidConfig, loadConfig, printConfig } from '@wireledger/platform';
import { CannotStart } from './preflight';
import { terminalScreen } from './screen';
import { up } from './up';

export const UP_USAGE = 'wireledger up [--no-demo] [--check-config | --print-config]';

function tell(text: string, code: 0 | 1): number {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  return code;
}

/** `wireledger up`: exit code 0 after Ctrl-C, 1 when it cannot start, 2 on wrong usage. */
export async function runUp(argv: string[]): Promise<number> {
  const screen = terminalScreen(process.stderr);
  let demo = true;
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        'no-demo': { type: 'boolean', default: false },
        'check-config': { type: 'boolean', default: false },
        'print-config': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return tell(`usage: ${UP_USAGE}`, 0);
    if (values['check-config']) return tell(...checkConfig());
    if (values['print-config']) return tell(printConfig(), 0);
    demo = !values['no-demo'];
  } catch (error) {
    if (error instanceof InvalidConfig) return tell(error.message, 1);
    screen.line(`${(error as Error).message}. Usage: ${UP_USAGE}`);
    return 2;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  // `npm start` was killed, and cannot hand anything on.
  process.once('disconnect', () => stop.abort());
  process.channel?.unref();
  try {
    await up(loadConfig(), { demo }, screen, stop.signal);
    return 0;
  } catch (error) {
    const known = error instanceof CannotStart || error instanceof InvalidConfig;
    screen.line(known ? error.message : `cannot start: ${(error as Error).message}`);
    return 1;
  }
}
