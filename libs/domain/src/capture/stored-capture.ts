import {
  CaptureDeleted,
  type CaptureFacts,
  CaptureImportRequested,
  CaptureImportStopped,
  CaptureUploaded,
} from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import { uuidV5 } from '@wireledger/kernel/hashing';

import { said } from '../alert/said';

type CaptureEvent = EventOf<
  typeof CaptureUploaded | typeof CaptureDeleted | typeof CaptureImportRequested | typeof CaptureImportStopped
>;

/** A capture that somebody gave; stream `pcap-<sha256>`. */
export interface StoredCapture {
  readonly facts: CaptureFacts;
  /** Who gave it: the newest one, when it was deleted and came again. */
  readonly by: string;
  readonly deleted: boolean;
  /** What people want of its import; whether it is over is a fact of its source. */
  readonly import: 'none' | 'requested' | 'stopped';
}

type Act = { readonly by: string; /** µs since 1970 UTC. */ readonly at: number };
export type StoredCaptureCommand = Act &
  (
    | { readonly type: 'keep'; readonly facts: CaptureFacts }
    /** `reason` null where none is asked for. */
    | { readonly type: 'delete'; readonly reason: string | null }
    | { readonly type: 'import' }
    | { readonly type: 'stopImport' }
  );

const MAX_REASON = 500;
/** Namespace of sources that follow from what a capture holds. */
const IMPORTS = '0c5b2bd0-6a52-5f0e-8a0b-8f5b7d1b6c31';

/** Source of the import of a capture: the same for the same content, however it is packed or called. */
export const importSource = (contentSha256: string): string => uuidV5(IMPORTS, contentSha256);

const gone = (): DomainError => new DomainError('NOT_FOUND', 'There is no such capture. Load the list again.');

function decide(state: StoredCapture | null, command: StoredCaptureCommand): readonly CaptureEvent[] {
  const { by, at } = command;
  if (command.type === 'keep')
    return state && !state.deleted ? [] : [CaptureUploaded.create({ ...command.facts, by, at })];
  if (!state || state.deleted) throw gone();
  const { sha256, source } = state.facts;
  switch (command.type) {
    case 'delete': {
      const reason = command.reason === null ? null : said('The reason', command.reason, MAX_REASON);
      return [CaptureDeleted.create({ sha256, by, at, reason })];
    }
    case 'import':
      return state.import === 'requested' ? [] : [CaptureImportRequested.create({ sha256, source, by, at })];
    case 'stopImport':
      return state.import === 'requested' ? [CaptureImportStopped.create({ sha256, source, by, at })] : [];
  }
}

function evolve(state: StoredCapture | null, event: CaptureEvent): StoredCapture | null {
  if (event.type === 'domain.CaptureUploaded') {
    const { by, at: _at, ...facts } = event.data;
    return { facts, by, deleted: false, import: state?.import ?? 'none' };
  }
  if (!state) return null;
  switch (event.type) {
    case 'domain.CaptureDeleted':
      return { ...state, deleted: true };
    case 'domain.CaptureImportRequested':
      return { ...state, import: 'requested' };
    case 'domain.CaptureImportStopped':
      return { ...state, import: 'stopped' };
  }
}

/** Keeps, imports and deletes captures. Keeping what is there already, or asking again for what was asked for, changes nothing. */
export const storedCaptureDecider: Decider<StoredCapture | null, StoredCaptureCommand, CaptureEvent> = {
  initial: null,
  decide,
  evolve,
};
