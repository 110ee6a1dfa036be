import { z } from 'zod';

import type { JsonSchema } from '../rest/route';

/** What a test needs of an OpenAPI document. */
export interface Described {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>>; readonly responses: object };
}

export interface DescribedOperation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: JsonSchema;
    readonly example?: unknown;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: Readonly<Record<string, Content>> }>
  >;
}

interface Content {
  readonly schema: JsonSchema;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

/** References of a document, as one schema has them. */
const within = (schema: unknown): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')) as JsonSchema;

/** Reads a schema of the document. @throws Error when it is none */
export const readable = (schema: JsonSchema, { components }: Described): z.ZodType =>
  z.fromJSONSchema({ ...within(schema), $defs: within(components.schemas) } as never);

/** What an answer lacks of the schema that the document has for it; '' when it fits. */
export function misfit(document: Described, operation: DescribedOperation, status: number, body: unknown): string {
  const response = operation.responses[String(status)];
  if (!response) return `status ${status} is not in the document`;
  if (response.$ref) return misfitOf(readable({ $ref: '#/components/schemas/Error' }, document), body);
  const schema = response.content?.['application/json']?.schema;
  if (!schema) return 'there is no schema';
  return misfitOf(readable(schema, document), body);
}

function misfitOf(schema: z.ZodType, body: unknown): string {
  const read = schema.safeParse(body);
  return read.success ? '' : z.prettifyError(read.error);
}
