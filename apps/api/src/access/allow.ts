import type { Permission } from '@wireledger/access';
import { SetMetadata } from '@nestjs/common';

/** What an operation demands of its caller. */
export type Demand =
  | { readonly is: 'public' }
  /** Bearer control token from this host. */
  | { readonly is: 'control' }
  /** Whoever may ask GraphQL for its schema. */
  | { readonly is: 'introspection' }
  | {
      readonly is: 'permission';
      readonly permission: Permission;
      /** The operation answers less to a limited permission by itself. */
      readonly limited: boolean;
      /** The operation shows or removes only what its caller made: a fresh second factor is not asked for. */
      readonly withoutStepUp: boolean;
      /** The operation lets those who may touch their own objects only touch no others. */
      readonly own: boolean;
      /** A route that asks resolvers which demand the same: they mask, are told of on the audit trail and ask the second person. */
      readonly facade: boolean;
    };

export const DEMAND = 'wireledger:demand';

/** Declares the permission of a resolver or route. Without a declaration the server does not start. */
export const Allow = (
  permission: Permission,
  more: {
    readonly limited?: boolean;
    readonly own?: boolean;
    readonly withoutStepUp?: boolean;
    readonly facade?: boolean;
  } = {},
) =>
  SetMetadata<string, Demand>(DEMAND, {
    is: 'permission',
    permission,
    limited: more.limited === true,
    withoutStepUp: more.withoutStepUp === true,
    own: more.own === true,
    facade: more.facade === true,
  });

/** Declares that an operation is for everybody, signed in or not. */
export const Public = () => SetMetadata<string, Demand>(DEMAND, { is: 'public' });

/** Declares that an operation tells what can be asked: for whoever may ask for the schema. */
export const Introspection = () => SetMetadata<string, Demand>(DEMAND, { is: 'introspection' });

/** Declares that an operation is for commands of this host only. */
export const ControlOnly = () => SetMetadata<string, Demand>(DEMAND, { is: 'control' });
