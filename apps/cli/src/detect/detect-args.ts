import { parseArgs } from 'node:util';
import { RULE_SETS, type RuleSetName } from '@wireledger/detectors';

/** What `wireledger detect` was asked to do. */
export interface DetectArgs {
  readonly files: readonly string[];
  /** `none` where only the files named by `rule` judge. */
  readonly rules: RuleSetName | 'none';
  /** Files with a rule each, judged beside the set. */
  readonly rule: readonly string[];
  /** Files of indicators that are threat lists. */
  readonly list: readonly string[];
  /** One JSON line a file, else text for people. */
  readonly json: boolean;
}

/** Wrong usage; the message names cause and mend. */
export class DetectUsageError extends Error {}

const SETS = [...(Object.keys(RULE_SETS) as readonly RuleSetName[]), 'none'] as const;

export const DETECT_USAGE = `usage: wireledger detect FILE… [--json] [--rules ${SETS.join('|')}]

Reads capture files (pcap, pcapng), and logs of other tools, and writes the alerts that the rules raise on them to stdout; needs no service.

  --json           one JSON line a file: {file, alerts: [{kind, rule, version, severity, src, dst, …}]}; else a line an alert
  --rules SET      recommended (default): few, true alerts; documents: the presets of the requirement documents, verbatim; none
  --rule FILE      judge by a rule of one's own as well: JSON as the text mode of page Rules shows it; may be repeated
  --list FILE      a threat list that the rules threat-list and r0-threat-match ask: plain, CSV, hosts, abuse.ch or Zeek; may be repeated
  --help           this text
`;

/** @throws DetectUsageError */
export function parseDetectArgs(argv: readonly string[]): DetectArgs | 'help' {
  const { values, positionals } = parseOptions(argv);
  if (values.help) return 'help';
  const rules = SETS.find((name) => name === values.rules);
  if (rules === undefined)
    throw new DetectUsageError(`there is no rule set ${JSON.stringify(values.rules)}. Sets are: ${SETS.join(', ')}.`);
  if (positionals.length === 0)
    throw new DetectUsageError('no capture file was named. Give one or more: wireledger detect FILE…');
  if (rules === 'none' && values.rule.length === 0)
    throw new DetectUsageError('no rule was named. Give one: wireledger detect --rules none --rule FILE.json FILE…');
  return { files: positionals, rules, rule: values.rule, list: values.list, json: values.json };
}

function parseOptions(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        rules: { type: 'string', default: 'recommended' },
        rule: { type: 'string', multiple: true, default: [] },
        list: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new DetectUsageError(`${(error as Error).message}. See: wireledger detect --help`);
  }
}
