import { permissionsOf, ROLES, type Role, stepUpPermissionsOf } from '@wireledger/access';
import { Context, Query, Resolver } from '@nestjs/graphql';
import { DomainError } from '@wireledger/kernel';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { subjectOf, type Viewer as Identity } from '../access/viewer';
import { UserDirectory } from '../auth/user-directory';
import { Viewer } from '../schema/viewer';

@Resolver()
export class ViewerResolver {
  constructor(private readonly directory: UserDirectory) {}

  @Query(() => Viewer, { name: 'viewer', description: 'Who is signed in and what they may do.' })
  @Allow('profile.own')
  viewer(@Context() { viewer }: GraphqlContext): Viewer {
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
    const subject = subjectOf(viewer);
    const customRole = this.directory.customRoleName(viewer.is === 'session' ? viewer.user : viewer.owner);
    const may = { customRole, permissions: permissionsOf(subject), stepUp: stepUpPermissionsOf(subject) };
    if (viewer.is === 'session') return { id: viewer.user, name: viewer.name, role: viewer.role, ...may };
    return {
      id: viewer.token,
      name: `token ${viewer.party.toString().toLowerCase()}`,
      role: roleOf(viewer),
      ...may,
    };
  }
}

/** A service token has no role; it is shown as the least one, and its permissions tell what it may do. */
const roleOf = ({ party }: Extract<Identity, { is: 'token' }>): Role =>
  ROLES.find((role) => role === party) ?? 'VIEWER';
