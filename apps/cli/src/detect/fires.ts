import { readFileSync } from 'node:fs';
import path from 'node:path';
import { RULE_SETS, type RuleSetName } from '@wireledger/detectors';
import { detectFile } from './detect-file';
import type { Fires } from './detectors-page';

/** Runs a rule set over every capture that a folder's expected.json knows. @throws when the folder has none */
export function firesOn(folder: string, set: RuleSetName): Fires[] {
  const { captures } = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as {
    readonly captures: Readonly<Record<string, { readonly label: string }>>;
  };
  return Object.entries(captures).map(([file, { label }]) => {
    const alerts: Record<string, number> = {};
    for (const { rule } of detectFile(path.join(folder, file), RULE_SETS[set]).alerts)
      alerts[rule] = (alerts[rule] ?? 0) + 1;
    return { file, label, alerts };
  });
}
