import { IntakeEvent } from '@wireledger/ingest';
import { z } from 'zod';

import type { JsonSchema } from '../rest/route';

const { $schema: _dialect, ...schema } = z.toJSONSchema(IntakeEvent, { io: 'input' }) as JsonSchema;

/** Shape of an event that a program tells of, in the document. */
export const intakeEvent: JsonSchema = {
  ...schema,
  description: 'An event; fields that are absent or null were not seen (docs/intake.md).',
};

export const intakeEventSchema: JsonSchema = { $ref: '#/components/schemas/IntakeEvent' };
