import { DomainError } from '@wireledger/kernel';
import type { ExportFormat, ExportKind, ExportShape, ExportStore } from '@wireledger/read-models';

import { actorOf, type Viewer } from '../access/viewer';
import { noteChange } from '../audit/noted-facts';
import type { Authenticator } from '../auth/authenticator';
import type { MaskingPolicy } from '../masking/masking-policy';
import type { QueryGateway } from '../queries/query-gateway';
import { withoutNulls } from '../queries/without-nulls';
import type { StartExportArgs } from '../schema/exports';
import type { FileDoor, OpenFile } from './file-door';

/** Where exports are kept, and who is told that there is a new one. */
export interface ExportsPort {
  readonly store: Pick<ExportStore, 'create' | 'list' | 'get' | 'cancel' | 'cancelAll' | 'pieces'>;
  /** Rings for a worker; a ring that is lost is repeated by the workers' own sweep. */
  ring(id: string): Promise<void>;
}

const KINDS: readonly ExportKind[] = ['flows', 'domains', 'hosts'];

/** Exports of the viewer: started here, made by a worker, downloaded here. */
export class Exports {
  constructor(
    private readonly port: ExportsPort,
    private readonly gateway: QueryGateway,
    private readonly door: FileDoor,
    private readonly authenticator: Pick<Authenticator, 'isCurrent'>,
    private readonly masks: Pick<MaskingPolicy, 'masks' | 'form'>,
  ) {}

  list(viewer: Viewer): Promise<ExportShape[]> {
    return this.port.store.list(actorOf(viewer));
  }

  /** @throws DomainError BAD_USER_INPUT when the query is none, LIMIT_EXCEEDED when too many are under way */
  async start(viewer: Viewer, args: StartExportArgs): Promise<ExportShape> {
    const asked = KINDS.filter((kind) => args[kind]);
    const [what] = asked;
    if (asked.length !== 1 || !what)
      throw new DomainError('BAD_USER_INPUT', 'Give exactly one of `flows`, `domains` and `hosts`.');
    const given = withoutNulls({ ...args[what], asOf: args.asOf }) as unknown as Readonly<Record<string, unknown>>;
    // The first page of the same query: what is wrong with it is told now, and its count is the goal.
    const page = await this.gateway.run(what, { ...given, first: 1 }, { viewer });
    const export_ = await this.port.store.create({
      owner: actorOf(viewer),
      what,
      format: args.format.toLowerCase() as ExportFormat,
      args: given,
      scope: viewer.scope,
      masking: this.masks.masks(viewer) ? this.masks.form : null,
      total: page.exact ? page.count : null,
    });
    // Who lost his rights while the query was tried has nothing under way that could be stopped before this moment.
    if (!this.authenticator.isCurrent(viewer)) return this.port.store.cancel(actorOf(viewer), export_.id);
    await this.port.ring(export_.id);
    return export_;
  }

  /** @throws DomainError NOT_FOUND when it is not the viewer's */
  async cancel(viewer: Viewer, id: string): Promise<ExportShape> {
    const before = await this.port.store.get(actorOf(viewer), id);
    const after = await this.port.store.cancel(actorOf(viewer), id);
    noteChange({ kind: 'export', before: { state: before.state }, after: { state: after.state } });
    return after;
  }

  /** @throws DomainError NOT_FOUND when it is not the viewer's, not finished, or expired; MASKED when it holds what is masked for him by now */
  async open(viewer: Viewer, id: string, context: Parameters<FileDoor['open']>[2]): Promise<OpenFile> {
    if (this.masks.masks(viewer) && !(await this.port.store.get(actorOf(viewer), id)).masked)
      throw new DomainError(
        'MASKED',
        'This file holds addresses and names in clear, and these are masked for you now. Reveal them first, or export again.',
      );
    return this.door.open(viewer, id, context);
  }
}
