import type { App } from '@wireledger/events';
import { AttackTruth } from '../answers/attack-truth';
import { halfOpened, ignored, refused } from '../conversations/refusals';
import { endpoint } from '../network/hosts';
import type { Random } from '../random';
import type { Arrival } from '../schedule';
import { moments, scaled, type Planted, type Stage } from './attack';

/** Ports that have a label of their own in traffic samples. */
const KNOWN_PORTS: readonly (readonly [port: number, app: App])[] = [
  [21, 'ftp'],
  [22, 'ssh'],
  [23, 'telnet'],
  [25, 'smtp'],
  [80, 'http'],
  [110, 'pop3'],
  [143, 'imap'],
  [389, 'ldap'],
  [443, 'tls'],
  [445, 'smb'],
  [3306, 'mysql'],
  [3389, 'rdp'],
  [5432, 'postgresql'],
  [6379, 'redis'],
];
const FIRST_OTHER_PORT = 20_001;
const OTHER_PORT_STEP = 3;
const SCANNED_PORTS = 200;
const OPEN_PORTS: ReadonlySet<number> = new Set([22, 80, 443]);

/** One stranger tries many ports of one server: most refuse, some stay silent, the open ones are torn down after the SYN-ACK. */
export function verticalScan(stage: Stage): Planted {
  const scanner = stage.network.outside('198.51.100.66');
  const target = stage.network.intranet.v4;
  const truth = new AttackTruth('vertical-scan', scanner.v4.address, target.address);
  const count = scaled(SCANNED_PORTS, stage.intensity);
  const ports = shuffled(
    Array.from(
      { length: count },
      (_, i) => KNOWN_PORTS[i] ?? ([FIRST_OTHER_PORT + i * OTHER_PORT_STEP, 'other'] as const),
    ),
    stage.random,
  );
  function* arrivals(): Generator<Arrival> {
    for (const { index, atUs } of moments(stage, count)) {
      const [port, app] = ports[index] as (typeof ports)[number];
      const to = { endpoint: target, port, app };
      const silent = stage.random.chance(0.15);
      if (OPEN_PORTS.has(port)) yield { atUs, conversation: halfOpened(scanner, to, atUs, stage.random.fork(), truth) };
      else if (silent) yield { atUs, conversation: ignored(scanner, to, atUs, stage.random.fork(), 1, truth) };
      else yield { atUs, conversation: refused(scanner, to, atUs, stage.random.fork(), truth) };
    }
  }
  return { truth, arrivals: arrivals() };
}

const SWEPT_HOSTS = 120;
const SMB = 445;

/** An infected workstation knocks at port 445 of address after address; hardly any is in use. */
export function horizontalScan(stage: Stage): Planted {
  const infected = stage.network.workstations[4] as (typeof stage.network.workstations)[number];
  const truth = new AttackTruth('horizontal-scan', infected.v4.address, '');
  const count = scaled(SWEPT_HOSTS, stage.intensity);
  function* arrivals(): Generator<Arrival> {
    for (const { index, atUs } of moments(stage, count)) {
      const address = `10.20.${4 + Math.floor(index / 250)}.${1 + (index % 250)}`;
      const to = { endpoint: endpoint(address, stage.network.routerMac, 63), port: SMB, app: 'smb' } as const;
      const random = stage.random.fork();
      if (random.chance(0.1)) yield { atUs, conversation: refused(infected, to, atUs, random, truth) };
      else yield { atUs, conversation: ignored(infected, to, atUs, random, 2, truth) };
    }
  }
  return { truth, arrivals: arrivals() };
}

function shuffled<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.int(0, i);
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
  return items;
}
