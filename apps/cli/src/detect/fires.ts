import { readFileSync } from 'node:fs';
import path from 'node:path';
import { RULE_SETS, type RuleSetName } from '@wireledger/detectors';
import { RegionFiles } from '@wireledger/enrichment';
import { detectFile } from './detect-file';
import type { Fires } from './detectors-page';

/** Runs a rule set over every capture that a folder's expected.json knows, by the packaged regions. @throws when the folder has none */
export async function firesOn(folder: string, set: RuleSetName): Promise<Fires[]> {
  const regions = await new RegionFiles('', () => undefined).current();
  const { captures } = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as {
    readonly captures: Readonly<Record<string, { readonly label: string }>>;
  };
  return Object.entries(captures).map(([file, { label }]) => {
    const alerts: Record<string, number> = {};
    for (const { rule } of detectFile(path.join(folder, file), RULE_SETS[set], { regions }).alerts)
      alerts[rule] = (alerts[rule] ?? 0) + 1;
    return { file, label, alerts };
  });
}
