import { parseArgs } from 'node:util';
import { EVENTS_PATH } from '@wireledger/ingest';

import { ChildFailed } from '../child-usage';
import type { BenchOut } from '../read-bench';
import { currentLoad, machineLine, thisMachine } from '../sensor/machine';
import { median, ratios } from '../statistics';
import { type BenchSystem, startBenchSystem } from './bench-system';
import { serveInserts } from './inserts';
import { INTAKE_GOALS } from './intake-goals';
import { type Load, meet, type Met } from './load';

const USAGE = `usage: wireledger bench intake [--per-second N] [--seconds N] [--rounds N] [--json]

Tells of N events a second (2,500), each in a request of its own, in turn: by POST /api/events of a system of its own, and to a bare server that
inserts a row a request into the same database. Both answer when it is on disk. Prints the times of answers beside the goals.
`;
const CONNECTIONS = 64;
const WARM_S = 2;

interface Options {
  readonly perSecond: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly json: boolean;
  /** Be the server that inserts. */
  readonly inserts: boolean;
}

/** What both met, a round each. */
export interface IntakeReport {
  readonly machine: ReturnType<typeof thisMachine> & { readonly loadAfter: number };
  readonly perSecond: number;
  readonly seconds: number;
  readonly intake: readonly Met[];
  readonly inserts: readonly Met[];
}

/** Exit code 0 also when a goal is missed: a bench tells, it does not judge; 1 when a part does not start, 2 for wrong usage. */
export async function runIntakeBench(argv: readonly string[], out: BenchOut): Promise<number> {
  const options = read(argv);
  if (options === null) {
    out.stderr.write(USAGE);
    return 2;
  }
  if (options.inserts) return beInserts();
  const machine = thisMachine();
  let system: BenchSystem | null = null;
  try {
    system = await startBenchSystem();
    const { intake, inserts } = await inTurn(system, options);
    const { perSecond, seconds } = options;
    const report = { machine: { ...machine, loadAfter: currentLoad() }, perSecond, seconds, intake, inserts };
    out.stdout.write(options.json ? `${JSON.stringify(report)}\n` : textOf(report));
    return 0;
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    out.stderr.write(`wireledger: ${error.message}\n`);
    return 1;
  } finally {
    await system?.close();
  }
}

async function inTurn(system: BenchSystem, { perSecond, seconds, rounds }: Options) {
  const loads = [
    load(system.intake.port, [`authorization: Bearer ${system.intake.token}`]),
    load(system.inserts.port, []),
  ] as const;
  const [intake, inserts]: [Met[], Met[]] = [[], []];
  for (const one of loads) await meet({ ...one, perSecond, seconds: Math.min(WARM_S, seconds) });
  for (let round = 0; round < rounds; round++) {
    intake.push(await meet({ ...loads[0], perSecond, seconds }));
    inserts.push(await meet({ ...loads[1], perSecond, seconds }));
  }
  return { intake, inserts };
}

const load = (port: number, headers: readonly string[]): Omit<Load, 'perSecond' | 'seconds'> => ({
  ...{ port, headers, path: EVENTS_PATH, connections: CONNECTIONS },
  body: (n) =>
    JSON.stringify({
      ...{ type: 'auth_failure', source_ip: `203.0.113.${n % 250}`, dest_ip: '192.0.2.7', dest_port: 443 },
      ...{ auth: { username: `user${n % 1000}`, service: 'web' }, metadata: { userAgent: 'bench/1' } },
    }),
});

function textOf({ machine, perSecond, seconds, intake, inserts }: IntakeReport): string {
  const line = (name: string, all: readonly Met[]) => {
    const of = (what: 'p50' | 'p99' | 'most' | 'perSecond') => median(all.map((one) => one[what]));
    const refused = all.flatMap((one) => Object.entries(one.refused).map(([status, count]) => `${count} × ${status}`));
    const not = refused.length > 0 ? `, refused ${refused.join(', ')}` : '';
    return `${name}, ms: p50 ${of('p50').toFixed(2)}, p99 ${of('p99').toFixed(2)}, most ${of('most').toFixed(1)}; ${of('perSecond').toFixed(0)} a second${not}\n`;
  };
  const p99 = median(intake.map((one) => one.p99));
  const ratio = median(
    ratios(
      inserts.map((one) => one.p99),
      intake.map((one) => one.p99),
    ),
  );
  const held = (holds: boolean) => (holds ? 'holds' : 'missed');
  return (
    `${machineLine(machine)}, ${machine.loadAfter} at the end\n` +
    `events by HTTP, ${perSecond} requests a second for ${seconds} s, medians of ${intake.length}\n` +
    line('POST /api/events', intake) +
    line('a row a request', inserts) +
    `p99 of POST /api/events: ${p99.toFixed(2)} ms, goal <= ${INTAKE_GOALS.p99}, ${held(p99 <= INTAKE_GOALS.p99)}\n` +
    `p99 of a row a request / of POST /api/events: ratio ${ratio.toFixed(2)}, goal >= ${INTAKE_GOALS.ratio}, ${held(ratio >= INTAKE_GOALS.ratio)}\n`
  );
}

/** The server that inserts, until whoever started it is gone. */
async function beInserts(): Promise<number> {
  const server = await serveInserts(process.env['DATABASE_URL'] ?? '');
  process.send?.({ type: 'listening', url: `http://127.0.0.1:${server.port}` });
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'disconnect'] as const) process.on(signal, () => resolve());
  });
  await server.close();
  // Who listens for its end keeps the channel open, and this process with it.
  if (process.connected) process.disconnect();
  return 0;
}

function read(argv: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        'per-second': { type: 'string', default: '2500' },
        seconds: { type: 'string', default: '10' },
        rounds: { type: 'string', default: '3' },
        json: { type: 'boolean', default: false },
        inserts: { type: 'boolean', default: false },
      },
    });
    const whole = (text: string, most: number) =>
      /^[1-9]\d{0,5}$/.test(text) && Number(text) <= most ? Number(text) : null;
    const [perSecond, seconds, rounds] = [
      whole(values['per-second'], 5000),
      whole(values.seconds, 600),
      whole(values.rounds, 99),
    ];
    if (perSecond === null || seconds === null || rounds === null) return null;
    return { perSecond, seconds, rounds, json: values.json, inserts: values.inserts };
  } catch {
    return null;
  }
}
