import { defineRecordKind } from './record-kind';

/** What became of an attempt. The likely ones are told from the sizes of encrypted messages. */
export const AUTH_OUTCOMES = ['success', 'failure', 'unknown', 'likelySuccess', 'likelyFailure'] as const;
export type AuthOutcome = (typeof AUTH_OUTCOMES)[number];

/** Protocols whose attempts are told. */
export const AUTH_SERVICES = ['ftp', 'http', 'imap', 'kerberos', 'ldap', 'pop3', 'rdp', 'smb', 'smtp', 'snmp', 'ssh', 'telnet'] as const; // prettier-ignore
export type AuthService = (typeof AUTH_SERVICES)[number];

/**
 * Columns of `telemetry.AuthAttemptsRecorded` v1: attempts to sign in. One record an attempt, of SSH one a connection. Secrets are never kept. Texts from
 * the wire have bytes outside 0x20–0x7e and `\` as `\DDD`. Times are relative to `t0`.
 */
export interface AuthColumns {
  /** Ordinal of the flow that carried it. */
  readonly flow: readonly number[];
  /** Virtual second of emission. */
  readonly at: readonly number[];
  /** When the secret was sent; of SSH when the encrypted part began, or the connection was seen first. */
  readonly time: readonly number[];
  readonly client: readonly string[];
  readonly server: readonly string[];
  readonly clientPort: readonly number[];
  readonly serverPort: readonly number[];
  /** 6, TCP; 17, UDP, of SNMP and Kerberos. */
  readonly proto: readonly number[];
  /** One of `AUTH_SERVICES`. */
  readonly service: readonly string[];
  /**
   * Lower case: `password`, `basic`, `apop`, or the SASL mechanism; `ssh` where it is encrypted. LDAP: `simple`; SMB: `ntlm`, `kerberos`, `password`;
   * Kerberos: `preauth`, `none` (a ticket without proof of the key); SNMP: `community`, `usm`; RDP: what protects it (`rdp`, `tls`, `credssp`).
   */
  readonly mechanism: readonly string[];
  /**
   * User name, at most 128 bytes as they came; '' when not seen. With a domain or realm, of which as many are kept, `user@DOMAIN`; of LDAP the distinguished
   * name.
   */
  readonly user: readonly string[];
  /** One of `AUTH_OUTCOMES`. */
  readonly outcome: readonly string[];
  /** Attempts in this record: 1; of SSH as many as the sizes tell of, 0 when the client never tried. */
  readonly count: readonly number[];
  /** 1 when the secret crossed the wire readable. */
  readonly cleartext: readonly number[];
  /** The server's reply code, 0 where there is none: of SMB the lower 28 bits of the NTSTATUS, of Kerberos, LDAP and SNMP the error. */
  readonly code: readonly number[];
  /** Identification of the software: SSH banners, greeting of the server. */
  readonly clientSoftware: readonly string[];
  readonly serverSoftware: readonly string[];
}

export const authKind = defineRecordKind<AuthColumns>()({
  name: 'auth',
  type: 'telemetry.AuthAttemptsRecorded',
  ends: { src: 'client', dst: 'server', srcPort: 'clientPort', dstPort: 'serverPort' },
  columns: {
    flow: 'number',
    at: 'time',
    time: 'time',
    client: 'text',
    server: 'text',
    clientPort: 'number',
    serverPort: 'number',
    proto: 'number',
    service: 'text',
    mechanism: 'text',
    user: 'text',
    outcome: 'text',
    count: 'number',
    cleartext: 'number',
    code: 'number',
    clientSoftware: 'text',
    serverSoftware: 'text',
  },
});
