import type { AttackTruth } from '../answers/attack-truth';
import type { Conversation } from '../frame';
import type { Host } from '../network/hosts';
import type { Random } from '../random';
import { utf8 } from '../wire/byte-writer';
import { smbMessage, sshKeyExchange, sshPacket } from '../wire/small-protocols';
import { dialogue, type Ending, type Turn } from './tcp-dialogue';
import { TcpLink } from './tcp-link';

const SSH = 22;
const SMB = 445;
const INSIDE_RTT_US = 350;

/** What happens inside an SSH session once keys are agreed. */
export interface SshSession {
  readonly clientBanner: string;
  /** Refused passwords; more than none means that the session ends there. */
  readonly refusals: number;
  /** Lines typed and answered. */
  readonly lines: number;
  readonly ending: Ending;
  readonly rttUs: number;
}

/** An SSH connection: banners (RFC 4253 §4.2), key exchange, then opaque packets. */
export function* sshConnection(
  client: Host,
  server: Host,
  session: SshSession,
  startUs: number,
  random: Random,
  attack?: AttackTruth,
): Conversation {
  const from = { endpoint: client.v4, port: client.port() };
  const link = new TcpLink(from, { endpoint: server.v4, port: SSH }, 'ssh', random, attack);
  const options = { rttUs: session.rttUs, loss: 0 };
  return yield* dialogue(link, startUs, sshTurns(session, random), session.ending, random, options);
}

function* sshTurns(session: SshSession, random: Random): Generator<Turn> {
  const opaque = (least: number, greatest: number) => random.bytes(random.int(least, greatest) * 8 + 4);
  yield { from: 'server', bytes: utf8('SSH-2.0-Server_9.6\r\n'), pauseUs: 4_000 };
  yield { from: 'client', bytes: utf8(`${session.clientBanner}\r\n`), pauseUs: 1_000 };
  yield { from: 'client', bytes: sshKeyExchange(random), pauseUs: 300 };
  yield { from: 'server', bytes: sshKeyExchange(random), pauseUs: 500 };
  yield { from: 'client', bytes: sshPacket(random.bytes(37), random), pauseUs: 2_000 };
  yield { from: 'server', bytes: sshPacket(random.bytes(260), random), pauseUs: 3_000 };
  yield { from: 'client', bytes: sshPacket(Uint8Array.of(21), random), pauseUs: 2_000 };
  yield { from: 'client', bytes: opaque(5, 6), pauseUs: 500 };
  yield { from: 'server', bytes: opaque(5, 6), pauseUs: 500 };
  for (let i = 0; i < session.refusals; i++) {
    yield { from: 'client', bytes: opaque(16, 18), pauseUs: random.int(50_000, 300_000) };
    yield { from: 'server', bytes: opaque(6, 7), pauseUs: random.int(400_000, 1_500_000) };
  }
  if (session.refusals > 0) return;
  yield { from: 'client', bytes: opaque(16, 18), pauseUs: 900_000 };
  yield { from: 'server', bytes: opaque(5, 6), pauseUs: 80_000 };
  for (let i = 0; i < session.lines; i++) {
    yield { from: 'client', bytes: opaque(5, 12), pauseUs: random.int(300_000, 25_000_000) };
    yield { from: 'server', bytes: opaque(5, 200), pauseUs: random.int(2_000, 90_000) };
  }
}

/** Reads and writes on the file server. */
export function* smbConnection(client: Host, server: Host, startUs: number, random: Random): Conversation {
  const link = new TcpLink(
    { endpoint: client.v4, port: client.port() },
    { endpoint: server.v4, port: SMB },
    'smb',
    random,
  );
  const options = { rttUs: INSIDE_RTT_US, loss: 0.002 };
  return yield* dialogue(link, startUs, smbTurns(random), 'fin-client', random, options);
}

const SMB_NEGOTIATE = 0;
const SMB_SESSION_SETUP = 1;
const SMB_READ = 8;
const SMB_WRITE = 9;

function* smbTurns(random: Random): Generator<Turn> {
  let id = 0;
  function* exchange(command: number, up: number, down: number, pauseUs: number): Generator<Turn> {
    yield { from: 'client', bytes: smbMessage(command, id, false, up, random), pauseUs };
    yield { from: 'server', bytes: smbMessage(command, id, true, down, random), pauseUs: random.int(200, 4_000) };
    id++;
  }
  yield* exchange(SMB_NEGOTIATE, 102, 180, 300);
  yield* exchange(SMB_SESSION_SETUP, 120, 220, 500);
  yield* exchange(SMB_SESSION_SETUP, 500, 20, 900);
  for (let i = random.int(1, 5); i > 0; i--) {
    const pauseUs = random.int(1_000, 8_000_000);
    if (random.chance(0.7)) yield* exchange(SMB_READ, 49, random.pareto(600, 0.9, 32_000), pauseUs);
    else yield* exchange(SMB_WRITE, random.pareto(300, 0.9, 16_000), 17, pauseUs);
  }
}
