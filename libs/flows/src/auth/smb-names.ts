import { DistinctTexts } from '../distinct-texts';

/** What of the summary's figures is about SMB; sorted. */
export interface SmbFigures {
  /** Dialects that servers chose: `NT LM 0.12`, `2.1`, `3.1.1`. */
  readonly smb_dialects: readonly string[];
  /** Shares that clients connected to, `server/share`. */
  readonly smb_shares: readonly string[];
  /** Computers that named themselves when signing in (NTLM), clients and servers. */
  readonly smb_hosts: readonly string[];
}

/** Names that SMB tells. */
export class SmbNames {
  readonly dialects = new DistinctTexts();
  readonly shares = new DistinctTexts();
  readonly hosts = new DistinctTexts();

  get figures(): SmbFigures & Record<string, readonly string[]> {
    const { dialects, shares, hosts } = this;
    return { smb_dialects: dialects.sorted(), smb_shares: shares.sorted(), smb_hosts: hosts.sorted() };
  }
}
