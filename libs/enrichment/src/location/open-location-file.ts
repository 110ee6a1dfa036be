import { openMmdbFile } from '../mmdb-file';
import { openRangeFile } from '../range-file';
import type { OpenFile } from '../source';
import { type Location, locationOf, locationOfFields } from './location';

/** Opens a file of locations: `.csv`, else MaxMind DB. @throws UnusableFile */
export const openLocationFile = (file: string): Promise<OpenFile<Location>> =>
  /\.csv$/i.test(file)
    ? openRangeFile(file, 'first,last,country[,state1,state2,city,postcode,latitude,longitude,timezone]', (fields) => {
        const fact = locationOfFields(fields);
        return fact && { key: JSON.stringify(fact), fact };
      })
    : openMmdbFile(file, locationOf);
