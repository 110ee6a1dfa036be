import { z } from 'zod';

/** Who acted: `user:<id>`, `token:<id>`, `system:<process>`. */
export const actor = z.string().regex(/^(user|token|system):[A-Za-z0-9._-]{1,100}$/);
/** µs since 1970 UTC. */
export const time = z.number().int();
export const severity = z.enum(['info', 'low', 'medium', 'high', 'critical']);

/** What every act of a person carries: by whom, when (wall clock, µs) and under which idempotency key. */
export const act = { by: actor, at: time, command: z.uuid() } as const;

/** `recommended.port-scan-vertical`: rule set and name, also the end of the rule's stream. */
export const ruleId = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/);
export const ruleVersion = z.number().int().positive();

/** Values of a detector's parameters, as its schema names them. */
export const parameters = z.record(z.string().max(100), z.json());
export type Parameters = z.infer<typeof parameters>;

/** Severities from least to greatest. */
export const SEVERITIES = severity.options;
export type Severity = z.infer<typeof severity>;
