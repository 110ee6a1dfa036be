import type { EventLog } from '@wireledger/event-sourcing';
import type { AlertNotice } from '@wireledger/notify';
import { type MaskingKeys, MaskingSerialiser } from '@wireledger/platform/masking';

import { maskingMode } from './masking-mode';

/** Masks what messages tell of alerts, while a masking mode is on: who receives them has no way to reveal. */
export class NoticeMask {
  constructor(
    private readonly log: Pick<EventLog, 'readStream'>,
    private readonly keys: MaskingKeys,
  ) {}

  /** The alerts as they may leave now. */
  async of(notices: readonly AlertNotice[]): Promise<readonly AlertNotice[]> {
    const mode = await maskingMode(this.log);
    if (mode === 'off') return notices;
    const serialiser = new MaskingSerialiser(this.keys, () => mode);
    const party = <T>(value: T): T => serialiser.mask('party', value, null) as T;
    return notices.map((notice) => ({
      ...notice,
      ...{ entity: party(notice.entity), src: party(notice.src), dst: party(notice.dst) },
      summary: serialiser.mask('free', notice.summary, notice) as string,
    }));
  }
}
