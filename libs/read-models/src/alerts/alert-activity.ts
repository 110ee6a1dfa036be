import { shownTime } from '../sql/range';
import type { AlertActivityShape } from './alert-shapes';

export interface ActivityRow {
  readonly position: string;
  readonly action: string;
  readonly by: string | null;
  readonly at: number;
  readonly command: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What an act was about, by action. */
function aboutOf(action: string, body: ActivityRow['body']): string | null {
  switch (action) {
    case 'raised':
    case 'recurred':
      return text(body.severity);
    case 'assigned':
      return text(body.assignee);
    case 'snoozed':
      return typeof body.until === 'number' ? shownTime(body.until) : null;
    case 'closed':
      return text(body.into) ?? text(body.reason);
    default:
      return null;
  }
}

export function activityShape({ position, action, by, at, body }: ActivityRow, undone: boolean): AlertActivityShape {
  const said =
    action === 'closed'
      ? text(body.note)
      : (text(body.text) ?? text(body.note) ?? text(body.reason) ?? text(body.summary));
  return { position, action, by, at: shownTime(at), text: said, about: aboutOf(action, body), undone };
}
