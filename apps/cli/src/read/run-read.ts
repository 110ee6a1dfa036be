import { UnreadableCapture } from '@wireledger/capture';
import { CollectingPipeline } from '@wireledger/flows';
import type { CutBatch } from '@wireledger/events/telemetry';
import { factsOf } from './facts';
import { EveWriter } from './formats/eve/eve-writer';
import type { FormatWriter } from './formats/format-writer';
import { ZeekWriter } from './formats/zeek/zeek-writer';
import { parseReadArgs, READ_USAGE, ReadUsageError, type ReadArgs } from './read-args';
import { runExports } from './run-exports';
import { factTest } from './fact-test';
import { CUT_S, runPipeline, sourceOf, warningsOf } from './run-pipeline';

const WRITE_CHARACTERS = 65_536;

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

/** Where `read` writes. */
export interface ReadOut {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/**
 * `wireledger read FILE…`: capture files → facts or figures, without any service. Exit code 0; 1 when a file could not be read (the others are);
 * 2 for wrong usage.
 */
export async function runRead(argv: string[], out: ReadOut): Promise<number> {
  let args: ReadArgs | 'help';
  try {
    args = parseReadArgs(argv);
  } catch (error) {
    if (!(error instanceof ReadUsageError)) throw error;
    out.stderr.write(`wireledger read: ${error.message}\n`);
    return 2;
  }
  if (args === 'help') {
    out.stdout.write(READ_USAGE);
    return 0;
  }
  let code = 0;
  for (const file of args.files) {
    try {
      if (args.summary) summarize(file, args, out);
      else if (args.format !== 'ndjson') writeFormat(file, args, out);
      else writeFacts(file, args, out);
    } catch (error) {
      if (!(error instanceof UnreadableCapture)) throw error;
      out.stderr.write(`wireledger read: ${error.message}\n`);
      code = 1;
    }
  }
  return code;
}

/** One line of figures, in the form that truth is compared with. */
function summarize(file: string, { digest, timeouts, exports }: ReadArgs, { stdout }: ReadOut): void {
  const { pipeline, end } = pipelineOf(exports)(file, { cut: CUT_S, digest, timeouts });
  const { counters } = pipeline;
  const collected = pipeline instanceof CollectingPipeline ? pipeline.collected : null;
  const figures = {
    ...Object.fromEntries(FIGURES.map((name) => [name, counters[name]])),
    ...(collected ? { export_datagrams: collected.datagrams, export_records: collected.records } : {}),
  };
  const { truncated } = end;
  const line = { file, ...figures, truncated, warnings: warningsOf(pipeline, end) };
  stdout.write(`${JSON.stringify(digest ? { ...line, digest: pipeline.digest() } : line)}\n`);
}

/** What reads a capture: its packets, or the exports in it. */
const pipelineOf = (exports: boolean): typeof runPipeline => (exports ? runExports : runPipeline);

/** Facts in the form of another tool. */
function writeFormat(file: string, { format, out, timeouts, exports }: ReadArgs, { stdout, stderr }: ReadOut): void {
  const source = sourceOf(file);
  const writer: FormatWriter = format === 'zeek' ? new ZeekWriter(out, source) : new EveWriter(stdout, source);
  const { pipeline, end } = pipelineOf(exports)(file, { cut: CUT_S, onBatch: (batch) => writer.take(batch), timeouts });
  writer.end();
  for (const warning of warningsOf(pipeline, end)) stderr.write(`wireledger read: ${file}: ${warning}\n`);
}

function writeFacts(file: string, { kinds, timeouts, filter, exports }: ReadArgs, { stdout, stderr }: ReadOut): void {
  const source = sourceOf(file);
  const passes = filter && factTest(filter);
  let text = '';
  const onBatch = (batch: CutBatch) => {
    if (!kinds.includes(batch.kind)) return;
    for (const [n, fact] of factsOf(batch, source).entries())
      if (passes === null || passes(batch, n)) text += `${JSON.stringify(fact)}\n`;
    if (text.length < WRITE_CHARACTERS) return;
    stdout.write(text);
    text = '';
  };
  const { pipeline, end } = pipelineOf(exports)(file, { cut: CUT_S, onBatch, timeouts });
  if (text !== '') stdout.write(text);
  for (const warning of warningsOf(pipeline, end)) stderr.write(`wireledger read: ${file}: ${warning}\n`);
}
