import { isSha256 } from '@wireledger/capture';
import { storedCaptureDecider } from '@wireledger/domain';
import { type EventLog, loadStream } from '@wireledger/event-sourcing';
import { type CaptureFacts, pcapStream } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';

/** What is known of a capture of the library, by its SHA-256. @throws DomainError NOT_FOUND when there is none, or it was deleted */
export async function storedCapture(log: EventLog, id: string): Promise<CaptureFacts> {
  const none = new DomainError('NOT_FOUND', 'There is no such capture. Load the list again.');
  if (!isSha256(id)) throw none;
  const { state } = await loadStream(log, storedCaptureDecider, pcapStream(id));
  if (!state || state.deleted) throw none;
  return state.facts;
}
