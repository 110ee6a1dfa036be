import { Indicators, type ListCommand, listDecider, listStream } from '@wireledger/domain';
import { handleCommand, type InMemoryEventLog, loadStream } from '@wireledger/event-sourcing';
import type { ListKind } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';

import type { ListContents } from '../lists-in-force';

export const LIST = '5b0c1a52-6f1e-4a55-9a52-0d6f5c1f7a01';
const ADA = 'user:ada';
type Without<C> = C extends unknown ? Omit<C, 'by' | 'at' | 'command'> : never;

/** Contents of lists in memory, and the events that bring them into force. */
export class ListedContents implements ListContents {
  loads = 0;
  private readonly contents = new Map<string, readonly string[]>();

  load = (digest: string, kind: ListKind): Promise<Indicators | null> => {
    this.loads++;
    const entries = this.contents.get(digest);
    if (!entries) return Promise.resolve(null);
    const found = new Indicators(kind);
    entries.forEach((text, i) => found.add({ text, prefix: null }, i + 1));
    return Promise.resolve(found);
  };

  /** Makes a threat list of addresses, or reads its next version. */
  async give(log: InMemoryEventLog, entries: readonly string[], list = LIST): Promise<void> {
    const { state } = await loadStream(log, listDecider, listStream(list));
    if (!state) {
      const definition = {
        name: 'Known scanners',
        kind: 'addresses',
        action: 'threat',
        source: '',
        licence: '',
      } as const;
      await tellList(log, { type: 'define', id: list, definition, seen: 0 }, list);
    }
    const digest = uuidV5(list, entries.join()).replaceAll('-', '').repeat(2);
    this.contents.set(digest, entries);
    const content = { sha256: digest, entries: entries.length, bytes: 1 };
    const origin = {
      ...{ name: 'a.txt', sha256: digest, bytes: 1, format: 'plain' as const, lines: 1 },
      ...{ duplicates: 0, otherKind: 0, refused: 0, added: 1, removed: 0 },
    };
    await tellList(log, { type: 'import', content, origin, accepted: null, seen: state?.revision ?? 1 }, list);
  }
}

export async function tellList(log: InMemoryEventLog, deed: Without<ListCommand>, list = LIST): Promise<void> {
  const act = { by: ADA, at: 1, command: uuidV5(list, `${JSON.stringify(deed)} ${await log.head()}`) };
  const context = { actor: ADA, correlationId: 'c', causationId: 'k', at: 1 };
  await handleCommand(log, listDecider, listStream(list), { ...deed, ...act }, context);
}
