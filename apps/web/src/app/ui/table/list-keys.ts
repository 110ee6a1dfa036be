import type { KeyBinding } from '../../core/keys';

/** What a list does for its keys. */
export interface ListActions {
  /** Focus is on the list or in one of its cells, not on a head. */
  readonly inList: () => boolean;
  /** Focus is on the list itself. */
  readonly onList: () => boolean;
  readonly move: (to: 'next' | 'previous' | 'first' | 'last' | 'pageOn' | 'pageBack') => void;
  readonly open: () => void;
  readonly values: () => void;
  readonly mark: () => void;
  readonly markRange: () => void;
  readonly markAll: () => void;
  readonly markNone: () => void;
  readonly markAlike: () => void;
  readonly canCopy: () => boolean;
  readonly copy: () => void;
}

/** The keys of every list, for the registry: letters from anywhere on the page, named keys while the list has the focus. */
export function listKeys(list: ListActions): readonly KeyBinding[] {
  const group = 'Lists' as const;
  const { inList: when, onList } = list;
  return [
    { keys: 'j', label: 'Next', group, run: () => list.move('next') },
    { keys: 'k', label: 'Previous', group, run: () => list.move('previous') },
    { keys: 'ArrowDown', label: 'Next, in the list', group, when, run: () => list.move('next') },
    { keys: 'ArrowUp', label: 'Previous, in the list', group, when, run: () => list.move('previous') },
    { keys: 'Home', label: 'First', group, when, run: () => list.move('first') },
    { keys: 'End', label: 'Last', group, when, run: () => list.move('last') },
    { keys: 'PageDown', label: 'A page on', group, when, run: () => list.move('pageOn') },
    { keys: 'PageUp', label: 'A page back', group, when, run: () => list.move('pageBack') },
    { keys: 'Enter', also: ['o'], label: 'Open', group, when: onList, run: list.open },
    { keys: '.', also: ['ArrowRight'], label: 'Values of the row', group, when: onList, run: list.values },
    { keys: 'x', label: 'Mark', group, run: list.mark },
    { keys: 'Shift+X', label: 'Mark up to here', group, run: list.markRange },
    { keys: '* a', label: 'Mark all', group, run: list.markAll },
    { keys: '* n', label: 'Mark none', group, run: list.markNone },
    { keys: '* s', label: 'Mark the same kind', group, run: list.markAlike },
    { keys: 'Ctrl+C', label: 'Copy marked rows', group, when: list.canCopy, run: list.copy },
  ];
}
