import { formatTime } from '@wireledger/kernel';
import type { Notice } from '@wireledger/notify';
import type { Sent } from '@wireledger/notify';
import type { ReportDeliveryShape, ReportStore } from '@wireledger/read-models';

/** Times that one message is tried, and what lies between, ms. */
const ATTEMPTS = 3;

export interface ReportPostParts {
  readonly store: Pick<ReportStore, 'delivered'>;
  readonly mail: { sendNotice(recipient: string, notice: Notice): Promise<Sent> };
  /** Address of the console, without a slash at the end. */
  readonly console: string;
  /** µs since 1970 UTC. */
  readonly clock: () => number;
}

/** Tells recipients that a report is there: a link, never the file. Whoever follows it signs in and sees what he may. */
export class ReportPost {
  constructor(private readonly parts: ReportPostParts) {}

  /** One message to each. What became of it is kept beside the report. */
  async tell(id: string, name: string, recipients: readonly string[]): Promise<void> {
    if (recipients.length === 0) return;
    const deliveries: ReportDeliveryShape[] = [];
    for (const recipient of recipients) deliveries.push(await this.send(id, name, recipient));
    await this.parts.store.delivered(id, deliveries);
  }

  private async send(id: string, name: string, recipient: string): Promise<ReportDeliveryShape> {
    const { mail, console, clock } = this.parts;
    const notice: Notice = {
      key: `report.${id}`,
      subject: `Report: ${name}`,
      text: `The report "${name}" is ready.`,
      link: `${console}/reports?v=1&id=${id}`,
    };
    let sent: Sent = await mail.sendNotice(recipient, notice);
    for (let n = 1; n < ATTEMPTS && !sent.ok && !sent.permanent; n++) sent = await mail.sendNotice(recipient, notice);
    const at = formatTime(clock());
    return sent.ok
      ? { recipient, state: 'sent', error: null, at }
      : { recipient, state: 'failed', error: sent.reason, at };
  }
}
