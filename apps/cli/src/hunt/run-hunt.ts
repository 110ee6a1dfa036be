import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '@wireledger/platform';

import { findDoor, type Out, withExitCode } from '../access/host-door';
import { control, ControlFailed } from '../replay/control-client';
import { inert } from '../up/screen';
import { HUNT_USAGE, parseHuntArgs } from './hunt-args';

interface Match {
  readonly indicator: string;
  readonly sensor: string;
  readonly first: string;
  readonly last: string;
  readonly count: number;
  readonly days: number;
  readonly hosts: readonly string[];
  readonly more: boolean;
  readonly values: readonly string[];
  readonly valueCount: number;
}

interface Hunt {
  readonly id: string;
  readonly state: string;
  readonly looked: number;
  readonly note: string | null;
  readonly matches: readonly Match[];
}

const ASK_MS = 200;
/** Values that are named in text; JSON has more. */
const NAMED = 5;
const OVER = new Set(['done', 'failed', 'canceled', 'held']);

/** `wireledger hunt`: looks back in what was observed. Exit codes 0, 1, 2. */
export function runHunt(argv: readonly string[], out: Out): Promise<number> {
  return withExitCode(HUNT_USAGE, out, async () => {
    if (argv.includes('--help')) return void out.stdout.write(`${HUNT_USAGE}\n`);
    const { json, entries } = parseHuntArgs(argv);
    const door = findDoor(loadConfig());
    let hunt = await control<Hunt>(door, 'api', 'POST', '/api/control/hunts', { entries });
    while (!OVER.has(hunt.state)) {
      await sleep(ASK_MS);
      hunt = await control<Hunt>(door, 'api', 'GET', `/api/control/hunts/${hunt.id}`);
    }
    if (hunt.state !== 'done')
      throw new ControlFailed(
        hunt.note ?? 'somebody else began to look back from this host, which ended this; ask again',
      );
    for (const match of hunt.matches) out.stdout.write(`${json ? JSON.stringify(match) : inert(asText(match))}\n`);
    if (hunt.note !== null) out.stderr.write(`wireledger: ${hunt.note}\n`);
    if (!json && hunt.matches.length === 0) out.stdout.write(`none of ${hunt.looked} was ever observed\n`);
  });
}

function asText({ indicator, sensor, first, last, count, days, hosts, more, values, valueCount }: Match): string {
  const often = `${count.toLocaleString('en')} time${count === 1 ? '' : 's'} on ${days} day${days === 1 ? '' : 's'}`;
  const named = values.filter((value) => value !== indicator).slice(0, NAMED);
  const others = valueCount > named.length ? ` … (${valueCount})` : '';
  return [
    `${indicator}  at ${sensor}: ${often}, first ${first}, last ${last}`,
    `  by ${hosts.join(', ')}${more ? ' and others' : ''}`,
    ...(named.length === 0 ? [] : [`  as ${named.join(', ')}${others}`]),
  ].join('\n');
}
