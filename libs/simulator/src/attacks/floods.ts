import { AttackTruth } from '../answers/attack-truth';
import { ignored } from '../conversations/refusals';
import { sshConnection, type SshSession } from '../conversations/remote';
import type { Host } from '../network/hosts';
import type { Arrival } from '../schedule';
import { moments, scaled, type Planted, type Stage } from './attack';

const SSH_ATTEMPTS = 40;

/** Password after password against one SSH server, each in a connection of its own; the server closes or the tool tears the connection. */
export function sshBruteForce(stage: Stage): Planted {
  const guesser = stage.network.outside('198.51.100.99');
  const server = stage.network.shellServer;
  const truth = new AttackTruth('ssh-brute-force', guesser.v4.address, server.v4.address);
  function* arrivals(): Generator<Arrival> {
    for (const { atUs } of moments(stage, scaled(SSH_ATTEMPTS, stage.intensity))) {
      const random = stage.random.fork();
      const ending = random.chance(0.5) ? 'fin-server' : 'rst-client';
      const session: SshSession = {
        clientBanner: 'SSH-2.0-libssh_0.9.6',
        refusals: 1,
        lines: 0,
        ending,
        rttUs: 24_000,
      };
      yield { atUs, conversation: sshConnection(guesser, server, session, atUs, random, truth) };
    }
  }
  return { truth, arrivals: arrivals() };
}

const FLOOD_SYNS = 1_200;
const FLOOD_LONGEST_US = 8e6;
const SPOOFED_SOURCES = 120;
const HTTP = 80;

/** More SYNs than a web server answers: half from one address, half from addresses that were made up. */
export function synFlood(stage: Stage): Planted {
  const flooder = stage.network.outside('192.0.2.200');
  const spoofed: readonly Host[] = Array.from({ length: SPOOFED_SOURCES }, (_, i) =>
    stage.network.outside(`203.0.113.${130 + i}`),
  );
  const victim = stage.network.intranet.v4;
  const truth = new AttackTruth('syn-flood', flooder.v4.address, victim.address);
  const short = { ...stage, spanUs: Math.min(stage.spanUs, FLOOD_LONGEST_US) };
  function* arrivals(): Generator<Arrival> {
    for (const { index, atUs } of moments(short, scaled(FLOOD_SYNS, stage.intensity))) {
      const from = index % 2 === 0 ? flooder : (spoofed[(index >> 1) % SPOOFED_SOURCES] as Host);
      const to = { endpoint: victim, port: HTTP, app: 'http' } as const;
      yield { atUs, conversation: ignored(from, to, atUs, stage.random.fork(), 1, truth) };
    }
  }
  return { truth, arrivals: arrivals() };
}
