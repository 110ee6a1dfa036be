import {
  type CanActivate,
  Controller,
  HttpCode,
  Inject,
  Req,
  RequestMapping,
  RequestMethod,
  type Type,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { assertNotForeign } from '../auth/auth.controller';
import { assertJson } from './assert-json';
import { RestFacade } from './facade';
import { readGiven } from './given';
import { documented } from './openapi/documented';
import { doorParts, type Route, type RouteGroup } from './route';

/** What a route answers to a request: parameters and body are looked at only here, behind the guard. */
async function answer(facade: RestFacade, route: Route, request: KnownRequest): Promise<unknown> {
  if (request.method !== 'GET') {
    assertNotForeign(request);
    if (request.method === 'POST') assertJson(request);
  }
  const given = readGiven(route, request) as never;
  return route.answer(given, facade.asker(route, request), {
    now: facade.clock.now(),
    refusalOf: (permission) => facade.refusalOf(request.viewer, permission),
  });
}

/** A controller of a group: one method for each route, named as the route. */
export function restController({ tag, routes }: RouteGroup): Type {
  class RestController {
    constructor(readonly facade: RestFacade) {
      facade.serve(routes);
    }
  }
  const { prototype } = RestController;
  Inject(RestFacade)(RestController, undefined, 0);
  for (const route of routes) {
    const [method, path] = doorParts(route);
    Object.defineProperty(prototype, route.name, {
      value(this: RestController, request: KnownRequest) {
        return answer(this.facade, route, request);
      },
      configurable: true,
      writable: true,
    });
    const descriptor = Object.getOwnPropertyDescriptor(prototype, route.name) as TypedPropertyDescriptor<CanActivate>;
    Req()(prototype, route.name, 0);
    for (const decorate of [
      RequestMapping({ method: RequestMethod[method as keyof typeof RequestMethod], path }),
      HttpCode(route.status ?? 200),
      Allow(route.permission, { ...route.leave, facade: true }),
      ...documented(route),
    ])
      decorate(prototype, route.name, descriptor as never);
  }
  Controller('api')(RestController);
  ApiTags(tag)(RestController);
  Object.defineProperty(RestController, 'name', { value: `${tag.replace(/\W/g, '')}Routes` });
  return RestController;
}
