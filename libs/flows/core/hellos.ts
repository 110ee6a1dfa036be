/**
 * Counts hellos of TLS (RFC 8446 §4.1) of clients and servers known by what JA3 and JA3S look at; of them only server names that are new are told to the outside.
 * Other hellos are, and counted there. Agrees with `ClientHelloLayout`, `ClientKey` and `readServerHello` (libs/decoders).
 */
import { HELLO_KEY, HELLO_KEY_BYTES, SERVER_NAME_TOLD } from '../src/core-layout';
import { openMemo, remember, remembers } from './byte-memo';
import { told } from './env';
import { be16 } from './memory';

export const CLIENT_HELLO = 1;
export const SERVER_HELLO = 2;

const RANDOM_BYTES = 32;
/** Version and random, then the length of the session id. */
const SESSION_ID = 2 + RANDOM_BYTES;
const EXTENSION_HEADER = 4;
/** More extensions are left to others. */
const MAX_EXTENSIONS = 128;
const SERVER_NAME = 0;
const SUPPORTED_GROUPS = 10;
const EC_POINT_FORMATS = 11;
const SUPPORTED_VERSIONS = 43;
const HOST_NAME = 0;
const TLS_1_2 = 0x0303;
const DTLS = 0xfe;
const DTLS_1_3 = 0xfefc;
/** Drafts of TLS 1.3 up to 21 left out session id and compression. */
const DRAFT = 0x7f;
/** SHA-256 of "HelloRetryRequest" (RFC 8446 §4.1.3). */
const RETRY_0: u64 = 0xcf21ad74e59a6111;
const RETRY_1: u64 = 0xbe1d8c021e65b891;
const RETRY_2: u64 = 0xc2a211167abb8c5e;
const RETRY_3: u64 = 0x079e09e2c8a8339c;

/** What was told to the outside lately: server names, what JA3 and what JA3S look at. */
const NAMES = 32_768;
const LONGEST_NAME = 64;
const CLIENTS = 256;
const SERVERS = 1024;
let names: i32 = 0;
let clients: i32 = 0;
let servers: i32 = 0;

let clientHellos: i32 = 0;
let serverHellos: i32 = 0;

/** Where the key of the hello that is read ends; beyond the room there is when it is too long. */
let keyEnd: i32 = 0;
/** The server name of the ClientHello that is read, empty when it has none. */
let nameAt: i32 = 0;
let nameEnd: i32 = 0;
/** Lists of it. */
let groupsAt: i32 = 0;
let groupsEnd: i32 = 0;
let formatsAt: i32 = 0;
let formatsEnd: i32 = 0;
/** The version that the ServerHello that is read agrees on. */
let version: i32 = 0;

export function clientHellosCounted(): i32 {
  return clientHellos;
}

export function serverHellosCounted(): i32 {
  return serverHellos;
}

export function openHellos(): void {
  names = openMemo(NAMES, LONGEST_NAME);
  clients = openMemo(CLIENTS, HELLO_KEY_BYTES);
  servers = openMemo(SERVERS, HELLO_KEY_BYTES);
}

/** Counts the hello with the body `[start, end)` or tells it to the outside. True when nothing more of its sender is in clear. */
export function countHello(type: i32, start: i32, end: i32): bool {
  return type === CLIENT_HELLO ? countClient(start, end) : countServer(start, end);
}

function countClient(start: i32, end: i32): bool {
  if (!readClient(start, end)) return told(CLIENT_HELLO, start, end) !== 0;
  const isNew = nameEnd > nameAt && !remembers(names, NAMES, LONGEST_NAME, nameAt, nameEnd);
  if (isNew) remember(names, NAMES, LONGEST_NAME, nameAt, nameEnd);
  if (!remembers(clients, CLIENTS, HELLO_KEY_BYTES, HELLO_KEY, keyEnd)) {
    remember(clients, CLIENTS, HELLO_KEY_BYTES, HELLO_KEY, keyEnd);
    return told(CLIENT_HELLO, start, end) !== 0;
  }
  if (isNew) told(SERVER_NAME_TOLD, nameAt, nameEnd);
  clientHellos++;
  return false;
}

function countServer(start: i32, end: i32): bool {
  if (!readServer(start, end)) return told(SERVER_HELLO, start, end) !== 0;
  if (!remembers(servers, SERVERS, HELLO_KEY_BYTES, HELLO_KEY, keyEnd)) {
    remember(servers, SERVERS, HELLO_KEY_BYTES, HELLO_KEY, keyEnd);
    return told(SERVER_HELLO, start, end) !== 0;
  }
  serverHellos++;
  // A server that asks for another hello has more to say.
  return hidesCertificates() && !asksAgain(start + 2);
}

/** Finds the server name of a ClientHello and makes its key. False when its lengths do not fit, or when there is too much of something. */
function readClient(start: i32, end: i32): bool {
  nameAt = nameEnd = groupsAt = groupsEnd = formatsAt = formatsEnd = 0;
  keyEnd = HELLO_KEY;
  let at = start + SESSION_ID;
  if (at >= end) return false;
  put(be16(start));
  at += 1 + <i32>load<u8>(at);
  if (at + 2 > end) return false;
  const ciphers = be16(at);
  at += 2;
  if (ciphers >= end - at || !putAll(at, at + ciphers)) return false;
  at += ciphers;
  at += 1 + <i32>load<u8>(at);
  if (at > end || (at < end && at + 2 > end)) return false;
  const before = keyEnd;
  if (at < end) {
    const stop = at + 2 + be16(at);
    if (stop > end || !readExtensions(at + 2, stop)) return false;
  }
  put(keyEnd - before);
  if (!putAll(groupsAt, groupsEnd) || formatsEnd - formatsAt > room()) return false;
  for (let format = formatsAt; format < formatsEnd; format++) store<u8>(keyEnd++, load<u8>(format));
  put(formatsEnd - formatsAt);
  return room() >= 0;
}

/** Puts the numbers of the extensions `[at, end)` into the key. */
function readExtensions(from: i32, end: i32): bool {
  let at = from;
  for (let count = 0; at < end; count++) {
    if (count === MAX_EXTENSIONS || at + EXTENSION_HEADER > end) return false;
    const body = at + EXTENSION_HEADER;
    const stop = body + be16(at + 2);
    if (stop > end || room() < 2) return false;
    const type = be16(at);
    putGenuine(type);
    if (type === SERVER_NAME) readServerName(body, stop);
    else if (type === SUPPORTED_GROUPS) {
      groupsAt = body + 2;
      groupsEnd = body + 2 <= stop ? groupsAt + be16(body) : -1;
      if (groupsEnd < 0 || groupsEnd > stop) groupsAt = groupsEnd = stop;
    } else if (type === EC_POINT_FORMATS) {
      formatsAt = body + 1;
      formatsEnd = body + 1 <= stop ? formatsAt + <i32>load<u8>(body) : -1;
      if (formatsEnd < 0 || formatsEnd > stop) formatsAt = formatsEnd = stop;
    }
    at = stop;
  }
  return true;
}

/** The first host name (RFC 6066 §3); the one that was found before stays when there is none. */
function readServerName(start: i32, end: i32): void {
  if (end - start < 2) return;
  const stop = start + 2 + be16(start);
  if (stop > end) return;
  for (let at = start + 2; at + 3 <= stop;) {
    const next = at + 3 + be16(at + 1);
    if (next > stop) return;
    if (load<u8>(at) === HOST_NAME && next > at + 3) {
      nameAt = at + 3;
      nameEnd = next;
      return;
    }
    at = next;
  }
}

/** Makes the key of a ServerHello, and finds which version it agrees on. False as of a client. */
function readServer(start: i32, end: i32): bool {
  keyEnd = HELLO_KEY;
  let at = start + SESSION_ID;
  if (at > end) return false;
  version = be16(start);
  put(version);
  const draft = version >> 8 === DRAFT;
  if (!draft) {
    if (at >= end) return false;
    at += 1 + <i32>load<u8>(at);
  }
  const extensions = at + (draft ? 2 : 3);
  if (extensions > end) return false;
  put(be16(at));
  if (extensions === end) return true;
  at = extensions + 2;
  if (at > end) return false;
  const stop = at + be16(extensions);
  if (stop > end) return false;
  for (let count = 0; at < stop; count++) {
    const body = at + EXTENSION_HEADER;
    if (count === MAX_EXTENSIONS || body > stop || room() < 2) return false;
    const next = body + be16(at + 2);
    if (next > stop) return false;
    const type = be16(at);
    put(type);
    if (type === SUPPORTED_VERSIONS && next - body === 2) version = be16(body);
    at = next;
  }
  return true;
}

/** True when all that follows the ServerHello is encrypted. */
function hidesCertificates(): bool {
  return version >> 8 === DTLS ? version === DTLS_1_3 : version > TLS_1_2;
}

function asksAgain(random: i32): bool {
  return (
    be64(random) === RETRY_0 &&
    be64(random + 8) === RETRY_1 &&
    be64(random + 16) === RETRY_2 &&
    be64(random + 24) === RETRY_3
  );
}

function be64(at: i32): u64 {
  return bswap<u64>(load<u64>(at));
}

/** Bytes that there is room for in the key. */
function room(): i32 {
  return HELLO_KEY + HELLO_KEY_BYTES - keyEnd;
}

/** Puts the 16-bit numbers of a list, and behind them how many bytes they take. False when there is no room. */
function putAll(from: i32, end: i32): bool {
  if (end - from + 2 > room()) return false;
  const before = keyEnd;
  for (let at = from; at + 2 <= end; at += 2) putGenuine(be16(at));
  put(keyEnd - before);
  return true;
}

/** Leaves out the values that are there to keep servers tolerant (RFC 8701 §2). */
function putGenuine(value: i32): void {
  if ((value & 0x0f0f) !== 0x0a0a || value >> 8 !== (value & 0xff)) put(value);
}

function put(value: i32): void {
  store<u16>(keyEnd, <u16>value);
  keyEnd += 2;
}
