import { DetectorHost, type AlertChange, type Lists, type Regions, type Rule } from '@wireledger/detectors';
import type { CutBatch } from '@wireledger/events/telemetry';
import { formatTime } from '@wireledger/kernel';
import { batchId } from '@wireledger/kernel/hashing';
import type { LogFormat } from '@wireledger/decoders';
import { runLog } from '../read/logs/run-log';
import { CUT_S, runPipeline, sourceOf, warningsOf } from '../read/run-pipeline';

/** An alert as `detect --json` prints it. */
export interface PrintedAlert {
  readonly kind: string;
  readonly rule: string;
  readonly version: number;
  readonly severity: string;
  /** Null where there are many, or none. */
  readonly src: string | null;
  readonly dst: string | null;
  readonly dport: number | null;
  /** At most 100 each. */
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  /** RFC 3339, packet time. */
  readonly first: string;
  readonly last: string;
  readonly summary: string;
  /** Records, `eventId#n`. */
  readonly evidence: readonly string[];
}

export interface DetectedFile {
  /** In the order in which they were raised, each as it was in the end. */
  readonly alerts: readonly PrintedAlert[];
  readonly warnings: readonly string[];
}

/** What rules may ask beside the capture. */
export interface Outside {
  readonly lists?: Lists;
  readonly regions?: Regions | null;
}

/** Runs rules over a capture file. @throws UnreadableCapture */
export function detectFile(file: string, rules: readonly Rule[], outside: Outside = {}): DetectedFile {
  const { onBatch, alerts } = judge(file, rules, outside);
  const { pipeline, end } = runPipeline(file, { cut: CUT_S, onBatch });
  return { alerts: alerts(), warnings: warningsOf(pipeline, end) };
}

/** Runs rules over a log of another tool. @throws UnreadableCapture */
export async function detectLog(
  file: string,
  format: LogFormat,
  rules: readonly Rule[],
  outside: Outside = {},
): Promise<DetectedFile> {
  const { onBatch, alerts } = judge(file, rules, outside);
  const { warnings } = await runLog(file, format, { onBatch });
  return { alerts: alerts(), warnings };
}

/** Rules over the facts of a file. */
function judge(file: string, rules: readonly Rule[], outside: Outside) {
  const source = sourceOf(file);
  const alerts = new Map<string, AlertChange>();
  const host = new DetectorHost({
    scope: source,
    rules,
    ...outside,
    onChange: (change) => alerts.set(change.id, change),
  });
  const onBatch = ({ kind, number, seq, payload }: CutBatch) =>
    host.take({ kind, eventId: batchId(source, number), source, firstSeq: seq[0], payload });
  return {
    onBatch,
    /** Everything has been seen. */
    alerts: (): PrintedAlert[] => {
      host.finish();
      return [...alerts.values()].map(printed);
    },
  };
}

function printed(alert: AlertChange): PrintedAlert {
  const { kind, rule, version, severity, src, dst, dport, sources, targets, first, last, summary, evidence } = alert;
  return {
    ...{ kind, rule, version, severity, src, dst, dport, sources, targets },
    ...{ first: formatTime(first), last: formatTime(last), summary, evidence },
  };
}
