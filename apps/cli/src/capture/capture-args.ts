import { parseArgs } from 'node:util';

import { UsageError } from '../replay/replay-args';

export const CAPTURE_USAGE = `usage: wireledger capture --iface NAME… [--bpf 'port 53' | --filter 'port = 53'] [--sensor NAME] [--snaplen BYTES] [--no-promiscuous] [--detach] [--json]
       wireledger capture --list [--json]
       wireledger capture --stop SOURCE`;

/** What a person wants of live captures. */
export type CaptureArgs =
  | {
      readonly does: 'start';
      readonly request: {
        readonly interfaces: readonly string[];
        readonly promiscuous: boolean;
        readonly bpf?: string;
        readonly filter?: string;
        readonly sensor?: string;
        readonly snaplen?: number;
      };
      /** Leave it running and return. */
      readonly detach: boolean;
      readonly json: boolean;
    }
  | { readonly does: 'list'; readonly json: boolean }
  | { readonly does: 'stop'; readonly source: string };

const OPTIONS = {
  iface: { type: 'string', multiple: true },
  bpf: { type: 'string' },
  filter: { type: 'string' },
  sensor: { type: 'string' },
  snaplen: { type: 'string' },
  'no-promiscuous': { type: 'boolean', default: false },
  detach: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  stop: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** What is asked for; the sensor itself judges interfaces, filter and lengths. @throws UsageError */
export function parseCaptureArgs(argv: readonly string[]): CaptureArgs {
  const { values } = parsed(argv);
  const { bpf, filter, sensor, snaplen, json, detach } = values;
  const interfaces = (values.iface ?? []).flatMap((names) => names.split(',')).filter((name) => name !== '');
  const ways = [values.list, values.stop !== undefined, interfaces.length > 0].filter(Boolean).length;
  if (ways !== 1) throw new UsageError('give one of --iface, --list and --stop');
  if (values.list) return { does: 'list', json };
  if (values.stop !== undefined) return { does: 'stop', source: values.stop };
  if (snaplen !== undefined && !/^\d{1,6}$/.test(snaplen))
    throw new UsageError(`--snaplen ${snaplen}: give a number of bytes from 64 to 262144`);
  const request = {
    ...{ interfaces, promiscuous: !values['no-promiscuous'] },
    ...(bpf === undefined ? {} : { bpf }),
    ...(filter === undefined ? {} : { filter }),
    ...(sensor === undefined ? {} : { sensor }),
    ...(snaplen === undefined ? {} : { snaplen: Number(snaplen) }),
  };
  return { does: 'start', request, detach, json };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
