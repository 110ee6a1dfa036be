import { parseArgs } from 'node:util';

import { WrongUsage } from '../access/host-door';

export const SENSOR_USAGE = `usage: wireledger sensor enrol NAME [--minutes N]
       wireledger sensor list [--json]
       wireledger sensor revoke NAME --reason TEXT
       wireledger sensor join --to URL --code CODE [--ca FILE]
       wireledger sensor run [--to URL]

On the host of the system:
  enrol   a code for a sensor on another machine, alone on standard output; used once, within N minutes (60)
  list    the sensors on other machines
  revoke  nothing of that sensor is taken any more

On the other machine:
  join    makes a key, which never leaves this machine, and enrols it with the code; --ca trusts these certificates (PEM) instead of the usual ones
  run     hands over what \`wireledger capture\` and \`wireledger replay\` record here, until Ctrl-C`;

/** What a person wants of sensors on other machines. */
export type SensorArgs =
  | { readonly does: 'help' }
  | { readonly does: 'enrol'; readonly name: string; readonly minutes?: number }
  | { readonly does: 'list'; readonly json: boolean }
  | { readonly does: 'revoke'; readonly name: string; readonly reason: string }
  | { readonly does: 'join'; readonly to: string; readonly code: string; readonly ca?: string }
  | { readonly does: 'run'; readonly to?: string };

const OPTIONS = {
  minutes: { type: 'string' },
  reason: { type: 'string' },
  to: { type: 'string' },
  code: { type: 'string' },
  ca: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** Options that each of them takes. */
const TAKES: Readonly<Record<string, readonly (keyof typeof OPTIONS)[]>> = {
  enrol: ['minutes'],
  list: ['json'],
  revoke: ['reason'],
  join: ['to', 'code', 'ca'],
  run: ['to'],
};

/** @throws WrongUsage */
export function parseSensorArgs(argv: readonly string[]): SensorArgs {
  const { values, positionals } = parsed(argv);
  if (values.help) return { does: 'help' };
  const [does = '', ...names] = positionals;
  const takes = TAKES[does];
  if (!takes) throw new WrongUsage(does ? `there is no \`sensor ${does}\`` : 'what to do with sensors is missing');
  const wrong = (Object.keys(values) as (keyof typeof OPTIONS)[]).find((option) => !takes.includes(option));
  if (wrong) throw new WrongUsage(`\`sensor ${does}\` takes no --${wrong}`);
  const wanted = does === 'enrol' || does === 'revoke' ? 1 : 0;
  if (names.length !== wanted)
    throw new WrongUsage(wanted === 1 ? `give the name of one sensor` : `\`sensor ${does}\` takes no name`);
  const { minutes, reason = '', to, code = '', ca, json = false } = values;
  const [name = ''] = names;
  if (does === 'enrol') {
    if (minutes !== undefined && !/^[1-9]\d{0,4}$/.test(minutes))
      throw new WrongUsage(`--minutes is ${JSON.stringify(minutes)}; it must be a whole number from 1 to 10080`);
    return { does, name, ...(minutes === undefined ? {} : { minutes: Number(minutes) }) };
  }
  if (does === 'list') return { does, json };
  if (does === 'revoke') {
    if (reason.trim() === '') throw new WrongUsage('say why with --reason: it stands in the log');
    return { does, name, reason };
  }
  if (does === 'run') return { does, ...(to === undefined ? {} : { to }) };
  if (to === undefined || code === '') throw new WrongUsage('`sensor join` needs --to and --code');
  return { does: 'join', to, code, ...(ca === undefined ? {} : { ca }) };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}
