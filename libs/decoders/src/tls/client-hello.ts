import { ByteMemo } from '../byte-memo';
import { ClientHelloLayout, type Span } from './client-hello-layout';
import { ClientKey } from './client-key';
import { ja3 } from './ja3';
import { asciiText, hexText } from './wire-text';
import { isGrease } from './tls-types';

const MAX_PROTOCOLS = 32;
/** Bytes kept of a server name: twice what a host name may have (RFC 1035 §2.3.4), so that no honest one is cut. */
const MAX_SERVER_NAME = 512;

/** What a client offers (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2). Lists are in the order of the wire, with their GREASE values. */
export interface ClientHello {
  /** Of the message itself; `versions` says more when it is there. */
  readonly legacyVersion: number;
  readonly ciphers: readonly number[];
  /** Numbers of all extensions. */
  readonly extensions: readonly number[];
  /** `supported_versions`; empty when the extension is absent. */
  readonly versions: readonly number[];
  readonly groups: readonly number[];
  readonly pointFormats: readonly number[];
  readonly signatureAlgorithms: readonly number[];
  /**
   * `server_name` (RFC 6066 §3) in lower case, `\DDD` for bytes outside 0x21–0x7e and `\`; '' when absent. Of one over 512 bytes what stands
   * first, then `…(60008 bytes)`: `…` is in no other.
   */
  readonly serverName: string;
  /** Its bytes in hex, 512 at most, when `serverName` lost something (upper case), else ''. */
  readonly serverNameRaw: string;
  /** `application_layer_protocol_negotiation` (RFC 7301), without GREASE, at most 32; `\DDD` as above. */
  readonly alpn: readonly string[];
  /** Bytes of the first protocol offered, GREASE or not; empty when there is none. */
  readonly firstAlpn: Uint8Array;
}

/** Names and fingerprints come again with nearly every hello. */
const NAME_BITS = 13;
const LONGEST_NAME = 64;
const CLIENT_BITS = 8;
const LONGEST_CLIENT = 512;

interface ServerName {
  readonly shown: string;
  readonly raw: string;
  /** `newServerName` has told it. */
  told: boolean;
}
const UNNAMED: ServerName = { shown: '', raw: '', told: true };

/**
 * Reads the bodies of ClientHellos, one after the other: what is asked for is made when it is asked for, and what came before is not made again. Total.
 * It must be asked while the bytes still lie where they were read.
 */
export class ClientHelloReader {
  /** Where the parts of the message lie in `source`. */
  readonly layout = new ClientHelloLayout();
  private bytes: Uint8Array = new Uint8Array(0);
  private readonly names = new ByteMemo<ServerName>(NAME_BITS, LONGEST_NAME);
  private readonly clients = new ByteMemo<string>(CLIENT_BITS, LONGEST_CLIENT);
  private readonly key = new ClientKey(LONGEST_CLIENT);

  /** Turns to the body `bytes[start, end)`, of DTLS with its cookie; false when it is cut or its lengths do not fit. */
  read(bytes: Uint8Array, start: number, end: number, hasCookie = false): boolean {
    this.bytes = bytes;
    return this.layout.read(bytes, start, end, hasCookie);
  }

  get source(): Uint8Array {
    return this.bytes;
  }

  /** JA3 of the client, hex. */
  ja3(): string {
    const { key, clients } = this;
    if (!key.make(this.layout, this.bytes)) return ja3(this.hello());
    const known = clients.find(key.bytes, 0, key.length);
    if (known !== undefined) return known;
    const made = ja3(this.hello());
    clients.keep(key.bytes, 0, key.length, made);
    return made;
  }

  /** As `ClientHello.serverName`. */
  serverName(): string {
    return this.name().shown;
  }

  /** As `ClientHello.serverNameRaw`. */
  serverNameRaw(): string {
    return this.name().raw;
  }

  /** As `serverName` for who looks for names not seen before: '' for most that were told by this already. */
  newServerName(): string {
    const name = this.name();
    if (name.told) return '';
    name.told = true;
    return name.shown;
  }

  /** All that the message says. */
  hello(): ClientHello {
    const { bytes, layout } = this;
    const { shown, raw } = this.name();
    const { firstProtocol, pointFormats } = layout;
    return {
      legacyVersion: layout.legacyVersion,
      ciphers: numbers(bytes, layout.ciphers),
      extensions: Array.from(layout.extensions.subarray(0, layout.extensionCount)),
      versions: numbers(bytes, layout.versions),
      groups: numbers(bytes, layout.groups),
      pointFormats: [...bytes.subarray(pointFormats.at, pointFormats.end)],
      signatureAlgorithms: numbers(bytes, layout.signatureAlgorithms),
      serverName: shown,
      serverNameRaw: raw,
      alpn: protocols(bytes, layout.protocols),
      firstAlpn: Uint8Array.from(bytes.subarray(firstProtocol.at, firstProtocol.end)),
    };
  }

  private name(): ServerName {
    const { bytes, names } = this;
    const { at, end } = this.layout.serverName;
    if (at === end) return UNNAMED;
    const known = names.find(bytes, at, end);
    if (known) return known;
    const stop = Math.min(end, at + MAX_SERVER_NAME);
    const wire = asciiText(bytes, at, stop);
    const shown = wire.toLowerCase();
    const made = { shown: shown + cutMark(at, end), raw: shown === wire ? '' : hexText(bytes, at, stop), told: false };
    names.keep(bytes, at, end, made);
    return made;
  }
}

/** A server name `bytes[start, end)` as `ClientHello.serverName` shows it. */
export const serverNameText = (bytes: Uint8Array, start: number, end: number): string =>
  asciiText(bytes, start, Math.min(end, start + MAX_SERVER_NAME)).toLowerCase() + cutMark(start, end);

const cutMark = (start: number, end: number): string =>
  end - start > MAX_SERVER_NAME ? `…(${end - start} bytes)` : '';

/** Reads the body of a ClientHello, `bytes[start, end)`; null when it is cut or its lengths do not fit. Total. */
export function readClientHello(bytes: Uint8Array, start: number, end: number): ClientHello | null {
  return single.read(bytes, start, end) ? single.hello() : null;
}
const single = new ClientHelloReader();

/** 16-bit numbers of a list; an odd last byte is left out. */
function numbers(bytes: Uint8Array, { at, end }: Span): number[] {
  const found: number[] = [];
  for (; at + 2 <= end; at += 2) found.push(((bytes[at] as number) << 8) | (bytes[at + 1] as number));
  return found;
}

function protocols(bytes: Uint8Array, { at, end }: Span): string[] {
  const names: string[] = [];
  while (at < end && names.length < MAX_PROTOCOLS) {
    const from = at + 1;
    at = from + (bytes[at] as number);
    if (at > end) break;
    if (at - from === 2 && isGrease(((bytes[from] as number) << 8) | (bytes[from + 1] as number))) continue;
    if (at > from) names.push(asciiText(bytes, from, at));
  }
  return names;
}

/** Greatest version offered, GREASE aside; drafts of TLS 1.3 are below it. */
export function offeredVersion({ versions, legacyVersion }: ClientHello): number {
  let greatest = 0;
  for (const version of versions) if (!isGrease(version) && rank(version) > rank(greatest)) greatest = version;
  return greatest === 0 ? legacyVersion : greatest;
}

/** Drafts (0x7f00 and up) come between TLS 1.2 and 1.3; DTLS counts downwards from 0xfeff, which is 1.0; what else is unknown, last. */
const rank = (version: number): number =>
  version >= 0xfefc && version <= 0xfeff
    ? 0x10000 - version
    : version >> 8 === 0x7f
      ? 0x0303 + ((version & 0xff) + 1) / 257
      : version > 0x0304
        ? 0
        : version;
