import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { GraphQLSchema } from 'graphql';

import type { FieldName } from '../route';
import { ROUTE_GROUPS } from '../routes';
import { LIVE_FRAMES } from '../live/live-fields';
import { typeSchemas } from './type-schemas';

const ABOUT = `Routes over the same queries, commands and permissions as GraphQL (\`/graphql\`), for curl, uploads, downloads and scripts.

Send \`Authorization: Bearer <token>\`; \`npx wireledger token create --role analyst\` makes one on the host. A token is never taken from the address.
Bodies are JSON. Unknown parameters and fields are refused. Times are packet times in UTC, RFC 3339. Pages: ask again with \`cursor\` = \`next\`.
Whoever reads masked gets pseudonyms, and asks with them.`;

/** Extra headings, of routes that are no facade. */
const TAGS = [['Live', 'Facts as they are recorded, by server-sent events.'] as const];

/** Fields that answers are shaped by. */
const shapes = (): FieldName[] => {
  const fields = ROUTE_GROUPS.flatMap(({ routes }) => routes.flatMap(({ asks, answers }) => [...asks, answers]));
  const names = [...fields, ...LIVE_FRAMES].filter((one): one is FieldName => typeof one === 'string');
  return [...new Set(names)];
};

/** The OpenAPI document of an application's routes. */
export function openApiDocument(app: INestApplication, schema: GraphQLSchema): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Wireledger')
    .setDescription(ABOUT)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .addBearerAuth({ type: 'http', description: 'An access token of a session, or an API token.' })
    .addSecurityRequirements('bearer');
  for (const { tag, about } of ROUTE_GROUPS) builder.addTag(tag, about);
  for (const [tag, about] of TAGS) builder.addTag(tag, about);
  const { components, paths, ...document } = SwaggerModule.createDocument(app, builder.build());
  const responses = new Map<string, Json>();
  const sorted = Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const described = sorted.map(([path, methods]) => [path, withErrors(methods as Methods, responses)] as const);
  const shared = Object.fromEntries(responses);
  const schemas = reached([described, shared], typeSchemas(schema, shapes()));
  return {
    ...document,
    paths: Object.fromEntries(described),
    components: { ...components, schemas, responses: shared },
  } as unknown as OpenAPIObject;
}

/** Schemas that something refers to, itself or through others. */
function reached(from: unknown, schemas: Readonly<Record<string, Json>>): Json {
  const found = new Set<string>();
  const look = (at: unknown): void => {
    for (const [, name = ''] of JSON.stringify(at).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      look(schemas[name] ?? null);
    }
  };
  look(from);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => found.has(name)));
}

type Json = Readonly<Record<string, unknown>>;
type Methods = Readonly<Record<string, Json & { readonly responses: Readonly<Record<string, Json>> }>>;

/** Errors are told once, and referred to: those that a route tells in words of its own under a name of their own. */
function withErrors(methods: Methods, known: Map<string, Json>): Json {
  const reference = (status: string, response: Json): Json => {
    if (Number(status) < 400) return response;
    const text = JSON.stringify(response);
    for (let n = 1; ; n++) {
      const name = n === 1 ? `Error${status}` : `Error${status}_${n}`;
      const other = known.get(name);
      if (other && JSON.stringify(other) !== text) continue;
      known.set(name, response);
      return { $ref: `#/components/responses/${name}` };
    }
  };
  return Object.fromEntries(
    Object.entries(methods).map(([method, { responses, ...operation }]) => [
      method,
      {
        ...operation,
        responses: Object.fromEntries(
          Object.entries(responses).map(([status, response]) => [status, reference(status, response)]),
        ),
      },
    ]),
  );
}
