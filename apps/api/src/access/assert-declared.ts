import { Injectable, type OnApplicationBootstrap, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { RESOLVER_NAME_METADATA, RESOLVER_TYPE_METADATA } from '@nestjs/graphql/dist/graphql.constants.js';

import { type Demand, DEMAND } from './allow';

/** A resolver or route, and what it demands. */
export interface Operation {
  /** `FlowsResolver.flows` */
  readonly name: string;
  /** `Query`, `Mutation`, `Subscription`, another type's name for a field of it, or `GET /api/auth/state`. */
  readonly door: string;
  /** Name of the field, or of the method of a route. */
  readonly field: string;
  readonly demand: Demand | undefined;
}

/** Finds every resolver and route of the application, and keeps the server from starting when one declares no demand. */
@Injectable()
export class DeclaredOperations implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** @throws Error that names what declares nothing */
  onApplicationBootstrap(): void {
    const undeclared = this.list().filter(({ demand }) => !demand);
    if (undeclared.length > 0)
      throw new Error(
        `no permission is declared for ${undeclared.map(({ name }) => name).join(', ')}: add @Allow, @Public or @ControlOnly`,
      );
  }

  list(): Operation[] {
    const wrappers = [...this.discovery.getProviders(), ...this.discovery.getControllers()];
    return wrappers.flatMap(({ instance, metatype }) =>
      instance && typeof metatype === 'function' ? this.operationsOf(instance as object) : [],
    );
  }

  private operationsOf(instance: object): Operation[] {
    const prototype = Object.getPrototypeOf(instance) as Record<string, unknown> | null;
    if (!prototype) return [];
    return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
      const handler = prototype[method];
      const door = typeof handler === 'function' ? doorOf(handler, instance.constructor) : null;
      if (door === null) return [];
      const targets = [handler as () => void, instance.constructor];
      const demand = this.reflector.getAllAndOverride<Demand | undefined>(DEMAND, targets);
      const field = (Reflect.getMetadata(RESOLVER_NAME_METADATA, handler as object) as string | undefined) ?? method;
      return [{ name: `${instance.constructor.name}.${method}`, door, field, demand }];
    });
  }
}

/** How an operation is reached; null when the method is none. */
export function doorOf(handler: object, owner: object): string | null {
  const type: unknown = Reflect.getMetadata(RESOLVER_TYPE_METADATA, handler);
  if (typeof type === 'string') return type;
  const method: unknown = Reflect.getMetadata(METHOD_METADATA, handler);
  if (typeof method !== 'number') return null;
  const parts = [Reflect.getMetadata(PATH_METADATA, owner), Reflect.getMetadata(PATH_METADATA, handler)] as string[];
  const path = parts.map((part) => part.replace(/^\/+|\/+$/g, '')).filter((part) => part !== '');
  return `${RequestMethod[method]} /${path.join('/')}`;
}
