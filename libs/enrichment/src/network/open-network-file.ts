import { openMmdbFile } from '../mmdb-file';
import { openRangeFile } from '../range-file';
import type { OpenFile } from '../source';
import { type Network, networkOf, networkOfFields } from './network';

/** Opens a file of autonomous systems: `.csv`, else MaxMind DB. @throws UnusableFile */
export const openNetworkFile = (file: string): Promise<OpenFile<Network>> =>
  /\.csv$/i.test(file)
    ? openRangeFile(file, 'first,last,number,organisation', (fields) => {
        const fact = networkOfFields(fields);
        return fact && { key: `${fact.asn} ${fact.organisation}`, fact };
      })
    : openMmdbFile(file, networkOf);
