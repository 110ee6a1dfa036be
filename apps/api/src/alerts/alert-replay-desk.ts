import { DETECTORS, rule as detectorRule, type Rule } from '@wireledger/detectors';
import { MAX_NAMED, recalledFor, replayAlert } from '@wireledger/detectors/replay';
import { RETRO_HUNT } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';

import type { GraphqlContext } from '../access/request';
import { uuidOf } from '../commands/uuid-of';
import type { AlertReplay } from '../schema/alert-replay';
import { type KeptAlert, keptAlert, type RaisedFacts } from './alert-evidence';
import type { AlertReach } from './alert-reach';

/** Where the rule of an alert is run again over the records that the alert keeps, from the log alone; nothing is written. */
export class AlertReplayDesk {
  constructor(private readonly reach: Pick<AlertReach, 'sees' | 'firstOf'>) {}

  /** @throws DomainError UNAUTHENTICATED, BAD_USER_INPUT, ALERT_UNKNOWN (also of one outside the viewer's scope) */
  async replay(given: string, { viewer }: Pick<GraphqlContext, 'viewer'>): Promise<AlertReplay> {
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
    const id = uuidOf('id', given);
    return replayed(id, await keptAlert(this.reach, viewer, id));
  }
}

const unfit = (records: number, note: string): AlertReplay => ({
  ...{ outcome: 'unfit', records, value: null, severity: null, withoutLast: null, note },
});

function replayed(id: string, { raised, records: evidence, left }: KeptAlert): AlertReplay {
  if (evidence.length === 0) return unfit(0, 'No record is kept with this alert.');
  if (raised.detector.name === RETRO_HUNT)
    return unfit(evidence.length, 'It rests on more than its records: on the dictionary of what was observed.');
  const rule = ruleOf(raised);
  if (typeof rule === 'string') return unfit(evidence.length, rule);
  const recalled = recalledFor(rule, raised);
  if (typeof recalled === 'string') return unfit(evidence.length, `It rests on more than its records: on ${recalled}`);
  const { severity, scope, measure } = raised;
  const alert = { id, rule, scope, severity, evidence, value: measure?.value ?? null };
  const { outcome, raised: again, withoutLast } = replayAlert(alert, recalled);
  return {
    ...{ outcome, records: evidence.length, withoutLast },
    ...{ value: again?.value ?? null, severity: again?.severity ?? null },
    note: noteOf(raised, rule, { left, records: evidence.length, same: outcome === 'same' }),
  };
}

/** The rule as it was when the alert was raised, or why it does not run any more. */
function ruleOf({ rule: { id, version, name: title }, detector: { name }, parameters }: RaisedFacts): Rule | string {
  const detector = DETECTORS.find((known) => known.id === name);
  if (!detector) return `The detector ${name} is not there any more.`;
  try {
    return detectorRule({ id, version, title, detector, parameters: parameters as never });
  } catch {
    return `The detector ${name} takes other parameters now than it did then.`;
  }
}

interface Tried {
  readonly left: number;
  readonly records: number;
  readonly same: boolean;
}

function noteOf({ detector }: RaisedFacts, rule: Rule, { left, records, same }: Tried): string | null {
  const rests = rule.detector.restsOn?.(rule.parameters) ?? null;
  const notes = [
    ...(rests === null ? [] : [`It rests on ${rests} as well: what the alert says of that was given to the detector.`]),
    ...(rule.detector.advance && !same && records + left >= MAX_NAMED
      ? [`Of a window ${MAX_NAMED} records are named at most; there may have been more.`]
      : []),
    ...(left > 0 ? [`${left} more records were counted and not kept.`] : []),
    ...(detector.version === rule.detector.version
      ? []
      : [`The detector was version ${detector.version} then, and is ${rule.detector.version} now.`]),
  ];
  return notes.length > 0 ? notes.join(' ') : null;
}
