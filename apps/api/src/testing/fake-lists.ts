import { zstdDecompressSync } from 'node:zlib';
import { type ContentEntry, Indicators, readContent } from '@wireledger/domain';

import type { ListsPort } from '../lists/list-import';

/** Contents of lists, in memory. */
export class FakeLists implements ListsPort {
  private readonly contents = new Map<string, readonly ContentEntry[]>();

  save: ListsPort['save'] = ({ sha256 }, pieces) => {
    const entries: ContentEntry[] = [];
    for (const piece of pieces) readContent(zstdDecompressSync(piece).toString(), (entry) => void entries.push(entry));
    this.contents.set(sha256, entries);
    return Promise.resolve();
  };

  load: ListsPort['load'] = (sha256, kind, seed) => {
    const entries = this.contents.get(sha256);
    if (!entries) return Promise.resolve(null);
    const found = new Indicators(kind, seed);
    for (const { indicator, line } of entries) found.add({ text: indicator, prefix: null }, line);
    return Promise.resolve(found);
  };

  search: ListsPort['search'] = (sha256, search, first) => {
    const found = (this.contents.get(sha256) ?? []).filter((entry) => entry.indicator.includes(search.toLowerCase()));
    return Promise.resolve(found.slice(0, first));
  };
}
