import type { ExportShape } from '@wireledger/read-models';

import { actorOf, type Viewer } from '../access/viewer';
import type { ExportsPort } from '../exports/exports';
import type { FileDoor, OpenFile } from '../exports/file-door';

/** Where signed bundles of the history are kept, and who is told that one is wanted. */
export interface BundlesPort {
  readonly store: Pick<ExportsPort['store'], 'create' | 'list' | 'get' | 'pieces'>;
  ring: ExportsPort['ring'];
}

/**
 * Signed bundles of the history: asked for here, written and signed by a worker, which alone holds the key, and handed out here. Whoever takes one
 * needs nothing but the public key and `wireledger-verify.mjs` to check it.
 */
export class HistoryBundles {
  constructor(
    private readonly port: BundlesPort,
    private readonly door: FileDoor,
  ) {}

  /** @throws DomainError LIMIT_EXCEEDED when too many are under way */
  async start(viewer: Viewer): Promise<ExportShape> {
    const bundle = await this.port.store.create({
      ...{
        owner: actorOf(viewer),
        what: 'history',
        format: 'ndjson',
        args: {},
        scope: null,
        masking: null,
        total: null,
      },
    });
    await this.port.ring(bundle.id);
    return bundle;
  }

  /** The viewer's newest; null when he has none that is kept. */
  async newest(viewer: Viewer): Promise<ExportShape | null> {
    const [bundle] = await this.port.store.list(actorOf(viewer));
    return bundle ?? null;
  }

  /** @throws DomainError NOT_FOUND when it is not the viewer's, not finished, or expired */
  open(viewer: Viewer, id: string, context: { readonly requestId: string }): Promise<OpenFile> {
    return this.door.open(viewer, id, context);
  }
}
