import { maskingDecider, type MaskingMode, PRIVACY_STREAM } from '@wireledger/domain';
import { type EventLog, loadStream } from '@wireledger/event-sourcing';

/** The masking mode as the log has it now. */
export async function maskingMode(log: Pick<EventLog, 'readStream'>): Promise<MaskingMode> {
  const { state } = await loadStream(log, maskingDecider, PRIVACY_STREAM);
  return state.mode;
}
