import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from '@wireledger/platform';

/** Oldest version that this server speaks itself. */
export const TLS_MIN_VERSION = 'TLSv1.2';

const DAY_MS = 86_400_000;
const MAX_NAME = 500;

/** What can be told of a certificate to whoever may know how the console is reached; nothing of its key. */
export interface ServedCertificate {
  /** Distinguished name, its parts behind commas; where it has none, the names that it is for. */
  readonly subject: string;
  readonly issuer: string;
  /** ms since 1970 UTC. */
  readonly notAfter: number;
  /** Whole days; negative once it is over. */
  readonly daysLeft: number;
}

/**
 * How requests come in: over TLS of the server's own, over that of a proxy that is trusted, or in clear on this machine alone. The certificate is the one that
 * was there at the start, for that one is served.
 */
export class Transport {
  private constructor(
    private readonly config: Pick<Config, 'trustProxy'>,
    private readonly certificate: X509Certificate | null,
  ) {}

  /** @throws when the file of the certificate cannot be read or holds none */
  static open({ tls, trustProxy }: Pick<Config, 'tls' | 'trustProxy'>): Transport {
    return new Transport({ trustProxy }, tls && new X509Certificate(readFileSync(tls.certFile)));
  }

  get kind(): 'own' | 'proxy' | 'loopback' {
    if (this.certificate) return 'own';
    return this.config.trustProxy.length > 0 ? 'proxy' : 'loopback';
  }

  /** Addresses and prefixes of proxies that are believed. */
  get proxies(): readonly string[] {
    return this.config.trustProxy;
  }

  /** Oldest version of TLS; null where this server ends none. */
  get minVersion(): string | null {
    return this.certificate && TLS_MIN_VERSION;
  }

  /** @param now ms since 1970 UTC */
  served(now: number): ServedCertificate | null {
    if (!this.certificate) return null;
    const { subject, subjectAltName, issuer, validTo } = this.certificate;
    const notAfter = Date.parse(validTo);
    return {
      subject: named(subject) || named(subjectAltName),
      ...{ issuer: named(issuer), notAfter, daysLeft: Math.floor((notAfter - now) / DAY_MS) },
    };
  }
}

/** A certificate's names, which a stranger may have written, in one line and cut. */
const named = (text: string | undefined): string => (text ?? '').replace(/\s*\n\s*/g, ', ').slice(0, MAX_NAME);
