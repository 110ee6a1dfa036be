import type { Approval as Request } from '@wireledger/domain';
import { formatTime } from '@wireledger/kernel';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer, type Viewer } from '../access/viewer';
import { ActorNames } from '../alerts/actor-names';
import { UserDirectory } from '../auth/user-directory';
import { Approval, Approvals, DecideApprovalArgs, SetFourEyesArgs } from '../schema/approvals';
import { FourEyes } from './four-eyes';

/** Whoever is signed in asks; what he sees and may decide on depends on the permission of each request. */
@Resolver()
export class ApprovalsResolver {
  constructor(
    private readonly fourEyes: FourEyes,
    private readonly names: ActorNames,
    private readonly directory: UserDirectory,
  ) {}

  @Query(() => Approvals, { description: 'The four-eyes policy, and what waits for a second person.' })
  @Allow('profile.own')
  approvals(@Context() { viewer }: GraphqlContext): Approvals {
    return this.shown(knownViewer(viewer));
  }

  @Mutation(() => Approval, {
    description:
      'Confirms what somebody else asked for: he may do it once, within 30 minutes. Wants a fresh second factor for the permission of the request.',
  })
  @Allow('profile.own')
  async confirmApproval(@Args() { id, reason }: DecideApprovalArgs, @Context() { viewer, requestId }: GraphqlContext) {
    const known = knownViewer(viewer);
    return this.one(known, await this.fourEyes.confirm(known, id, reason, requestId));
  }

  @Mutation(() => Approval, { description: 'Says no, or takes back what the caller asked for.' })
  @Allow('profile.own')
  async declineApproval(@Args() { id, reason }: DecideApprovalArgs, @Context() { viewer, requestId }: GraphqlContext) {
    const known = knownViewer(viewer);
    return this.one(known, await this.fourEyes.decline(known, id, reason, requestId));
  }

  @Mutation(() => Approvals, {
    description: 'Whether a second person confirms what the permission matrix marks `2`; turning it off, too.',
  })
  @Allow('security.write')
  async setFourEyes(@Args() { required }: SetFourEyesArgs, @Context() { viewer, requestId }: GraphqlContext) {
    const known = knownViewer(viewer);
    await this.fourEyes.require(known, required, requestId);
    return this.shown(known);
  }

  private shown(viewer: Viewer): Approvals {
    const requests = this.fourEyes.visible(viewer).map((request) => this.one(viewer, request));
    return { required: this.fourEyes.required, requests };
  }

  private one(viewer: Viewer, request: Request): Approval {
    const { id, operation, permission, what, reason, by, state, second, at, until } = request;
    return {
      ...{ id, operation, permission, what: this.withRoleName(what), reason, state },
      aboutName: this.aboutName(what),
      byName: this.names.user(by),
      own: viewer.is === 'session' && viewer.user === by,
      mayConfirm: this.fourEyes.mayConfirm(viewer, request),
      secondName: second === null ? null : this.names.user(second),
      at: formatTime(at),
      until: formatTime(until),
    };
  }

  /** A custom role by its name: its id tells nobody what is given. */
  private withRoleName(what: string): string {
    return what.replace(/"customRole":"([0-9a-f-]{36})"/i, (whole, id: string) => {
      const name = this.directory.roles.role(id.toLowerCase())?.name;
      return name === undefined ? whole : `"customRole":${JSON.stringify(name)}`;
    });
  }

  /** Whom it is about, where its `id` is a user's, or which custom role. */
  private aboutName(what: string): string | null {
    const id = /"id":"([0-9a-f-]{36})"/i.exec(what)?.[1];
    if (id === undefined) return null;
    return this.names.known(id.toLowerCase()) ?? this.directory.roles.role(id.toLowerCase())?.name ?? null;
  }
}
