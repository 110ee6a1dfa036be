import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

import type { Batch, CutBatch } from '@wireledger/events/telemetry';

import { zeekUid } from '../flow-ids';
import type { FormatWriter } from '../format-writer';
import { CONN_FIELDS, DNS_FIELDS, HTTP_FIELDS, SSL_FIELDS } from './zeek-fields';
import { type ZeekFields, zeekFoot, zeekHead, zeekText } from './zeek-log';
import { connRow, dnsRow, httpRow, sslRow, type ZeekRow } from './zeek-rows';

const WRITE_CHARACTERS = 65_536;

/** One log: made with its first row, as Zeek does. */
class Log {
  private fd = -1;
  private text = '';
  private lastUs = 0;

  constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly fields: ZeekFields,
  ) {}

  add({ us, values }: ZeekRow): void {
    if (this.fd < 0) {
      this.fd = openSync(path.join(this.folder, `${this.name}.log`), 'w');
      this.text = zeekHead(this.name, this.fields, us);
      this.lastUs = us;
    }
    if (us > this.lastUs) this.lastUs = us;
    this.text += `${values.map(zeekText).join('\t')}\n`;
    if (this.text.length >= WRITE_CHARACTERS) this.flush();
  }

  end(): void {
    if (this.fd < 0) return;
    this.text += zeekFoot(this.lastUs);
    this.flush();
    closeSync(this.fd);
    this.fd = -1;
  }

  private flush(): void {
    writeSync(this.fd, this.text);
    this.text = '';
  }
}

/** Writes conn.log, dns.log, http.log and ssl.log of Zeek (TSV) into a folder. Rows stand in the order in which facts come, as in Zeek at the end of what they tell of. */
export class ZeekWriter implements FormatWriter {
  private readonly logs: Readonly<Record<'conn' | 'dns' | 'http' | 'ssl', Log>>;
  private readonly uid: (flow: number, words: string) => string;

  /** `source` = id of the source, from which the uids follow. The folder is made when it is not there. */
  constructor(folder: string, source: string) {
    mkdirSync(folder, { recursive: true });
    this.logs = {
      conn: new Log(folder, 'conn', CONN_FIELDS),
      dns: new Log(folder, 'dns', DNS_FIELDS),
      http: new Log(folder, 'http', HTTP_FIELDS),
      ssl: new Log(folder, 'ssl', SSL_FIELDS),
    };
    this.uid = (flow, words) => zeekUid(source, flow, words);
  }

  take({ kind, payload }: CutBatch): void {
    const { logs, uid } = this;
    for (let i = 0; i < payload.n; i++) {
      if (kind === 'flow') {
        const row = connRow(payload as Batch<'flow'>, i, uid);
        if (row) logs.conn.add(row);
      } else if (kind === 'dns') logs.dns.add(dnsRow(payload as Batch<'dns'>, i, uid));
      else if (kind === 'http') logs.http.add(httpRow(payload as Batch<'http'>, i, uid));
      else if (kind === 'tls') logs.ssl.add(sslRow(payload as Batch<'tls'>, i, uid));
    }
  }

  end(): void {
    for (const log of Object.values(this.logs)) log.end();
  }
}
