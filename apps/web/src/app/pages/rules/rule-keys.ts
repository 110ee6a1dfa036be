import type { Keys } from '../../core/keys';

/** What the keys of the page do. */
export interface RuleActs {
  /** To the next rule (1) or the one before (−1). */
  step(by: number): void;
  save(): void;
  publish(): void;
  mayPublish(): boolean;
}

/** Binds the keys of the page of rules as long as that is open. */
export function bindRuleKeys(keys: Keys, acts: RuleActs): void {
  const group = 'This page';
  keys.bind(
    { keys: 'j', also: ['ArrowDown'], label: 'Next rule', group, run: () => acts.step(1) },
    { keys: 'k', also: ['ArrowUp'], label: 'Previous rule', group, run: () => acts.step(-1) },
    { keys: 'Ctrl+S', label: 'Save the draft', group, run: () => acts.save() },
    {
      ...{ keys: 'Ctrl+Shift+Enter', label: 'Publish', group },
      when: () => acts.mayPublish(),
      run: () => acts.publish(),
    },
  );
}
