import type { Batch, CutBatch } from '@wireledger/events/telemetry';
import { flowCommunityId } from '@wireledger/flows';

import { eveFlowId } from '../flow-ids';
import type { FormatWriter } from '../format-writer';
import { dnsEvents, type EveEvent, type EveIds, flowEvent, httpEvent, tlsEvent } from './eve-events';

const WRITE_CHARACTERS = 65_536;

/** Writes events of Suricata's eve.json, one a line: flow, dns, http, tls. */
export class EveWriter implements FormatWriter {
  private text = '';
  private readonly ids: EveIds;

  /** `source` = id of the source, from which the flow ids follow. */
  constructor(
    private readonly out: { write(text: string): unknown },
    source: string,
  ) {
    this.ids = { flowId: (flow, words) => eveFlowId(source, flow, words), communityId: flowCommunityId };
  }

  take({ kind, payload }: CutBatch): void {
    const { ids } = this;
    for (let i = 0; i < payload.n; i++) {
      if (kind === 'flow') this.add(flowEvent(payload as Batch<'flow'>, i, ids));
      else if (kind === 'dns') for (const event of dnsEvents(payload as Batch<'dns'>, i, ids)) this.add(event);
      else if (kind === 'http') this.add(httpEvent(payload as Batch<'http'>, i, ids));
      else if (kind === 'tls') this.add(tlsEvent(payload as Batch<'tls'>, i, ids));
    }
    if (this.text.length >= WRITE_CHARACTERS) this.end();
  }

  end(): void {
    if (this.text !== '') this.out.write(this.text);
    this.text = '';
  }

  private add(event: EveEvent | null): void {
    if (event) this.text += `${JSON.stringify(event)}\n`;
  }
}
