import { parseArgs } from 'node:util';
import { formatTime, parseTime } from '@wireledger/kernel';

import { WrongUsage } from '../access/host-door';

export const PACKETS_USAGE = `usage: wireledger packets (--flow ID | --capture SHA256 | --filter EXPR) [--sensor NAME] [--from TIME] [--to TIME] [--masked] --reason TEXT --out FILE
       wireledger packets --status [--json]

  --flow    id of a flow, as the console and the API name it: its packets alone
  --capture SHA-256 of a capture of the library: a cut of it, by --filter, --from and --to
  --filter  filter language, about single packets, such as 'ip = 10.0.0.7 and port = 443'
  --from, --to  times such as 2026-11-21T08:00:00Z, both included; of a filter everything that is stored unless told otherwise
  --masked  addresses become others and payload is left out, as for whoever is shown no addresses
  --reason  why; it stands in the audit trail
  --out     a file that is not there yet, or - for standard output; pcapng
  --status  what is stored, and how much room it takes`;

const OPTIONS = {
  flow: { type: 'string' },
  filter: { type: 'string' },
  capture: { type: 'string' },
  sensor: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  reason: { type: 'string' },
  out: { type: 'string' },
  masked: { type: 'boolean', default: false },
  status: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** What the API is asked for. */
export interface PacketsRequest {
  readonly flow: string | null;
  readonly capture: string | null;
  readonly filter: string;
  readonly sensor: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly masked: boolean;
  readonly reason: string;
}

export type PacketsArgs =
  | { readonly does: 'help' }
  | { readonly does: 'status'; readonly json: boolean }
  | { readonly does: 'take'; readonly out: string; readonly request: PacketsRequest };

/** `nowMs`: ms since 1970 UTC, the end of a filter's time unless another one is told. @throws WrongUsage */
export function parsePacketsArgs(argv: readonly string[], nowMs: number): PacketsArgs {
  const values = parsed(argv);
  if (values.help) return { does: 'help' };
  if (values.status) return { does: 'status', json: values.json };
  const { flow, capture, filter, sensor, reason, out } = values;
  if (flow === undefined && capture === undefined && filter === undefined)
    throw new WrongUsage('say which packets: --flow, --capture or --filter');
  if (capture !== undefined && (flow !== undefined || sensor !== undefined))
    throw new WrongUsage('--capture goes with neither --flow nor --sensor');
  if (!reason?.trim()) throw new WrongUsage('--reason is missing: why they are taken stands in the audit trail');
  if (!out) throw new WrongUsage('--out is missing: where they go');
  for (const name of ['from', 'to'] as const)
    if (values[name] !== undefined && parseTime(values[name]) === null)
      throw new WrongUsage(`--${name} ${values[name]}: give a time such as 2026-11-21T08:00:00Z`);
  const [first, last] =
    flow === undefined && capture === undefined ? [formatTime(0), formatTime(nowMs * 1000)] : [null, null];
  return {
    does: 'take',
    out,
    request: {
      ...{
        flow: flow ?? null,
        capture: capture ?? null,
        filter: filter ?? '',
        sensor: sensor ?? null,
        masked: values.masked,
        reason: reason.trim(),
      },
      ...{ from: values.from ?? first, to: values.to ?? last },
    },
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}
