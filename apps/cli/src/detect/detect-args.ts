import { parseArgs } from 'node:util';
import { RULE_SETS, type RuleSetName } from '@wireledger/detectors';

/** What `wireledger detect` was asked to do. */
export interface DetectArgs {
  readonly files: readonly string[];
  readonly rules: RuleSetName;
  /** One JSON line a file, else text for people. */
  readonly json: boolean;
}

/** Wrong usage; the message names cause and mend. */
export class DetectUsageError extends Error {}

const SETS = Object.keys(RULE_SETS) as readonly RuleSetName[];

export const DETECT_USAGE = `usage: wireledger detect FILE… [--json] [--rules ${SETS.join('|')}]

Reads capture files (pcap, pcapng) and writes the alerts that the rules raise on them to stdout; needs no service.

  --json           one JSON line a file: {file, alerts: [{kind, rule, version, severity, src, dst, …}]}; else a line an alert
  --rules SET      recommended (default): few, true alerts; documents: the presets of the requirement documents, verbatim
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
  return { files: positionals, rules, json: values.json };
}

function parseOptions(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        rules: { type: 'string', default: 'recommended' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new DetectUsageError(`${(error as Error).message}. See: wireledger detect --help`);
  }
}
