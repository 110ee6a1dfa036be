import { ChangeDetectionStrategy, Component, computed, input, model } from '@angular/core';
import { type FilterKind, KIND_WORDS } from '@wireledger/filter';
import { ExpressionBox } from '../../ui/expression/expression-box';
import {
  choicesFor,
  type DetectorField,
  kindFor,
  labelOf,
  partsOf,
  type RuleDraft,
  shownValue,
  withValue,
} from './rule-draft';

interface Line {
  readonly field: DetectorField;
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly value: string;
  /** What the version that it is compared with says, where that is something else. */
  readonly was: string | undefined;
  /** Takes the room of two. */
  readonly wide: boolean;
  /** Kind of records that an expression is about. */
  readonly about: FilterKind;
  readonly choices: readonly string[];
  /** What can be chosen, of fields that take several of a list. */
  readonly options: readonly { readonly name: string; readonly on: boolean }[];
}

/** The fields of a version: the detector's own, and what every rule has. */
@Component({
  selector: 'wl-rule-form',
  imports: [ExpressionBox],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="entry wide">
      <label class="label" for="rule-name">Name</label>
      <input
        #name
        id="rule-name"
        class="field"
        maxlength="300"
        [class.changed]="draft().name !== base().name"
        [readonly]="locked()"
        [value]="draft().name"
        (input)="set({ name: name.value })"
      />
    </div>
    <h3>When to fire</h3>
    <div class="grid">
      @for (line of lines(); track line.id) {
        <div class="entry" [class.wide]="line.wide">
          <label class="label" [for]="line.id">
            {{ line.label }}
            @if (line.unit) {
              <span class="muted">{{ line.unit }}</span>
            }
          </label>
          @if (line.field.kind === 'choice') {
            <select
              #choice
              class="field"
              [id]="line.id"
              [class.changed]="line.was !== undefined"
              [disabled]="locked()"
              [attr.aria-describedby]="line.id + '-about'"
              (change)="setField(line.field.name, choice.value)"
            >
              @for (one of line.choices; track one) {
                <option [value]="one" [selected]="one === line.value">{{ wordOf(line.field, one) }}</option>
              }
            </select>
          } @else if (line.field.kind === 'switch') {
            <select
              #onOff
              class="field"
              [id]="line.id"
              [class.changed]="line.was !== undefined"
              [disabled]="locked()"
              [attr.aria-describedby]="line.id + '-about'"
              (change)="setField(line.field.name, onOff.value)"
            >
              <option value="true" [selected]="line.value === 'true'">yes</option>
              <option value="false" [selected]="line.value !== 'true'">no</option>
            </select>
          } @else if (line.field.kind === 'filter') {
            <wl-expression-box
              [boxId]="line.id"
              [text]="line.value"
              [kind]="line.about"
              [changed]="line.was !== undefined"
              [locked]="locked()"
              [describedBy]="line.id + '-about'"
              (written)="setField(line.field.name, $event)"
            />
          } @else if (line.options.length > 0) {
            <div class="options" role="group" [id]="line.id" tabindex="-1" [attr.aria-label]="line.label">
              @for (option of line.options; track option.name) {
                <label class="option">
                  <input
                    type="checkbox"
                    [checked]="option.on"
                    [disabled]="locked()"
                    (change)="toggle(line.field, option.name)"
                  />{{ option.name }}
                </label>
              }
            </div>
          } @else {
            <input
              #text
              class="field num"
              autocomplete="off"
              [attr.inputmode]="line.field.kind === 'texts' || line.field.kind === 'text' ? 'text' : 'decimal'"
              [id]="line.id"
              [class.changed]="line.was !== undefined"
              [readonly]="locked()"
              [value]="line.value"
              [attr.aria-describedby]="line.id + '-about'"
              (input)="setField(line.field.name, text.value)"
            />
          }
          <p class="hint" [id]="line.id + '-about'">
            @if (line.was !== undefined) {
              <span class="was"
                >was <s>{{ line.was || 'nothing' }}</s></span
              >
            }
            {{ line.field.about }}
          </p>
        </div>
      }
      <div class="entry">
        <label class="label" for="rule-cooldown">Hold repeats for <span class="muted">s</span></label>
        <input
          #cooldown
          id="rule-cooldown"
          class="field num"
          inputmode="numeric"
          autocomplete="off"
          aria-describedby="rule-cooldown-about"
          [class.changed]="draft().cooldown !== base().cooldown"
          [readonly]="locked()"
          [value]="draft().cooldown"
          (input)="set({ cooldown: cooldown.value })"
        />
        <p class="hint" id="rule-cooldown-about">
          @if (draft().cooldown !== base().cooldown) {
            <span class="was"
              >was <s>{{ base().cooldown }}</s></span
            >
          }
          time without a finding after which an alert is over
        </p>
      </div>
      <div class="entry">
        <label class="label" for="rule-technique">Technique</label>
        <input
          #technique
          id="rule-technique"
          class="field mono"
          autocomplete="off"
          maxlength="9"
          placeholder="T1046"
          aria-describedby="rule-technique-about"
          [class.changed]="draft().technique !== base().technique"
          [readonly]="locked()"
          [value]="draft().technique"
          (input)="set({ technique: technique.value })"
        />
        <p class="hint" id="rule-technique-about">MITRE ATT&amp;CK, or nothing</p>
      </div>
    </div>
    <h3>What it means</h3>
    <div class="entry wide">
      <label class="visually-hidden" for="rule-description">What it means</label>
      <textarea
        #description
        id="rule-description"
        class="field"
        rows="5"
        maxlength="4000"
        [class.changed]="draft().description !== base().description"
        [readonly]="locked()"
        [value]="draft().description"
        (input)="set({ description: description.value })"
      ></textarea>
    </div>
  `,
  styleUrl: './rule-form.css',
})
export class RuleForm {
  /** Changed at once: what is entered next builds on it, though the page has not drawn it yet. */
  readonly draft = model.required<RuleDraft>();
  /** What it is compared with: changed fields are marked. */
  readonly base = input.required<RuleDraft>();
  readonly fields = input.required<readonly DetectorField[]>();
  /** Nothing can be changed. */
  readonly locked = input(false);

  protected readonly lines = computed<readonly Line[]>(() => {
    const [draft, base] = [this.draft(), this.base()];
    return this.fields().map((field, index) => {
      const [value, was] = [shownValue(field, draft), shownValue(field, base)];
      const chosen = new Set(partsOf(value));
      const choices = choicesFor(field, draft);
      return {
        ...{ field, id: `rule-field-${index}`, ...labelOf(field.name), value, was: was === value ? undefined : was },
        wide: ['numbers', 'texts', 'filter'].includes(field.kind),
        ...{ about: kindFor(field, draft), choices },
        options: field.kind === 'texts' ? choices.map((name) => ({ name, on: chosen.has(name) })) : [],
      };
    });
  });

  /** Kinds of records by what they are called; everything else by its name. */
  protected wordOf({ name }: DetectorField, choice: string): string {
    const isKind = name === 'kind' || name.endsWith('.kind');
    return (isKind && KIND_WORDS[choice as FilterKind]) || choice;
  }

  protected set(change: Partial<RuleDraft>): void {
    this.draft.update((draft) => ({ ...draft, ...change }));
  }

  /** Puts a choice in, or takes it out; the others keep their order, a new one comes last. */
  protected toggle({ name }: DetectorField, choice: string): void {
    const parts = partsOf(this.draft().parameters[name] ?? '');
    const kept = parts.filter((part) => part !== choice);
    this.setField(name, (kept.length < parts.length ? kept : [...parts, choice]).join(', '));
  }

  protected setField(name: string, text: string): void {
    this.draft.update((draft) => withValue(draft, this.fields(), name, text));
  }
}
