import type { Certificate, LoggedCertificate, LoggedHandshake } from '@wireledger/decoders';

const SECOND = 1_000_000;
/** The row of a certificate comes within so long of the handshake that shows it, or came before. */
const PATIENCE_US = 10 * SECOND;
/** Handshakes that wait at once; beyond it the oldest goes as it is. */
const MAX_WAITING = 10_000;
/** Certificates that are remembered, and characters of all of them: they are kept on disk at every step. Beyond it the oldest goes. */
const MAX_KNOWN = 512;
const MAX_KNOWN_CHARACTERS = 256 * 1024;

/** A handshake that waits; plain values. */
export interface WaitingHandshake {
  readonly entry: LoggedHandshake;
  readonly dueUs: number;
}

/** A certificate by each of its names; plain values. */
export type KnownCertificate = readonly [ref: string, certificate: Certificate];

const charactersOf = ({ subject, issuer, names }: Certificate): number =>
  200 + subject.length + issuer.length + names.reduce((sum, name) => sum + name.length + 3, 0);

/** Joins handshakes with the rows of certificates that they name, in whichever order they come. */
export class HandshakeJoiner {
  /** In the order in which they came. */
  private readonly waiting = new Map<number, WaitingHandshake>();
  private readonly certificates = new Map<string, Certificate>();
  private characters = 0;
  private next = 0;

  /** `emit`: the certificate is null when none is known but what the handshake says itself. */
  constructor(private readonly emit: (entry: LoggedHandshake, certificate: Certificate | null) => void) {}

  get pending(): readonly WaitingHandshake[] {
    return [...this.waiting.values()];
  }

  set pending(pending: readonly WaitingHandshake[]) {
    for (const one of pending) this.waiting.set(this.next++, one);
  }

  get known(): readonly KnownCertificate[] {
    return [...this.certificates];
  }

  set known(known: readonly KnownCertificate[]) {
    for (const [ref, certificate] of known) this.remember(ref, certificate);
  }

  take(entry: LoggedHandshake): void {
    const certificate = entry.certRef === '' ? undefined : this.certificates.get(entry.certRef);
    if (entry.certRef === '' || certificate) {
      this.emit(entry, certificate ?? null);
      return;
    }
    if (this.waiting.size >= MAX_WAITING)
      for (const oldest of this.waiting.keys()) {
        this.release(oldest, null);
        break;
      }
    this.waiting.set(this.next++, { entry, dueUs: entry.us + PATIENCE_US });
  }

  certificate({ refs, certificate }: LoggedCertificate): void {
    for (const ref of refs) this.remember(ref, certificate);
    for (const [number, { entry }] of this.waiting) if (refs.includes(entry.certRef)) this.release(number, certificate);
  }

  /** Log time has reached `us`: what waited too long goes as it is. */
  expire(us: number): void {
    for (const [number, { dueUs }] of this.waiting) if (dueUs <= us) this.release(number, null);
  }

  private release(number: number, certificate: Certificate | null): void {
    const waits = this.waiting.get(number);
    this.waiting.delete(number);
    if (waits) this.emit(waits.entry, certificate);
  }

  private remember(ref: string, certificate: Certificate): void {
    this.forget(ref);
    this.certificates.set(ref, certificate);
    this.characters += charactersOf(certificate);
    for (const oldest of this.certificates.keys()) {
      if (this.certificates.size <= MAX_KNOWN && this.characters <= MAX_KNOWN_CHARACTERS) return;
      this.forget(oldest);
    }
  }

  private forget(ref: string): void {
    const known = this.certificates.get(ref);
    if (!known) return;
    this.certificates.delete(ref);
    this.characters -= charactersOf(known);
  }
}
