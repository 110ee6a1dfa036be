import type { IntakeEvent } from '@wireledger/ingest';
import { Random } from '@wireledger/simulator';

/** Attacks that programs tell of: passwords guessed one after the other, and ports tried one after the other. */
export const PATTERNS = ['brute-force', 'port-scan'] as const;
export type Pattern = (typeof PATTERNS)[number];

/** An event, and when it is told: seconds after the beginning. */
export interface Told {
  readonly atS: number;
  readonly event: IntakeEvent;
}

/** What was planted: who did what to whom. */
export interface Planted {
  readonly pattern: Pattern;
  readonly source: string;
  readonly target: string;
  readonly events: number;
}

export interface Telling {
  readonly seconds: number;
  /** Events a second beside the attacks. */
  readonly rate: number;
  readonly seed: number;
  readonly attacks: readonly Pattern[];
}

// Networks of documentation (RFC 5737): nobody is accused.
const host = (random: Random, network: string): string => `${network}.${random.int(1, 254)}`;
const [OFFICE, SERVERS, OUTSIDE] = ['192.0.2', '198.51.100', '203.0.113'] as const;
const PEOPLE = ['ada', 'bob', 'carla', 'dmitri', 'eve', 'farid', 'grace', 'hugo'] as const;
const GUESSED = ['root', 'admin', 'test', 'oracle', 'postgres', 'ubuntu', 'git', 'backup'] as const;
const NAMES = [
  'www.example.org',
  'mail.example.org',
  'wiki.example.net',
  'cdn.example.com',
  'api.example.com',
] as const;
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';

/** Guesses of one source on one service, and ports of one target: more than any shipped rule needs. */
const GUESSES = 30;
const PORTS = 24;
/** An attack lasts so long, or as long as there is. */
const ATTACK_S = 30;

/** What a small office and who attacks it do in a time, in order. The same arguments tell the same. */
export function toldEvents({ seconds, rate, seed, attacks }: Telling): {
  readonly told: readonly Told[];
  readonly planted: readonly Planted[];
} {
  const random = new Random(seed);
  const told: Told[] = Array.from({ length: Math.round(seconds * rate) }, (_, i) => ({
    atS: (i + random.real()) / rate,
    event: ordinary(random),
  }));
  const planted = attacks.map((pattern) => {
    const source = host(random, OUTSIDE);
    const target = host(random, SERVERS);
    const events = pattern === 'brute-force' ? bruteForce(random, source, target) : portScan(random, source, target);
    const spanS = Math.min(ATTACK_S, seconds * 0.8);
    const startS = random.real() * (seconds - spanS);
    told.push(...events.map((event, i) => ({ atS: startS + (i / events.length) * spanS, event })));
    return { pattern, source, target, events: events.length };
  });
  return { told: told.toSorted((a, b) => a.atS - b.atS), planted };
}

/** One source guesses at one account after the other, until one gives in. */
function bruteForce(random: Random, source: string, target: string): IntakeEvent[] {
  const attempt = (type: 'auth_failure' | 'auth_success', username: string): IntakeEvent => ({
    ...{ type, source_ip: source, source_port: random.int(32_768, 60_999), dest_ip: target, dest_port: 22 },
    ...{ auth: { username, service: 'ssh' }, metadata: { userAgent: 'SSH-2.0-libssh_0.9.6' } },
  });
  const failures = Array.from({ length: GUESSES }, () => attempt('auth_failure', random.pick(GUESSED)));
  return [...failures, attempt('auth_success', random.pick(GUESSED))];
}

/** One source tries one port after the other; most refuse, some say nothing. */
function portScan(random: Random, source: string, target: string): IntakeEvent[] {
  const first = random.int(1, 40_000);
  return Array.from({ length: PORTS }, (_, i) => {
    const isRefused = random.chance(0.7);
    return {
      ...{ type: 'flow', source_ip: source, source_port: random.int(32_768, 60_999) },
      ...{ dest_ip: target, dest_port: first + i * 37, protocol: 'tcp' },
      flow: isRefused
        ? { state: 'REJ', out_packets: 1, in_packets: 1, out_bytes: 44, in_bytes: 40 }
        : { state: 'S0', out_packets: 2, in_packets: 0, out_bytes: 88, in_bytes: 0 },
    } satisfies IntakeEvent;
  });
}

/** What people do all day; now and then one mistypes his password. */
function ordinary(random: Random): IntakeEvent {
  const source = host(random, OFFICE);
  const ends = { source_ip: source, source_port: random.int(32_768, 60_999), dest_ip: host(random, SERVERS) };
  const kind = random.real();
  if (kind < 0.4) {
    const query = random.pick(NAMES);
    return {
      ...{ type: 'dns', ...ends, dest_port: 53, protocol: 'udp', domain: query },
      dns: { query, type: 'A', rcode: 'NOERROR', answers: [host(random, SERVERS)] },
    };
  }
  if (kind < 0.7)
    return {
      ...{ type: 'http', ...ends, dest_port: 80, domain: random.pick(NAMES) },
      http: {
        method: 'GET',
        path: `/pages/${random.int(1, 500)}`,
        status: random.chance(0.97) ? 200 : 404,
        user_agent: BROWSER,
      },
    };
  if (kind < 0.9)
    return {
      ...{ type: 'flow', ...ends, dest_port: 443, protocol: 'tcp' },
      flow: {
        ...{ state: 'SF', duration_ms: random.int(50, 20_000), out_packets: random.int(8, 60), app: 'tls' },
        ...{ in_packets: random.int(8, 200), out_bytes: random.int(1500, 30_000), in_bytes: random.int(4000, 400_000) },
      },
    };
  const type = random.chance(0.95) ? 'auth_success' : 'auth_failure';
  return {
    ...{ type, ...ends, dest_port: 443 },
    ...{ auth: { username: random.pick(PEOPLE), service: 'web' }, metadata: { userAgent: BROWSER } },
  };
}
