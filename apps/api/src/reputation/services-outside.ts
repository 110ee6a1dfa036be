import { open } from 'node:fs/promises';
import path from 'node:path';

import {
  type Opinion,
  rdapFile,
  rdapServer,
  type ReputationId,
  type ReputationSource,
  type Subject,
  UNKNOWN,
  whoisReferral,
  whoisRefuses,
} from '@wireledger/enrichment';
import { liesIn, parseIp, parsePrefix } from '@wireledger/kernel';
import { askWhois, getFile, type GetLimits, type OutboundPolicy } from '@wireledger/notify';

import type { ReputationKeys } from './reputation-keys';

/** What became of a question. `limited`: it wants to be left alone for so long. */
export type Answer =
  | { readonly is: 'opinion'; readonly opinion: Opinion }
  | { readonly is: 'limited'; readonly retryAfterS: number | null }
  | { readonly is: 'failed'; readonly why: string };

const LIMITS: GetLimits = { quietMs: 10_000, wholeMs: 20_000 };
const MOST_ANSWER = 1 << 20;
const MOST_KEY = 4096;
const MOST_REGISTRY = 4 << 20;
const KEY = /^[\x21-\x7e]{8,500}$/;

/** Services that are asked with a key. */
type Keyed = Exclude<ReputationId, 'rdap' | 'whois'>;
const isKeyed = (id: ReputationId): id is Keyed => id !== 'rdap' && id !== 'whois';

const BASES: Readonly<Record<Keyed, string>> = {
  abuseipdb: 'https://api.abuseipdb.com',
  virustotal: 'https://www.virustotal.com',
  otx: 'https://otx.alienvault.com',
};

export interface OutsideParts {
  readonly policy: Pick<OutboundPolicy, 'check'>;
  /** Files of keys, the folder of RDAP's registries, the name of the server of WHOIS; '' = not asked. */
  readonly files: Readonly<Record<ReputationId, string>>;
  /** Keys that people gave: asked for where no file is named. */
  readonly kept: Pick<ReputationKeys, 'has' | 'open'>;
  /** Where services are, when not where they are. */
  readonly bases?: Partial<typeof BASES>;
  readonly limits?: GetLimits;
}

/** Asks services outside. Keys are read or opened when they are needed, and stand nowhere else in clear; nothing is followed, and an answer has 1 MiB at most. */
export class ServicesOutside {
  constructor(private readonly parts: OutsideParts) {}

  /** Whether it is asked at all: the operator says so, or a person gave its key. */
  async isOn(id: ReputationId): Promise<boolean> {
    return this.parts.files[id] !== '' || (isKeyed(id) && (await this.parts.kept.has(id)));
  }

  /** Why it could not be asked as it stands; null when it could. */
  async problem(id: ReputationId): Promise<string | null> {
    try {
      if (id === 'whois')
        await (this.parts.policy as OutboundPolicy).check(`whois://${this.parts.files.whois}`, 'whois');
      else if (id !== 'rdap') await this.keyOf(id);
      else for (const kind of ['name', 'address'] as const) await this.registry({ kind, value: '8.8.8.8' });
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Never throws. */
  async ask(source: ReputationSource, subject: Subject): Promise<Answer> {
    try {
      const [key, base] = await this.wayTo(source.id, subject);
      const request = base === null ? null : source.request(subject, key, base);
      if (!request) return failed(`${source.title} knows nothing about this kind of ${subject.kind}.`);
      if (source.id === 'whois') return await this.byWhois(source, subject, base as string);
      return await this.answer(source, subject, request);
    } catch (error) {
      return failed((error as Error).message);
    }
  }

  /** The key to ask with, and where; '' and null where there is none. */
  private async wayTo(id: ReputationId, subject: Subject): Promise<readonly [key: string, base: string | null]> {
    if (id === 'rdap') return ['', await this.serverOf(subject)];
    if (id === 'whois') return ['', this.parts.files.whois];
    return [await this.keyOf(id), this.baseOf(id)];
  }

  /** Asks the server that is named, and the one that it refers to, if it does: nobody beyond that. */
  private async byWhois(source: ReputationSource, subject: Subject, server: string): Promise<Answer> {
    const policy = this.parts.policy as OutboundPolicy;
    const asked = (of: string) =>
      askWhois(policy, source.request(subject, '', of)?.url ?? '', this.parts.limits ?? LIMITS);
    const first = await asked(server);
    const referred = whoisReferral(first);
    const text = referred === null || referred === server ? first : await asked(referred);
    if (whoisRefuses(text)) return { is: 'limited', retryAfterS: null };
    const opinion = source.read(text, subject);
    return opinion ? { is: 'opinion', opinion } : failed('its answer is not understood');
  }

  private async answer(
    source: ReputationSource,
    subject: Subject,
    { url, headers }: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  ): Promise<Answer> {
    const policy = this.parts.policy as OutboundPolicy;
    const got = await getFile(policy, { url, headers, etag: null, lastModified: null }, this.parts.limits ?? LIMITS);
    if (got.is === 'notModified') return failed('it answers 304, which was not asked for');
    if (got.is === 'failed') {
      if (got.status === 404) return { is: 'opinion', opinion: UNKNOWN };
      if (got.status === 429) return { is: 'limited', retryAfterS: got.retryAfterS };
      if (got.status === 401 || got.status === 403)
        return failed(`it refuses the key (${got.status}). Give it a valid one.`);
      return failed(got.why);
    }
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of got.body) {
      bytes += piece.length;
      if (bytes > MOST_ANSWER) return failed('its answer has more than 1 MiB');
      pieces.push(piece);
    }
    const opinion = source.read(parsed(Buffer.concat(pieces)), subject);
    return opinion ? { is: 'opinion', opinion } : failed('its answer is not in its format');
  }

  private baseOf(id: Keyed): string {
    return this.parts.bases?.[id] ?? BASES[id];
  }

  /** What the file holds that the operator named, else the one that a person gave. @throws Error naming the file, or the mend */
  private async keyOf(id: Keyed): Promise<string> {
    const file = this.parts.files[id];
    if (file === '') return this.parts.kept.open(id);
    const key = (await readWhole(file, MOST_KEY)).toString('utf8').trim();
    if (!KEY.test(key)) throw new Error(`${file} holds no key: write it there alone, on one line.`);
    return key;
  }

  /** Null when no registry names one. @throws Error naming the file */
  private async serverOf(subject: Subject): Promise<string | null> {
    return rdapServer(await this.registry(subject), subject, lengthIfHeld);
  }

  private async registry(subject: Subject): Promise<unknown> {
    const file = path.join(this.parts.files.rdap, rdapFile(subject));
    const registry = parsed(await readWhole(file, MOST_REGISTRY)) as { services?: unknown } | undefined;
    if (!Array.isArray(registry?.services))
      throw new Error(`${file} is no registry of RDAP: fetch it again from https://data.iana.org/rdap/.`);
    return registry;
  }
}

const failed = (why: string): Answer => ({ is: 'failed', why });

/** Undefined when it is no JSON. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

async function readWhole(file: string, most: number): Promise<Buffer> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${error.code ?? error.message}).`);
  });
  try {
    const { size } = await handle.stat();
    if (size > most) throw new Error(`${file} has more than ${most} bytes.`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function lengthIfHeld(prefix: string, address: string): number | null {
  const [parsedPrefix, bytes] = [parsePrefix(prefix), parseIp(address)];
  if (!parsedPrefix || !bytes || parsedPrefix.bytes.length !== bytes.length) return null;
  return liesIn(bytes, parsedPrefix) ? parsedPrefix.length : null;
}
