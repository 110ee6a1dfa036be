import { CollectingPipeline, type PipelineOptions } from '@wireledger/flows';

import { logFormatOfFile, runLog } from './logs/run-log';
import type { ReadArgs } from './read-args';
import { runExports } from './run-exports';
import { CUT_S, runPipeline, warningsOf } from './run-pipeline';

/** Figures of a summary, in their order. */
const FIGURES = [
  'packets',
  'bytes',
  'flows_tcp',
  'flows_udp',
  'flows_icmp',
  'dns_queries',
  'dns_responses',
  'dns_names',
  'client_hellos',
  'server_hellos',
  'ja3',
  'ja3s',
  'sni',
  'http_requests',
  'dhcp_messages',
  'ntp_messages',
  'ntp_monlists',
  'ntp_references',
  'snmp_versions',
  'smb_dialects',
  'smb_shares',
  'smb_hosts',
  'netbios_names',
  'kerberos_realms',
  'kerberos_services',
] as const;

/** What reading a file came to. */
export interface FileRun {
  readonly figures: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  /** @throws when it was not asked for */
  digest(): string;
}

/** Reads a file to its facts: the packets of a capture, the exports in it, or a log of another tool, known by its content. @throws UnreadableCapture */
export async function runFile(
  file: string,
  { exports, timeouts }: Pick<ReadArgs, 'exports' | 'timeouts'>,
  options: Pick<PipelineOptions, 'onBatch' | 'digest'>,
): Promise<FileRun> {
  const format = exports ? null : await logFormatOfFile(file);
  if (format) {
    const { facts, figures, warnings } = await runLog(file, format, options);
    const { lines, entries, others, bad, unread } = figures;
    return {
      figures: { log: format, lines, ...entries, others, unreadable: bad, unread_fields: [...unread].sort() },
      warnings,
      digest: () => facts.digest(),
    };
  }
  const { pipeline, end } = (exports ? runExports : runPipeline)(file, { ...options, cut: CUT_S, timeouts });
  const { counters } = pipeline;
  const collected = pipeline instanceof CollectingPipeline ? pipeline.collected : null;
  return {
    figures: {
      ...Object.fromEntries(FIGURES.map((name) => [name, counters[name]])),
      ...(collected ? { export_datagrams: collected.datagrams, export_records: collected.records } : {}),
      truncated: end.truncated,
    },
    warnings: warningsOf(pipeline, end),
    digest: () => pipeline.digest(),
  };
}
