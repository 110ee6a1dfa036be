import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { CaptureFolder } from '@wireledger/capture';
import { captureFacts, type CaptureFacts } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import { z } from 'zod';

/** Limits of what people give; the console states them before a file is chosen. */
export const UPLOAD_LIMITS = {
  /** Bytes of one file. */
  fileBytes: 2 * 1024 ** 3,
  /** Bytes that one person gives in a day. */
  dayBytes: 16 * 1024 ** 3,
  /** Uploads of one person that are under way. */
  open: 8,
  /** An upload that rests longer is given up. */
  restMs: 24 * 3600_000,
} as const;

/** What stays free of the disk. */
const DISK_RESERVE = 512 * 1024 ** 2;

const stored = z.object({
  id: z.uuid(),
  owner: z.string(),
  name: z.string(),
  sizeBytes: z.number().int().positive(),
  /** ms since 1970 UTC. */
  at: z.number(),
  /** What it turned out to be; from then on the file itself may have moved into the store. */
  facts: captureFacts.optional(),
});

/** A file that is coming in. */
export type Upload = z.infer<typeof stored>;

/** How much of it has come. */
export interface UploadState {
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly offset: number;
}

const unknown = () =>
  new DomainError('NOT_FOUND', 'There is no such upload. It was finished, given up, or is not yours.');
const missing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/**
 * Files that are coming in: what is acknowledged is on the disk, in order, so that an upload goes on after any interruption at the number of
 * bytes that are there.
 */
export class UploadFolder {
  private readonly writing = new Set<string>();

  constructor(
    private readonly folder: CaptureFolder,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** @throws DomainError LIMIT_EXCEEDED; `givenBytes`: what this person gave in a day and is kept */
  async create(owner: string, name: string, sizeBytes: number, givenBytes: number): Promise<UploadState> {
    this.folder.create();
    const own = (await this.all()).filter((upload) => upload.owner === owner);
    if (own.length >= UPLOAD_LIMITS.open)
      throw limit(`You have ${own.length} uploads under way, which is the most. Finish or cancel one first.`);
    const promised = own.reduce((sum, upload) => sum + upload.sizeBytes, givenBytes);
    if (promised + sizeBytes > UPLOAD_LIMITS.dayBytes)
      throw limit('You have given 16 GiB within a day, which is the most. Delete a capture, or go on tomorrow.');
    const { bavail, bsize } = await statfs(this.folder.incomingFolder);
    if (bavail * bsize < sizeBytes + DISK_RESERVE)
      throw limit('There is no room for it on the disk of the server. Delete captures, or ask an operator.');
    const upload: Upload = { id: randomUUID(), owner, name, sizeBytes, at: this.clock() };
    await this.keep(upload);
    await (await open(this.folder.incoming(upload.id), 'wx', 0o600)).close();
    return { id: upload.id, name, sizeBytes, offset: 0 };
  }

  /** @throws DomainError NOT_FOUND when it is not this person's */
  async state(owner: string, id: string): Promise<UploadState> {
    const { name, sizeBytes, facts } = await this.of(owner, id);
    if (facts) return { id, name, sizeBytes, offset: sizeBytes };
    return { id, name, sizeBytes, offset: (await stat(this.folder.incoming(id)).catch(gone)).size };
  }

  /**
   * Adds bytes at the end and answers how many are there then; those of a connection that breaks stay.
   * @throws DomainError UPLOAD_OFFSET with the right one, TOO_LARGE when there are more than were announced, BUSY while another one writes
   */
  async append(owner: string, id: string, offset: number, body: Readable): Promise<number> {
    const { sizeBytes } = await this.of(owner, id);
    if (this.writing.has(id)) throw new DomainError('BUSY', 'Bytes of this upload are coming in already.');
    this.writing.add(id);
    try {
      const flags = constants.O_WRONLY | constants.O_NOFOLLOW;
      const file = await open(this.folder.incoming(id), flags).catch(gone);
      try {
        const { size } = await file.stat();
        if (size !== offset)
          throw new DomainError('UPLOAD_OFFSET', `${size} bytes are here, so go on from there.`, { offset: size });
        return await write(file, size, sizeBytes, body);
      } finally {
        await file.close();
      }
    } finally {
      this.writing.delete(id);
    }
  }

  /** The whole of an upload. @throws DomainError NOT_FOUND, UPLOAD_OFFSET when bytes are missing, BUSY */
  async whole(owner: string, id: string): Promise<Upload> {
    const upload = await this.of(owner, id);
    if (upload.facts) return upload;
    if (this.writing.has(id)) throw new DomainError('BUSY', 'Bytes of this upload are coming in already.');
    const { offset } = await this.state(owner, id);
    if (offset !== upload.sizeBytes)
      throw new DomainError('UPLOAD_OFFSET', `${offset} of ${upload.sizeBytes} bytes are here.`, { offset });
    return upload;
  }

  /** Moves the file into the store, under its hash; done before, it changes nothing. */
  async store(upload: Upload, facts: CaptureFacts): Promise<void> {
    await this.keep({ ...upload, facts });
    await rename(this.folder.incoming(upload.id), this.folder.stored(facts.sha256)).catch(async (error: unknown) => {
      if (!missing(error)) throw error;
      await stat(this.folder.stored(facts.sha256)).catch(gone);
    });
    await syncFolder(this.folder.storeFolder);
  }

  /** Forgets an upload with whatever has come of it. */
  async discard(id: string): Promise<void> {
    await rm(this.folder.incoming(id), { force: true });
    await rm(this.metaFile(id), { force: true });
  }

  /** @throws DomainError NOT_FOUND */
  async of(owner: string, id: string): Promise<Upload> {
    const upload = await this.read(id);
    if (!upload || upload.owner !== owner) throw unknown();
    return upload;
  }

  /** Gives up what rests, and bytes that belong to no upload. */
  async sweep(): Promise<void> {
    const names = await readdir(this.folder.incomingFolder).catch(() => []);
    for (const id of new Set(names.map((name) => name.replace(/\..*$/, '')))) {
      const upload = await this.read(id);
      const file = await stat(path(this.folder, id) ?? '').catch(() => null);
      const touched = Math.max(upload?.at ?? 0, file?.mtimeMs ?? 0);
      if (this.clock() - touched > UPLOAD_LIMITS.restMs && path(this.folder, id)) await this.discard(id);
    }
  }

  private async all(): Promise<Upload[]> {
    const names = await readdir(this.folder.incomingFolder);
    const found = await Promise.all(
      names.filter((name) => name.endsWith('.json')).map((name) => this.read(name.slice(0, -'.json'.length))),
    );
    return found.filter((upload) => upload !== null);
  }

  private async read(id: string): Promise<Upload | null> {
    if (!path(this.folder, id)) return null;
    const text = await readFile(this.metaFile(id), 'utf8').catch((error: unknown) => {
      if (missing(error)) return null;
      throw error;
    });
    return text === null ? null : stored.parse(JSON.parse(text));
  }

  private async keep(upload: Upload): Promise<void> {
    const file = await open(`${this.metaFile(upload.id)}.new`, 'w', 0o600);
    try {
      await file.writeFile(JSON.stringify(upload));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${this.metaFile(upload.id)}.new`, this.metaFile(upload.id));
    await syncFolder(this.folder.incomingFolder);
  }

  private metaFile(id: string): string {
    return `${this.folder.incoming(id)}.json`;
  }
}

const limit = (message: string): DomainError => new DomainError('LIMIT_EXCEEDED', message);

const gone = (error: unknown): never => {
  throw missing(error) ? unknown() : error;
};

/** Null for what is no id. */
function path(folder: CaptureFolder, id: string): string | null {
  try {
    return folder.incoming(id);
  } catch {
    return null;
  }
}

async function write(file: FileHandle, from: number, most: number, body: Readable): Promise<number> {
  let at = from;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (at + chunk.length > most)
        throw new DomainError('TOO_LARGE', `More bytes came than the ${most} that were announced.`);
      for (let done = 0; done < chunk.length;)
        done += (await file.write(chunk, done, chunk.length - done, at + done)).bytesWritten;
      at += chunk.length;
    }
  } finally {
    await file.sync();
  }
  return at;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
