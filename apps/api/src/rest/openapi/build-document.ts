import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { CONTROLLERS } from '../../api.module';
import { buildSchema } from '../../schema/build-schema';
import { RestFacade } from '../facade';
import { openApiDocument } from './document';

/** Nothing behind a controller: its routes are read, not asked. */
const NOTHING = { serve: () => undefined };

@Module({})
class Described {}

/** Text of docs/openapi.json: the document as the controllers declare it, without anything behind them. */
export async function openApiText(): Promise<string> {
  const needed = CONTROLLERS.flatMap((one) => (Reflect.getMetadata('design:paramtypes', one) ?? []) as Type[]);
  const providers = [...new Set([RestFacade, ...needed])]
    .filter((one) => typeof one === 'function' && one !== Object)
    .map((provide) => ({ provide, useValue: NOTHING }));
  const module = { module: Described, controllers: [...CONTROLLERS], providers };
  const app = await NestFactory.create(module, { logger: false });
  const document = openApiDocument(app, await buildSchema());
  await app.close();
  return `${JSON.stringify(document, null, 2)}\n`;
}
