import { readRdpConfirm, readRdpRequest, tpktLength } from '@wireledger/decoders';
import type { FramedSession } from '../streams/framed-reader';
import type { SignIn } from './sign-in';

/**
 * How an RDP connection begins (MS-RDPBCGR §1.3.1.1): the user that the client names, and what protects it from there on. What becomes of signing in is
 * hidden, so its outcome is unknown; a refusal to connect is a failure.
 */
export class RdpSession implements FramedSession {
  isOver = false;
  isSecured = false;
  private asked = false;
  private user = '';

  constructor(private readonly signIn: SignIn) {}

  length(bytes: Uint8Array, at: number, end: number): number {
    return tpktLength(bytes, at, end);
  }

  client(bytes: Uint8Array, start: number, end: number): void {
    // One request has one answer, whatever is sent before it.
    if (this.asked) return;
    const request = readRdpRequest(bytes, start, end);
    this.asked = request !== null;
    this.user = request?.user ?? '';
    if (!request) this.isOver = true;
  }

  server(bytes: Uint8Array, start: number, end: number): void {
    const confirm = this.asked ? readRdpConfirm(bytes, start, end) : null;
    if (!confirm) {
      this.isOver = true;
      return;
    }
    this.signIn.begin({ mechanism: confirm.security, user: this.user, cleartext: false });
    this.signIn.settle(confirm.failure === 0 ? 'unknown' : 'failure', confirm.failure);
    if (confirm.failure === 0 && confirm.security !== 'rdp') this.isSecured = true;
    else this.isOver = true;
  }

  ended(): void {
    // An attempt is one when the server has answered.
  }
}
