import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';

import type { JsonSchema } from '../route';
import { errors } from './documented';

/** What the document says of a route that is no facade: one that takes or hands out files. */
export interface Described {
  /** Name of the operation, unique. */
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly permission: string;
  readonly status?: 200 | 201 | 204;
  /** Of a JSON answer. */
  readonly schema?: JsonSchema;
  /** Media type of a file. */
  readonly file?: string;
  readonly errors?: readonly (readonly [number, string])[];
}

const binary = { schema: { type: 'string', format: 'binary' } } as const;

/** Describes a method of a controller in the document. */
export function Described(of: Described): MethodDecorator {
  const { name, summary, description = '', permission, status = 200, schema, file } = of;
  const content = file === undefined ? {} : { content: { [file]: binary } };
  return applyDecorators(
    ApiOperation({ operationId: name, summary, description: `${description} Permission \`${permission}\`.`.trim() }),
    ApiResponse({ status, description: summary, ...content, ...(schema ? { schema: schema } : {}) }),
    ...errors([[404, 'There is no such thing, or none that the caller may know of.'], ...(of.errors ?? [])]),
  );
}
