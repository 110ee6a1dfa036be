import { UnreadableCapture } from '@wireledger/capture';
import { type Lists, RULE_SETS, type Rule } from '@wireledger/detectors';
import { DETECT_USAGE, DetectUsageError, parseDetectArgs, type DetectArgs } from './detect-args';
import { logFormatOfFile } from '../read/logs/run-log';
import { detectFile, type DetectedFile, detectLog } from './detect-file';
import { listOf, UnreadableList } from './list-file';
import { regionsForRules } from './regions-for-rules';
import { ruleOf, UnreadableRule } from './rule-file';

/** Where `detect` writes. */
export interface DetectOut {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/**
 * `wireledger detect FILE…`: capture files, and logs of other tools → alerts, without any service. Exit code 0 whether or not there are alerts; 1 when a file could not be
 * read (the others are); 2 for wrong usage.
 */
export async function runDetect(argv: string[], out: DetectOut): Promise<number> {
  let args: DetectArgs | 'help';
  try {
    args = parseDetectArgs(argv);
  } catch (error) {
    if (!(error instanceof DetectUsageError)) throw error;
    out.stderr.write(`wireledger detect: ${error.message}\n`);
    return 2;
  }
  if (args === 'help') {
    out.stdout.write(DETECT_USAGE);
    return 0;
  }
  let rules: readonly Rule[];
  let lists: Lists;
  try {
    rules = [...(args.rules === 'none' ? [] : RULE_SETS[args.rules]), ...args.rule.map(ruleOf)];
    lists = args.list.map(listOf);
  } catch (error) {
    if (!(error instanceof UnreadableRule || error instanceof UnreadableList)) throw error;
    out.stderr.write(`wireledger detect: ${error.message}\n`);
    return 2;
  }
  const regions = await regionsForRules(rules, out);
  let code = 0;
  for (const file of args.files) {
    try {
      const format = await logFormatOfFile(file);
      const outside = { lists, regions };
      const detected = format ? await detectLog(file, format, rules, outside) : detectFile(file, rules, outside);
      out.stdout.write(args.json ? `${JSON.stringify({ file, alerts: detected.alerts })}\n` : asText(file, detected));
      for (const warning of detected.warnings) out.stderr.write(`wireledger detect: ${file}: ${warning}\n`);
    } catch (error) {
      if (!(error instanceof UnreadableCapture)) throw error;
      out.stderr.write(`wireledger detect: ${error.message}\n`);
      code = 1;
    }
  }
  return code;
}

function asText(file: string, { alerts }: DetectedFile): string {
  const lines = alerts.map(
    ({ severity, kind, first, summary }) => `${file}: ${first} ${severity} ${kind}: ${summary}\n`,
  );
  return lines.length > 0 ? lines.join('') : `${file}: no alerts\n`;
}
