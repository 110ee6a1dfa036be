import { can } from '@wireledger/access';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer, subjectOf } from '../access/viewer';
import {
  ApiToken,
  ApiTokenResult,
  CreatedToken,
  CreateTokenArgs,
  RevokeTokenArgs,
  RotateTokenArgs,
} from '../schema/tokens';
import { TokenDesk } from './token-desk';
import { TokenList } from './token-list';

@Resolver()
export class TokensResolver {
  constructor(
    private readonly desk: TokenDesk,
    private readonly list: TokenList,
  ) {}

  @Query(() => [ApiToken], {
    description: `Newest first, at most 500: all of them for who may read users, one's own for who reads their names alone.`,
  })
  @Allow('users.read', { limited: true })
  tokens(@Context() context: GraphqlContext) {
    const viewer = knownViewer(context.viewer);
    if (can(subjectOf(viewer), 'users.read') === 'allow') return this.list.of(null);
    return viewer.is === 'session' ? this.list.of(viewer.user) : [];
  }

  @Mutation(() => CreatedToken, { description: `The token itself is shown here alone; only its hash is stored.` })
  @Allow('tokens.write', { own: true })
  async createToken(@Args() args: CreateTokenArgs, @Context() context: GraphqlContext): Promise<CreatedToken> {
    const { position, token, text } = await this.desk.create(args, context);
    return { position, entity: this.list.shown(token), text };
  }

  @Mutation(() => CreatedToken, {
    description: `A new token in the place of an old one, with its name and rights. The old one ends as if it was revoked. One that speaks for a person is replaced by him alone.`,
  })
  @Allow('tokens.write', { own: true })
  async rotateToken(@Args() args: RotateTokenArgs, @Context() context: GraphqlContext): Promise<CreatedToken> {
    const { position, token, text } = await this.desk.rotate(args, context);
    return { position, entity: this.list.shown(token), text };
  }

  @Mutation(() => ApiTokenResult, { description: `Its live connections and exports end at once.` })
  @Allow('tokens.write', { own: true })
  async revokeToken(@Args() { id, reason }: RevokeTokenArgs, @Context() context: GraphqlContext) {
    const { position, token } = await this.desk.revoke(id, reason, context);
    return { position, entity: this.list.shown(token) };
  }
}
