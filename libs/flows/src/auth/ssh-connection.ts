import { lineEnd, lineFeed, MAX_SSH_BANNER, readSshPacket, sshBanner } from '@wireledger/decoders';
import type { AuthOutcome } from '@wireledger/events/telemetry';
import type { FlowView } from '../protocols/flow-view';
import { DONE, type ConnectionReader, type StreamReader } from '../streams/stream-reader';
import type { AuthRecorder } from './auth-recorder';

/** A success is at least so many bytes shorter than the acceptance of the service before it; see `SshConnection`. */
const SHORTER = 8;
/** Turns of question and answer that no sign-in needs: servers close long before. */
const MAX_TURNS = 24;

type Side = 'client' | 'server';

/**
 * The likely outcome of signing in over SSH, told from sizes. All before NEWKEYS is readable and passed over packet by packet (RFC 4253 §6). Behind it the
 * client asks and the server answers in turns (RFC 4252 §5): first the service is asked for and accepted with SSH_MSG_SERVICE_ACCEPT, whose content has
 * 17 bytes. Then each SSH_MSG_USERAUTH_REQUEST is answered: SSH_MSG_USERAUTH_SUCCESS has 1 byte of content, the least of all messages, and with padding to
 * blocks of 8 or 16 bytes is 16 bytes shorter than the acceptance under every cipher; SSH_MSG_USERAUTH_FAILURE names methods and is never shorter than it.
 * So: the first answer in a turn that is shorter than the acceptance = likely success; none, though the client asked = likely failure; the first question of
 * most clients only asks for the methods (`none`), so that one refusal is no attempt. More turns than servers allow = likely success. Nothing asked = unknown.
 */
export class SshConnection implements ConnectionReader {
  readonly client: StreamReader = new SshReader(this, 'client');
  readonly server: StreamReader = new SshReader(this, 'server');
  isOver = false;
  private readonly banners: Record<Side, string> = { client: '', server: '' };
  private since = 0;
  private written = false;
  /** Turns of the encrypted part begun by the client, and the size of the server's first answer in the current one. */
  private turns = 0;
  private answer = 0;
  private acceptance = 0;
  private refusals = 0;
  private succeeded = false;
  private ends = 0;

  constructor(
    private readonly flow: FlowView,
    private readonly recorder: AuthRecorder,
  ) {
    this.since = flow.us;
  }

  banner(side: Side, text: string): void {
    this.banners[side] = text;
  }

  /** So many encrypted bytes of a side have come in a segment. */
  encrypted(side: Side, bytes: number): void {
    if (side === 'server') {
      if (this.turns > 0 && this.answer === 0) this.answer = bytes;
      return;
    }
    if (this.turns === 0) this.since = this.flow.us;
    else if (this.answer === 0) return;
    this.judge();
    this.turns++;
    if (this.turns > MAX_TURNS) {
      this.succeeded = true;
      this.refusals = 0;
    }
    if (this.succeeded) this.finish();
  }

  /** A side has ended, or cannot be followed any more. */
  ended(): void {
    this.ends++;
    if (this.ends === 2) this.finish();
  }

  /** Something was lost: sizes tell nothing from here on. */
  finish(): void {
    if (this.written) return;
    this.judge();
    this.written = true;
    this.isOver = true;
    const { flow, recorder, banners, since, refusals, succeeded } = this;
    if (banners.client === '' && banners.server === '') return;
    const attempts = Math.max(0, refusals - 1) + (succeeded ? 1 : 0);
    const outcome: AuthOutcome = succeeded ? 'likelySuccess' : attempts > 0 ? 'likelyFailure' : 'unknown';
    recorder.write(flow, {
      service: 'ssh',
      mechanism: 'ssh',
      user: '',
      outcome,
      count: attempts,
      cleartext: false,
      code: 0,
      us: since,
      clientSoftware: banners.client,
      serverSoftware: banners.server,
    });
  }

  /** The turn is over: what its answer was. */
  private judge(): void {
    const { answer } = this;
    this.answer = 0;
    if (answer === 0) return;
    if (this.acceptance === 0) this.acceptance = answer;
    else if (answer <= this.acceptance - SHORTER) this.succeeded = true;
    else this.refusals++;
  }
}

/** One direction: banner, readable packets, then sizes. */
class SshReader implements StreamReader {
  private state: 'banner' | 'packets' | 'encrypted' = 'banner';

  constructor(
    private readonly connection: SshConnection,
    private readonly side: Side,
  ) {}

  read(bytes: Uint8Array, start: number, end: number): number {
    const { connection, side } = this;
    if (connection.isOver) return DONE;
    let at = start;
    if (this.state === 'banner') {
      const lf = lineFeed(bytes, at, end);
      if (lf < 0 && end - at <= MAX_SSH_BANNER) return at;
      const text = lf < 0 ? '' : sshBanner(bytes, at, lineEnd(bytes, at, lf));
      if (text === '') return this.leave();
      connection.banner(side, text);
      this.state = 'packets';
      at = lf + 1;
    }
    while (this.state === 'packets' && at < end) {
      const packet = readSshPacket(bytes, at, end);
      if (packet === null) return at;
      if (packet === 'broken') return this.leave();
      if (packet.isLast) this.state = 'encrypted';
      at = packet.next;
    }
    if (at >= end) return at;
    connection.encrypted(side, end - at);
    return connection.isOver ? DONE : end;
  }

  gap(): boolean {
    this.connection.finish();
    return false;
  }

  end(): void {
    this.connection.ended();
  }

  private leave(): number {
    this.connection.ended();
    return DONE;
  }
}
