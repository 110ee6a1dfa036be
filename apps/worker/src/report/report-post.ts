import { formatTime } from '@wireledger/kernel';
import type { Notice, Sent } from '@wireledger/notify';
import type { ClaimedPost, ReportDeliveryShape, ReportPostStore } from '@wireledger/read-models';

/** Times that one message is tried in a row. */
const ATTEMPTS = 3;

export interface ReportPostParts {
  readonly store: Pick<ReportPostStore, 'claim' | 'next' | 'settle'>;
  readonly mail: { sendNotice(recipient: string, notice: Notice): Promise<Sent> };
  /** Address of the console, without a slash at the end. */
  readonly console: string;
  /** µs since 1970 UTC. */
  readonly clock: () => number;
}

/** Tells recipients that a report is there: a link, never the file. Whoever follows it signs in and sees what he may. */
export class ReportPost {
  constructor(private readonly parts: ReportPostParts) {}

  /** One that is made, whose worker is gone before everybody was told. Null when there is none of that id. */
  claim(id: string): Promise<ClaimedPost | null> {
    return this.parts.store.claim(id);
  }

  /**
   * One message to each who waits. What became of it is kept before the next one is sent: whoever goes on for a worker that died repeats at most one message, under
   * its own Message-ID. @throws the signal's reason when it aborts
   */
  async tell(claimed: ClaimedPost, stop: AbortSignal): Promise<void> {
    const { store } = this.parts;
    for (;;) {
      stop.throwIfAborted();
      const recipient = await store.next(claimed);
      if (recipient === null) return;
      await store.settle(claimed, await this.send(claimed, recipient, stop));
    }
  }

  private async send(
    { id, name, trial }: ClaimedPost,
    recipient: string,
    stop: AbortSignal,
  ): Promise<ReportDeliveryShape> {
    const { mail, console, clock } = this.parts;
    const notice: Notice = {
      key: `report.${id}`,
      subject: `${trial ? 'Test of a report' : 'Report'}: ${name}`,
      text: trial
        ? `This is a test: somebody tries out the schedule of the report "${name}". It is ready.`
        : `The report "${name}" is ready.`,
      link: `${console}/reports?v=1&id=${id}`,
    };
    let sent: Sent = await mail.sendNotice(recipient, notice);
    for (let n = 1; n < ATTEMPTS && !sent.ok && !sent.permanent; n++) {
      stop.throwIfAborted();
      sent = await mail.sendNotice(recipient, notice);
    }
    const at = formatTime(clock());
    return sent.ok
      ? { recipient, state: 'sent', error: null, at }
      : { recipient, state: 'failed', error: sent.reason, at };
  }
}
