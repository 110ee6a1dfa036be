import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { type GraphQLSchema, printSchema } from 'graphql';

import { RESOLVERS } from '../api.module';

/** The schema as the resolvers declare it, without anything behind them. */
export async function buildSchema(): Promise<GraphQLSchema> {
  const app = await NestFactory.create(GraphQLSchemaBuilderModule, { logger: false });
  await app.init();
  const schema = await app.get(GraphQLSchemaFactory).create([...RESOLVERS]);
  await app.close();
  return schema;
}

/** Text of docs/schema.graphql. */
export async function schemaText(): Promise<string> {
  return `# Generated from the resolvers by apps/api/src/schema/print-schema.ts; a test keeps it fresh.\n\n${printSchema(await buildSchema())}\n`;
}
