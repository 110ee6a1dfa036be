import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { strictJson } from '@wireledger/kernel';
import { Icon } from '../../ui/icon';
import { splitCases, type WrittenCase } from './rule-case-file';
import { readWritten, type RuleDetector, type RuleDraft } from './rule-draft';

/** Far more than any rule needs, with as many test cases as it can have. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A rule that a file holds. */
export interface ImportedRule {
  readonly detector: string;
  readonly draft: RuleDraft;
  readonly cases: readonly WrittenCase[];
}

/** A rule that is not saved yet: a copy, or a new one. */
export interface RuleCopy {
  /** The rule that was shown when it was begun. */
  readonly of: string;
  readonly id: string;
  readonly detector: string;
  /** Test cases that are kept with it when it is saved. */
  readonly cases?: readonly WrittenCase[];
}

/** What the text of a file says. @throws RangeError naming what is wrong with it */
export function importedRule(text: string, detectors: readonly RuleDetector[]): ImportedRule {
  let given: unknown;
  try {
    given = strictJson(text);
  } catch (error) {
    throw new RangeError(`This file cannot be a rule: ${(error as Error).message}.`);
  }
  const { detector: id } = (given ?? {}) as { readonly detector?: unknown };
  const detector = detectors.find((one) => one.id === id);
  if (!detector)
    throw new RangeError(
      typeof id === 'string' ? `There is no detector “${id.slice(0, 100)}” here.` : '“detector” is missing.',
    );
  const { text: rule, cases } = splitCases(text);
  return { detector: detector.id, draft: readWritten(rule, detector), cases };
}

/** Hands a rule to the browser as a file, as `wireledger detect --rule` reads it. */
export function saveRule(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([`${text}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, 60) || 'rule'
  }.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Takes a rule from a file: nothing is written before it is saved. */
@Component({
  selector: 'wl-rule-import',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <input
      #file
      class="visually-hidden"
      type="file"
      accept="application/json,.json"
      tabindex="-1"
      aria-label="File of a rule"
      (change)="take(file)"
    />
    <button type="button" class="icon-button" aria-label="Import a rule" title="Import a rule" (click)="file.click()">
      <wl-icon name="up" />
    </button>
  `,
})
export class RuleImport {
  readonly detectors = input.required<readonly RuleDetector[]>();
  readonly read = output<ImportedRule>();
  /** What is wrong with a file. */
  readonly refused = output<string>();

  protected async take(field: HTMLInputElement): Promise<void> {
    const [file] = field.files ?? [];
    if (!file) return;
    try {
      if (file.size > MOST_BYTES) throw new RangeError(`A rule has at most ${MOST_BYTES} bytes.`);
      this.read.emit(importedRule(await file.text(), this.detectors()));
    } catch (error) {
      this.refused.emit(error instanceof RangeError ? error.message : 'The file could not be read.');
    }
    // The same file once more is a change again.
    field.value = '';
  }
}
