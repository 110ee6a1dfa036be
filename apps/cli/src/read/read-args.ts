import type { GivenTimeouts } from '@wireledger/flows';
import { RECORD_KINDS, type RecordKind } from '@wireledger/events/telemetry';
import {
  asksForKept,
  type Expression,
  FACT_KINDS,
  type FactKind,
  KEPT_ELSEWHERE,
  mended,
  parseFilter,
} from '@wireledger/filter';
import { parseTimeouts, TIMEOUTS_USAGE } from './flow-timeouts';

/** Forms in which facts are written: our own, an object a line; Zeek's logs into a folder; Suricata's eve.json. */
const FORMATS = ['ndjson', 'zeek', 'eve'] as const;
export type ReadFormat = (typeof FORMATS)[number];

/** What `wireledger read` was asked to do. */
export interface ReadArgs {
  readonly files: readonly string[];
  /** One line of figures a file instead of facts. */
  readonly summary: boolean;
  readonly digest: boolean;
  readonly kinds: readonly RecordKind[];
  readonly timeouts: GivenTimeouts;
  /** Not the packets themselves: the flows that export datagrams in the capture tell of. */
  readonly exports: boolean;
  readonly format: ReadFormat;
  /** Folder that Zeek's logs are written into. */
  readonly out: string;
  /** Only facts that meet it; null = all. */
  readonly filter: ReadFilter | null;
  /** So many files are read at once, each in a thread of its own; 1 to 64. */
  readonly workers: number;
}

const MOST_WORKERS = 64;

/** An expression about facts of one kind. */
export interface ReadFilter {
  readonly kind: FilteredKind;
  readonly expression: Expression;
}

/** Wrong usage; the message names cause and mend. */
export class ReadUsageError extends Error {}

/** Kinds of facts that expressions can be about. */
type FilteredKind = 'flow' | FactKind;
const FILTERED: readonly FilteredKind[] = ['flow', ...FACT_KINDS];
const isFiltered = (kind: string | undefined): kind is FilteredKind =>
  (FILTERED as readonly (string | undefined)[]).includes(kind);

export const READ_USAGE = `usage: wireledger read FILE… [--kinds ${RECORD_KINDS.join(',')}]
       wireledger read FILE… --kinds ${FILTERED.join('|')} --filter EXPR
       wireledger read FILE… --summary [--no-digest]
       wireledger read FILE --format zeek [--out FOLDER]
       wireledger read FILE… --format eve

Reads capture files (pcap, pcapng) and writes their facts to stdout, one JSON object a line; needs no service. Logs of Zeek (TSV, JSON), Suricata (eve.json),
of queries (dnsmasq, BIND 9, Unbound) and of web servers (common, combined), gzip and zstd too, are known by their content (docs/collectors.md).

  --kinds LIST     only these kinds of facts, comma separated (default: all)
  --filter EXPR    only facts of the kind that meet the expression, such as 'dst.port = 443 and bytes > 1MB' (docs/filter-language.md)
  --summary        one JSON line of figures a file instead
  --digest         with --summary: the SHA-256 over all facts (default); --no-digest leaves it out
  --format FORMAT  ndjson (default); zeek: conn.log, dns.log, http.log and ssl.log into --out FOLDER (default: here); eve: events of
                   Suricata's eve.json (docs/formats.md)
  --exports        the flows that NetFlow v5/v9, IPFIX and sFlow datagrams in the capture tell of, instead of its packets (docs/collectors.md)
  --workers N      read so many files at once, 1 (default) to ${MOST_WORKERS}; the output is the same, in the order of the files
  --timeouts LIST  seconds of silence after which a flow ends (default: ${TIMEOUTS_USAGE})
  --help           this text
`;

/** @throws ReadUsageError */
export function parseReadArgs(argv: readonly string[]): ReadArgs | 'help' {
  const files: string[] = [];
  let summary = false;
  let digest: boolean | null = null;
  let kinds: readonly RecordKind[] | null = null;
  let timeouts: GivenTimeouts = {};
  let filter: string | null = null;
  let exports = false;
  let format: ReadFormat = 'ndjson';
  let out: string | null = null;
  let workers = 1;
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] as string;
    const [name, inline] = splitOption(arg);
    if (arg === '--help' || arg === '-h') return 'help';
    if (arg === '--') {
      files.push(...argv.slice(i + 1));
      break;
    }
    if (arg === '--summary') summary = true;
    else if (arg === '--exports') exports = true;
    else if (arg === '--digest') digest = true;
    else if (arg === '--no-digest') digest = false;
    else if (name === '--kinds') kinds = parseKinds(inline ?? argv[++i]);
    else if (name === '--filter') filter = expressionOf(inline ?? argv[++i]);
    else if (name === '--timeouts') timeouts = timeoutsOf(inline ?? argv[++i]);
    else if (name === '--format') format = formatOf(inline ?? argv[++i]);
    else if (name === '--workers') workers = workersOf(inline ?? argv[++i]);
    else if (name === '--out') out = inline ?? argv[++i] ?? '';
    else if (arg.startsWith('-') && arg !== '-')
      throw new ReadUsageError(`there is no option ${arg}. See: wireledger read --help`);
    else files.push(arg);
  }
  if (files.length === 0)
    throw new ReadUsageError('no capture file was named. Give one or more: wireledger read FILE…');
  if (summary && kinds) throw new ReadUsageError('--summary writes figures and --kinds facts. Give one of them.');
  if (!summary && digest !== null)
    throw new ReadUsageError('--digest belongs to --summary. Add --summary, or leave it out.');
  if (format !== 'ndjson' && (summary || kinds || filter !== null))
    throw new ReadUsageError(`--format ${format} has its own kinds. Leave out --summary, --kinds and --filter.`);
  if (out !== null && (format !== 'zeek' || out === ''))
    throw new ReadUsageError('--out names the folder of --format zeek: --format zeek --out FOLDER');
  if (format === 'zeek' && files.length > 1)
    throw new ReadUsageError('--format zeek writes the logs of one capture into a folder. Name one file at a time.');
  return {
    ...{ files, summary, format, out: out ?? '.' },
    ...{ digest: digest ?? true, kinds: kinds ?? RECORD_KINDS, timeouts, exports, workers },
    filter: filter === null ? null : filterOf(filter, kinds ?? []),
  };
}

function workersOf(value: string | undefined): number {
  const workers = /^[1-9]\d?$/.test(value ?? '') ? Number(value) : 0;
  if (workers < 1 || workers > MOST_WORKERS)
    throw new ReadUsageError(
      `--workers needs a whole number from 1 to ${MOST_WORKERS}, as --workers 2; not ${JSON.stringify(value ?? '')}`,
    );
  return workers;
}

function timeoutsOf(value: string | undefined): GivenTimeouts {
  try {
    return parseTimeouts(value);
  } catch (error) {
    throw new ReadUsageError((error as Error).message);
  }
}

function expressionOf(text: string | undefined): string {
  if (text === undefined) throw new ReadUsageError("--filter needs an expression: --filter 'dst.port = 443'");
  return text;
}

/** The expression about the one kind that is read; what is wrong with it is shown under the place. */
function filterOf(text: string, [kind, ...others]: readonly RecordKind[]): ReadFilter {
  if (!isFiltered(kind) || others.length > 0)
    throw new ReadUsageError(`--filter is about facts of one kind. Add --kinds with one of: ${FILTERED.join(', ')}`);
  const parsed = parseFilter(text, kind);
  if (parsed.ok) {
    if (asksForKept(parsed.expression)) throw new ReadUsageError(`--filter: ${KEPT_ELSEWHERE}`);
    return { kind, expression: parsed.expression };
  }
  const { problem } = parsed;
  const better = mended(text, problem);
  const caret = `${' '.repeat(columns(text.slice(0, problem.start)))}${'^'.repeat(Math.max(1, columns(text.slice(problem.start, problem.end))))}`;
  throw new ReadUsageError(
    [
      `--filter: ${problem.message}`,
      `  ${inLine(text)}`,
      `  ${caret}`,
      ...(better ? [`  try: ${inLine(better)}`] : []),
    ].join('\n'),
  );
}

/** One line on a terminal, nothing in it that moves the cursor or turns the text around: one code unit stays one column. */
const inLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
const columns = (text: string): number => [...text].length;

function splitOption(arg: string): readonly [string, string | undefined] {
  const at = arg.indexOf('=');
  return arg.startsWith('--') && at > 0 ? [arg.slice(0, at), arg.slice(at + 1)] : [arg, undefined];
}

function parseKinds(value: string | undefined): readonly RecordKind[] {
  const names = (value ?? '').split(',').filter((name) => name !== '');
  const known = names.filter((name): name is RecordKind => (RECORD_KINDS as readonly string[]).includes(name));
  if (names.length === 0 || known.length < names.length) {
    const wrong = names.find((name) => !(RECORD_KINDS as readonly string[]).includes(name));
    const cause = wrong === undefined ? '--kinds needs a list' : `there is no kind of facts ${JSON.stringify(wrong)}`;
    throw new ReadUsageError(`${cause}. Kinds are: ${RECORD_KINDS.join(', ')}.`);
  }
  return known;
}

function formatOf(value: string | undefined): ReadFormat {
  const format = FORMATS.find((name) => name === value);
  if (!format) throw new ReadUsageError(`--format ${value ?? ''} is not known. Formats are: ${FORMATS.join(', ')}.`);
  return format;
}
