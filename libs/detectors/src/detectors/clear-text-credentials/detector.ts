import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({ attempts: threshold('attempts, at least'), windowS, severity });

/** A secret that crossed the wire readable. */
export const clearTextCredentials = thresholdDetector<z.infer<typeof parameters>>({
  id: 'clear-text-credentials',
  version: 1,
  kind: 'clear_text_credentials',
  reads: ['auth'],
  parameters,
  measure: { name: 'passwords in clear text', unit: 'log-ins' },
  about: {
    title: 'Clear-text credentials',
    counts:
      'Attempts to log in whose secret was readable (FTP, HTTP basic, POP3, IMAP, SMTP, Telnet, LDAP, communities of SNMP), by client, server and port, at the time of each attempt. That and where, never the secret.',
    algorithm: 'Enough attempts within the window; one is enough by default, and a day of silence ends the alert.',
    source:
      'nDPI’s risk “clear-text credentials”; Slips’ evidence of password guessing. A finding about policy, so low.',
    limits: 'Only what the sensor decodes; a form sent over plain HTTP is not read.',
    lookAlikes: 'None: it is what it says, wanted or not. Suppress by server where it is accepted.',
  },
  distinct: false,
  cap: ({ attempts }) => Math.max(64, attempts * 4),
  read(record) {
    if (record.fact !== 'auth' || record.cleartext === 0 || record.count === 0) return null;
    const { client, server, serverPort, service, time, ref } = record;
    return { key: `${client} ${server} ${serverPort} ${service}`, time, item: '', weight: record.count, ref };
  },
  reached: (_entries, attempts, p) => attempts >= p.attempts,
  parties(key) {
    const [src = '', dst = '', port] = key.split(' ');
    return { src, dst, dport: Number(port) };
  },
  value: ({ sum }) => sum,
  threshold: (p) => p.attempts,
  summary({ sum, first, last }, key, p) {
    const [client, server, port, service = ''] = key.split(' ');
    const often = sum === 1 ? 'once' : `${count(sum)} times within ${span(last - first)}`;
    return `${client} sent a password readable for all to ${server} port ${port} (${service.toUpperCase()}) ${often}; the threshold is ${count(p.attempts)}.`;
  },
});
