import {
  readNtlm,
  readSmbHead,
  SMB_FRAME,
  smb1Dialect,
  smb1User,
  smb2Dialect,
  smbDialects,
  smbLength,
  smbShare,
  type NtlmMessage,
  type SmbHead,
} from '@wireledger/decoders';
import type { FramedSession } from '../streams/framed-reader';
import type { SignIn } from './sign-in';
import type { SmbNames } from './smb-names';

/** Bytes of a packet that say whether more of it is wanted. */
const HEAD = 72;
/** A session setup may carry a ticket of Kerberos. */
const MOST = 16_384;
const AUTHENTICATE = 3;
/** STATUS_MORE_PROCESSING_REQUIRED: the exchange goes on. */
const GOES_ON = 0xc0000016;
const CODE = 0x0fffffff;

/** Sign-in over SMB 1 to 3: session setups with NTLM or Kerberos and their status; dialects, shares and names of computers along the way. */
export class SmbSession implements FramedSession {
  readonly isOver = false;
  private dialects: readonly string[] = [];

  constructor(
    private readonly signIn: SignIn,
    private readonly names: SmbNames,
  ) {}

  length(bytes: Uint8Array, at: number, end: number): number {
    const length = smbLength(bytes, at, end);
    return length > end - at && end - at < HEAD ? 0 : length;
  }

  /** Files are passed over. A side that is encrypted is read no further; the other one may still have to answer. */
  wanted(bytes: Uint8Array, at: number, end: number, length: number): number {
    const head = readSmbHead(bytes, at + SMB_FRAME, Math.min(end, at + length));
    if (head === 'closed') return -1;
    return head === null ? 0 : MOST;
  }

  client(bytes: Uint8Array, start: number, end: number): void {
    const at = start + SMB_FRAME;
    const head = readSmbHead(bytes, at, end);
    if (head === null || head === 'closed' || head.isResponse) return;
    const { version } = head;
    if (head.command === 'treeConnect') this.names.shares.add(smbShare(bytes, at, end, version));
    else if (head.command === 'sessionSetup') this.setup(bytes, at, end, version);
    else if (version === 1) this.dialects = smbDialects(bytes, at, end);
  }

  server(bytes: Uint8Array, start: number, end: number): void {
    const at = start + SMB_FRAME;
    const head = readSmbHead(bytes, at, end);
    if (head === null || head === 'closed' || !head.isResponse) return;
    if (head.command === 'negotiate') this.negotiated(bytes, at, end, head);
    else if (head.command === 'sessionSetup') this.answered(bytes, at, end, head);
  }

  ended(): void {
    this.signIn.end();
  }

  private negotiated(bytes: Uint8Array, at: number, end: number, { version, status }: SmbHead): void {
    if (status !== 0) return;
    const dialect = version === 2 ? smb2Dialect(bytes, at, end) : smb1Dialect(bytes, at, end, this.dialects);
    this.names.dialects.add(dialect);
  }

  private setup(bytes: Uint8Array, at: number, end: number, version: 1 | 2): void {
    const ntlm = readNtlm(bytes, at, end);
    if (ntlm) return this.ntlm(ntlm);
    const user = version === 1 ? smb1User(bytes, at, end) : '';
    if (user !== '') this.signIn.begin({ mechanism: 'password', user, cleartext: false });
    else if (version === 2 && !this.signIn.isPending)
      this.signIn.begin({ mechanism: 'kerberos', user: '', cleartext: false });
  }

  private ntlm({ type, user, domain, host }: NtlmMessage): void {
    if (type !== AUTHENTICATE) return;
    this.names.hosts.add(host);
    // Nobody signs in without a name.
    if (user === '') return;
    this.signIn.begin({ mechanism: 'ntlm', user: domain === '' ? user : `${user}@${domain}`, cleartext: false });
  }

  private answered(bytes: Uint8Array, at: number, end: number, { status }: SmbHead): void {
    if (status !== GOES_ON) this.signIn.settle(status === 0 ? 'success' : 'failure', status & CODE);
    else this.names.hosts.add(readNtlm(bytes, at, end)?.host ?? '');
  }
}
