import { ControlError } from '../control/control-server';

/** Names that commands give when nobody said one. */
const UNSAID: readonly unknown[] = [undefined, 'live', 'replay'];

/** A request with the one name that this sensor may write under. @throws ControlError 400 when another one was asked for */
export function asOwn(body: unknown, sensor: string): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const asked = (body as { readonly sensor?: unknown }).sensor;
  if (asked !== sensor && !UNSAID.includes(asked))
    throw new ControlError(400, `this is the remote sensor ${sensor}: it writes under no other name`);
  return { ...body, sensor };
}
