import { inject } from '@angular/core';
import { Keys } from '../../core/keys';
import type { AlertCloseReason } from '../../graphql/generated/operations';
import type { AlertPreview, Powers } from './alert-preview';
import type { Deed } from './triage';

/** What the keys of the inbox act on. */
export interface Inbox {
  readonly preview: () => AlertPreview | undefined;
  readonly powers: () => Powers;
  readonly at: () => number;
  step(by: number): void;
  pick(index: number): void;
  pickWhere(fits: (rule: string) => boolean): void;
  ruleHere(): string | undefined;
  act(deed: Deed): void;
  mine(): void;
  undo(): void;
  openMenu(): void;
}

/** Rows of PageUp and PageDown. */
const SCREEN = 10;

/** Reason that `e` closes with: the last one that was chosen in this tab of the browser. */
let lastReason: AlertCloseReason = 'benign';
export const rememberReason = (reason: AlertCloseReason): void => {
  lastReason = reason;
};

/** Binds the keys of the inbox as long as its page lives. */
export function bindAlertKeys(inbox: Inbox): void {
  const list = (keys: string, label: string, run: () => void) => ({ keys, label, group: 'Lists' as const, run });
  const page = (keys: string, label: string, power: keyof Powers, run: () => void) => ({
    ...{ keys, label, group: 'This page' as const },
    run: () => {
      if (inbox.powers()[power]) run();
    },
  });
  inject(Keys).bind(
    list('j', 'Next', () => inbox.step(1)),
    list('k', 'Previous', () => inbox.step(-1)),
    list('ArrowDown', 'Next', () => inbox.step(1)),
    list('ArrowUp', 'Previous', () => inbox.step(-1)),
    list('PageDown', 'Ten further', () => inbox.step(SCREEN)),
    list('PageUp', 'Ten back', () => inbox.step(-SCREEN)),
    list('Home', 'First', () => inbox.step(-Infinity)),
    list('End', 'Last', () => inbox.step(Infinity)),
    list('x', 'Select', () => inbox.pick(inbox.at())),
    list('o', 'Read it', () => inbox.preview()?.focus()),
    list('.', 'Value menu', () => inbox.openMenu()),
    list('* a', 'Select all', () => inbox.pickWhere(() => true)),
    list('* n', 'Select none', () => inbox.pickWhere(() => false)),
    list('* s', 'Select the same rule', () => {
      const here = inbox.ruleHere();
      inbox.pickWhere((rule) => rule === here);
    }),
    page('a', 'Acknowledge', 'triage', () => inbox.act({ action: 'acknowledged', reason: 'Looking into it' })),
    page('e', 'Close with the last reason', 'close', () => inbox.act({ action: 'closed', reason: lastReason })),
    page('Shift+E', 'Close as …', 'close', () => inbox.preview()?.openClosing()),
    page('s', 'Escalate', 'escalate', () => inbox.act({ action: 'escalated' })),
    page('Shift+S', 'Escalate and close', 'close', () => {
      inbox.act({ action: 'escalated' });
      inbox.act({ action: 'closed', reason: lastReason });
    }),
    page('m', 'Assign to me', 'triage', () => inbox.mine()),
    page('w', 'Snooze', 'triage', () => inbox.preview()?.openSnoozing()),
    page('n', 'Note', 'triage', () => inbox.preview()?.startNote()),
    page('u', 'Undo', 'escalate', () => inbox.undo()),
  );
}
