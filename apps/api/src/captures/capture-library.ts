import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { can } from '@wireledger/access';
import { CaptureChunks, type CaptureFolder, isSha256 } from '@wireledger/capture';
import {
  captureName,
  importSource,
  type StoredCapture,
  type StoredCaptureCommand,
  storedCaptureDecider,
} from '@wireledger/domain';
import { type EventLog, handleCommand, loadStream } from '@wireledger/event-sourcing';
import { type CaptureFacts, pcapStream } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import { maskedCapture, type PacketMask } from '@wireledger/platform/masking';

import type { Proof } from '../access/step-up';
import { actorOf, subjectOf, type Viewer } from '../access/viewer';
import type { AccessJournal } from '../auth/access-journal';
import { namedMasked, type PacketMasking, toldMasked } from '../masking/packet-masking';
import type { QueryGateway } from '../queries/query-gateway';
import type { CaptureSensor } from './capture-sensor';
import { UPLOAD_LIMITS, type UploadFolder, type UploadState } from './upload-folder';

/** Sensor name under which imports come into the history. */
export const IMPORT_SENSOR = 'import';
const DAY_MS = 86_400_000;
const MAX_PURPOSE = 500;
/** Masked between two turns of the event loop: some hundreds of packets. */
const MASKED_READ = 64 * 1024;

export interface CaptureLibraryDeps {
  readonly log: EventLog;
  readonly folder: CaptureFolder;
  readonly uploads: UploadFolder;
  readonly sensor: CaptureSensor;
  readonly gateway: QueryGateway;
  readonly journal: Pick<AccessJournal, 'accessed'>;
  readonly masking: Pick<PacketMasking, 'of'>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** Who asks, in which request. */
export interface Asking {
  readonly viewer: Viewer | null;
  readonly requestId: string;
  readonly proof?: Proof | null;
}

/** The file of a capture on its way out; closed with the stream. */
export interface CaptureFile {
  readonly content: Readable;
  /** Null when it is made on the way. */
  readonly sizeBytes: number | null;
  readonly fileName: string;
}

/** What became of an upload. */
export interface Kept {
  readonly id: string;
  readonly name: string;
  /** It was there already: nothing was added. */
  readonly duplicate: boolean;
  readonly position: string;
}

/** Captures that people gave: taken in, kept by their hash, brought into the history, handed out and deleted. */
export class CaptureLibrary {
  /** Changes of one file come one after the other. */
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(private readonly deps: CaptureLibraryDeps) {}

  /** @throws DomainError BAD_USER_INPUT, LIMIT_EXCEEDED, FORBIDDEN within a scope */
  async begin(asking: Asking, name: string, sizeBytes: number): Promise<UploadState> {
    const viewer = wholeViewer(asking);
    if (sizeBytes > UPLOAD_LIMITS.fileBytes)
      throw new DomainError('LIMIT_EXCEEDED', 'A capture has at most 2 GiB here. Split it, for instance with editcap.');
    const owner = actorOf(viewer);
    const since = this.deps.clock() - DAY_MS;
    const kept = await this.deps.gateway.run('captures', { first: 500 }, { viewer });
    const given = kept.filter(({ uploadedBy, uploadedAt }) => uploadedBy === owner && Date.parse(uploadedAt) > since);
    const givenBytes = given.reduce((sum, capture) => sum + capture.sizeBytes, 0);
    return this.deps.uploads.create(owner, captureName(name), sizeBytes, givenBytes);
  }

  /**
   * Has a whole upload looked at and keeps it. May be asked again after any interruption.
   * @throws DomainError CAPTURE_REFUSED: the upload is gone then; UPLOAD_OFFSET, NOT_FOUND, SENSOR_UNREACHABLE
   */
  async finish(asking: Asking, id: string): Promise<Kept> {
    const viewer = wholeViewer(asking);
    const { uploads } = this.deps;
    const upload = await uploads.whole(actorOf(viewer), id);
    const facts = upload.facts ?? (await this.examined(id, upload.name));
    return this.inTurn(facts.sha256, async () => {
      await uploads.store(upload, facts);
      const { state, position, appended } = await this.tell(asking, facts.sha256, { type: 'keep', facts });
      await uploads.discard(id);
      return { id: facts.sha256, name: (state?.facts ?? facts).name, duplicate: appended === 0, position };
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN for those of others where one may delete one's own only */
  async remove(asking: Asking, id: string, reason: string | null): Promise<string> {
    const viewer = wholeViewer(asking);
    return this.inTurn(this.sha(id), async () => {
      const { state } = await this.stored(id);
      if (can(subjectOf(viewer), 'pcap.delete') === 'own' && state.by !== actorOf(viewer))
        throw new DomainError('FORBIDDEN', 'You may delete captures that you gave yourself only.', {
          permission: 'pcap.delete',
        });
      const { position } = await this.tell(asking, id, { type: 'delete', reason });
      await rm(this.deps.folder.stored(id), { force: true });
      return position;
    });
  }

  /** Brings it into the history with its own times, once. @throws DomainError NOT_FOUND, SENSOR_UNREACHABLE: ask again then, BUSY */
  async import(asking: Asking, id: string): Promise<string> {
    wholeViewer(asking);
    const { facts } = (await this.stored(id)).state;
    if (facts.packets === 0)
      throw new DomainError('BAD_USER_INPUT', 'There is no packet in this capture, so there is nothing to import.');
    const { position } = await this.tell(asking, id, { type: 'import' });
    const { source, name, sha256, sizeBytes, packets } = facts;
    const span = { firstUs: facts.firstUs ?? 0, lastUs: facts.lastUs ?? 0 };
    await this.deps.sensor.import({ source, name, sensor: IMPORT_SENSOR, sha256, sizeBytes, packets, ...span });
    return position;
  }

  /** Lets its import stand still. @throws DomainError NOT_FOUND, SENSOR_UNREACHABLE */
  async stopImport(asking: Asking, id: string): Promise<string> {
    wholeViewer(asking);
    const { facts } = (await this.stored(id)).state;
    if (!(await this.deps.sensor.stopImport(facts.source)))
      throw new DomainError('NOT_FOUND', 'Its import does not run: it is over, or stands still already.');
    return (await this.tell(asking, id, { type: 'stopImport' })).position;
  }

  /** The file as it was given, masked for whom addresses are; that somebody takes it, and how, is a fact before its first byte leaves. @throws DomainError NOT_FOUND */
  async open(asking: Asking, id: string): Promise<CaptureFile> {
    const viewer = wholeViewer(asking);
    const mask = this.deps.masking.of(viewer);
    const { facts } = (await this.stored(id)).state;
    const file = await open(this.deps.folder.stored(id), constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => {
      throw new DomainError('NOT_FOUND', 'Its file is not there any more.');
    });
    try {
      const purpose = asking.proof ? `download: ${asking.proof.reason}`.slice(0, MAX_PURPOSE) : 'download';
      await this.deps.journal.accessed(actorOf(viewer), `capture ${id}${toldMasked(mask)}`, purpose, asking.requestId);
    } catch (error) {
      await file.close();
      throw error;
    }
    const name = `capture-${id.slice(0, 12)}${namedMasked(mask)}`;
    if (mask) {
      // A file of one link type may be pcap, which everything reads.
      const format = facts.linkTypes.length > 1 ? 'pcapng' : 'pcap';
      return { content: maskedFile(file, mask, format), sizeBytes: null, fileName: `${name}.${format}` };
    }
    const ending = { none: '', gzip: '.gz', zstd: '.zst' }[facts.packing];
    const fileName = `${name}.${facts.format}${ending}`;
    return { content: file.createReadStream(), sizeBytes: facts.sizeBytes, fileName };
  }

  private async examined(id: string, name: string): Promise<CaptureFacts> {
    try {
      const found = await this.deps.sensor.examine(id);
      return { ...found, name, source: importSource(found.contentSha256) };
    } catch (error) {
      if (error instanceof DomainError && error.code === 'CAPTURE_REFUSED') await this.deps.uploads.discard(id);
      throw error;
    }
  }

  /** @throws DomainError NOT_FOUND */
  private async stored(id: string): Promise<{ readonly state: StoredCapture }> {
    const { state } = await loadStream(this.deps.log, storedCaptureDecider, pcapStream(this.sha(id)));
    if (!state || state.deleted) throw noCapture();
    return { state };
  }

  /** @throws DomainError NOT_FOUND for what is no hash: it never becomes a path or the name of a stream */
  private sha(id: string): string {
    if (!isSha256(id)) throw noCapture();
    return id;
  }

  private tell(asking: Asking, id: string, deed: Deed) {
    const by = actorOf(wholeViewer(asking));
    const at = this.deps.clock() * 1000;
    const context = { actor: by, correlationId: asking.requestId, causationId: asking.requestId, at };
    const command = { ...deed, by, at } as StoredCaptureCommand;
    return handleCommand(this.deps.log, storedCaptureDecider, pcapStream(id), command, context);
  }

  private async inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined);
    this.turns.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.turns.get(key) === settled) this.turns.delete(key);
    }
  }
}

type Without<Command> = Command extends unknown ? Omit<Command, 'by' | 'at'> : never;
type Deed = Without<StoredCaptureCommand>;

/** The packets of a file masked, unpacked where it is packed. */
function maskedFile(file: FileHandle, mask: PacketMask, format: 'pcap' | 'pcapng'): Readable {
  const chunks = new CaptureChunks(file, { readBytes: MASKED_READ });
  const content = Readable.from(maskedCapture(chunks.read(), mask, format));
  // Also of one that nobody has begun to read.
  content.once('close', () => void file.close().catch(() => undefined));
  return content;
}

const noCapture = () => new DomainError('NOT_FOUND', 'There is no such capture. Load the list again.');

/** Whoever sees all traffic. @throws DomainError UNAUTHENTICATED; FORBIDDEN within a scope: a capture holds all of its wire */
export function wholeViewer({ viewer }: Pick<Asking, 'viewer'>): Viewer {
  if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
  if (viewer.scope)
    throw new DomainError('FORBIDDEN', 'You see a part of the traffic only, and a capture holds all of its wire.');
  return viewer;
}
