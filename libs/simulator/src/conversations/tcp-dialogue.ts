import type { Conversation } from '../frame';
import type { Random } from '../random';
import type { SegmentExtra, Side, TcpLink } from './tcp-link';

/** One side speaks: its bytes, after a pause. */
export interface Turn {
  readonly from: Side;
  readonly bytes: Uint8Array;
  /** Silence before it, µs. Below 300 s, or the flow would end in between. */
  readonly pauseUs: number;
  /** Said by the first segment. */
  readonly extra?: SegmentExtra;
}

/** How a connection goes away: closed by one side with FIN, closed by one side only, torn by RST, or left as it is. */
export type Ending = 'fin-client' | 'fin-server' | 'half-client' | 'half-server' | 'rst-client' | 'rst-server' | 'open';

export interface DialogueOptions {
  /** Tap to server and back, µs. */
  readonly rttUs: number;
  /** Share of the server's segments that are seen twice because the client did not get the first. */
  readonly loss: number;
  /** The connection is older than the capture: no handshake. */
  readonly established?: boolean;
}

/** From the client's hand to the tap and back, µs. */
const LAN_US = 120;
/** Time on the wire of a full segment, µs. */
const SEGMENT_US = 110;
/** Segments sent before the sender waits for a round trip. */
const WINDOW_SEGMENTS = 64;

/** A whole TCP connection: handshake, turns with their acknowledgements, end. */
export function* dialogue(
  link: TcpLink,
  startUs: number,
  turns: Iterable<Turn>,
  ending: Ending,
  random: Random,
  options: DialogueOptions,
): Conversation {
  const { rttUs } = options;
  let now = startUs;
  if (!options.established) {
    yield link.syn(now);
    yield link.synAck((now += rttUs));
    yield link.ack('client', (now += LAN_US));
  }
  for (const turn of turns) now = yield* speak(link, now + turn.pauseUs + SEGMENT_US, turn, random, options);
  return yield* end(link, now, ending, rttUs);
}

function* speak(
  link: TcpLink,
  startUs: number,
  turn: Turn,
  random: Random,
  { rttUs, loss }: DialogueOptions,
): Conversation {
  const listener: Side = turn.from === 'client' ? 'server' : 'client';
  const lastAckAfter = listener === 'client' ? LAN_US : rttUs;
  let now = startUs;
  let unacknowledged = 0;
  let inFlight = 0;
  for (let at = 0; at < turn.bytes.length; at += link.segmentSize) {
    const part = turn.bytes.subarray(at, at + link.segmentSize);
    const last = at + link.segmentSize >= turn.bytes.length;
    yield link.data(turn.from, now, part, at === 0 ? turn.extra : {});
    if (at > 0 && turn.from === 'server' && random.chance(loss)) {
      now += 200_000 + rttUs;
      yield link.dataAgain(turn.from, now, part);
    }
    unacknowledged++;
    if (unacknowledged === 2 || last) {
      yield link.ack(listener, (now += last ? lastAckAfter : LAN_US));
      unacknowledged = 0;
    }
    now += ++inFlight % WINDOW_SEGMENTS === 0 ? rttUs : SEGMENT_US;
  }
  return now;
}

function* end(link: TcpLink, startUs: number, ending: Ending, rttUs: number): Conversation {
  let now = startUs + 400;
  switch (ending) {
    case 'fin-client':
      yield link.fin('client', now);
      yield link.fin('server', (now += rttUs));
      yield link.ack('client', (now += LAN_US));
      break;
    case 'fin-server':
      yield link.fin('server', now);
      yield link.fin('client', (now += LAN_US));
      yield link.ack('server', (now += rttUs));
      break;
    case 'half-client':
      yield link.fin('client', now);
      yield link.ack('server', (now += rttUs));
      break;
    case 'half-server':
      yield link.fin('server', now);
      yield link.ack('client', (now += LAN_US));
      break;
    case 'rst-client':
      yield link.reset('client', now);
      break;
    case 'rst-server':
      yield link.reset('server', now);
      break;
    case 'open':
      break;
  }
  return now;
}
