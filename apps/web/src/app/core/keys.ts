import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { Preferences } from './preferences';

export interface KeyBinding {
  /** `g o`, `Shift+Z`, `Ctrl+K`, `?`: one key or two after each other. */
  readonly keys: string;
  /** Further keys that do the same. */
  readonly also?: readonly string[];
  readonly label: string;
  readonly group: 'This page' | 'Lists' | 'Everywhere' | 'Go to';
  readonly run: () => void;
  /** Says that a page means to take a key from the shell. */
  readonly overrides?: boolean;
  /** Bound only while this holds, as the arrows of a table are while it has the focus. */
  readonly when?: () => boolean;
}

/** Every key of a binding. */
export const keysOf = (binding: KeyBinding): readonly string[] => [binding.keys, ...(binding.also ?? [])];

/** Keys that speech input or a sleeve can press by chance (WCAG 2.1.4). */
const CHARACTER = /^(?:Shift\+)?.$|^Space$/u;
const SEQUENCE_MS = 1_200;

/** Two bindings that want the same key without one declaring it. */
export function conflicts(bindings: readonly KeyBinding[]): readonly string[] {
  const seen = new Map<string, KeyBinding>();
  const found: string[] = [];
  for (const binding of bindings)
    for (const keys of keysOf(binding)) {
      const other = seen.get(keys);
      if (other && !binding.overrides && !other.overrides) found.push(keys);
      seen.set(keys, binding);
    }
  return found;
}

/** Name of a key press in the registry's terms; '' for a bare modifier. */
export function chordOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const { key } = event;
  if (['Shift', 'Control', 'Alt', 'Meta', 'Dead'].includes(key)) return '';
  const named = key === ' ' ? 'Space' : key.length === 1 && /[a-z]/i.test(key) ? key.toLowerCase() : key;
  const letter = /^[a-z]$/.test(named);
  const shift = event.shiftKey && (letter || key.length > 1) ? 'Shift+' : '';
  const main = event.ctrlKey || event.metaKey ? 'Ctrl+' : '';
  const text = letter && (shift || main) ? named.toUpperCase() : named;
  return `${main}${event.altKey ? 'Alt+' : ''}${shift}${text}`;
}

/** True where a letter is meant as text. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** The one registry that binds keys; the help overlay is written from it. */
@Injectable({ providedIn: 'root' })
export class Keys {
  private readonly preferences = inject(Preferences);
  readonly bindings = signal<readonly KeyBinding[]>([]);
  private pending = '';
  private pendingAt = 0;

  constructor() {
    const listen = (event: KeyboardEvent): void => this.press(event);
    document.addEventListener('keydown', listen);
    inject(DestroyRef).onDestroy(() => document.removeEventListener('keydown', listen));
  }

  /** Binds keys as long as the calling component lives. */
  bind(...bindings: readonly KeyBinding[]): void {
    this.bindings.update((all) => [...all, ...bindings]);
    inject(DestroyRef).onDestroy(() => this.bindings.update((all) => all.filter((one) => !bindings.includes(one))));
  }

  private press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const chord = chordOf(event);
    if (chord === '') return;
    const withModifier = chord.startsWith('Ctrl+');
    if (!withModifier && (isTyping(event.target) || document.querySelector('dialog[open]'))) return;
    if (!withModifier && !this.preferences.letterKeys() && CHARACTER.test(chord)) return;
    if (chord === 'Space' && event.target instanceof HTMLElement && /^(BUTTON|A|SUMMARY)$/.test(event.target.tagName))
      return;
    const sequence =
      this.pending !== '' && event.timeStamp - this.pendingAt < SEQUENCE_MS ? `${this.pending} ${chord}` : '';
    this.pending = '';
    const match = this.find(sequence) ?? this.find(chord);
    if (match) {
      event.preventDefault();
      match.run();
    } else if (this.bindings().some((one) => keysOf(one).some((keys) => keys.startsWith(`${chord} `)))) {
      this.pending = chord;
      this.pendingAt = event.timeStamp;
    }
  }

  /** The newest binding wins: a page's over the shell's. */
  private find(keys: string): KeyBinding | undefined {
    return keys === ''
      ? undefined
      : this.bindings().findLast((one) => keysOf(one).includes(keys) && (one.when?.() ?? true));
  }
}
