import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { validate } from '@angular/forms/signals';
import { entryForm } from './entry-form';
import { FORM_PARTS } from './form-parts';
import { shortText, wanted } from './rules';

@Component({
  selector: 'wl-form-of-two',
  imports: [...FORM_PARTS],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form [formRoot]="entry">
      <p role="alert">{{ refusal() }}</p>
      <input id="name" [formField]="entry.name" />
      <wl-field-problem [of]="entry.name" control="name" />
      <input id="most" type="number" describedBy="hint" [formField]="entry.most" />
      <wl-field-problem [of]="entry.most" control="most" />
      <input id="least" type="number" [formField]="entry.least" />
      <button type="submit">Send</button>
    </form>
  `,
})
class FormOfTwo {
  readonly sent: string[] = [];
  /** What the API says of the next that is sent. */
  answer = '';
  readonly refusal = signal('');
  readonly asked = signal({ name: '', least: 1, most: 5 });
  readonly entry = entryForm(
    this.asked,
    ({ name, least, most }) => {
      wanted(name, 'A name is wanted.');
      shortText(name, 8);
      validate(most, ({ value, valueOf }) =>
        value() < valueOf(least) ? { kind: 'bounds', message: 'Less than the least.' } : undefined,
      );
    },
    () => {
      this.sent.push(this.asked().name);
      this.refusal.set(this.answer);
      return Promise.resolve();
    },
    () => this.refusal.set(''),
  );
}

describe('an entry form', () => {
  let fixture: ComponentFixture<FormOfTwo>;
  let element: HTMLElement;

  beforeEach(async () => {
    fixture = TestBed.createComponent(FormOfTwo);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await fixture.whenStable();
  });
  afterEach(() => element.remove());

  const field = (id: string) => element.querySelector(`#${id}`) as HTMLInputElement;
  const said = (id: string) => element.querySelector(`#${id}-problem`)?.textContent ?? '';
  const fill = async (id: string, text: string) => {
    field(id).value = text;
    field(id).dispatchEvent(new Event('input', { bubbles: true }));
    await fixture.whenStable();
  };
  const leave = async (id: string) => {
    field(id).dispatchEvent(new Event('blur'));
    await fixture.whenStable();
  };
  const send = async () => {
    element.querySelector('button')?.click();
    await fixture.whenStable();
  };

  it('sends what meets its rules, once', async () => {
    await fill('name', 'ada');
    await send();
    expect(fixture.componentInstance.sent).toEqual(['ada']);
    expect([field('name').required, field('name').maxLength]).toEqual([true, 8]);
  });

  it('says nothing to who passes by, and what is missing to who sends', async () => {
    await leave('name');
    expect(said('name')).toBe('');
    await send();
    expect(fixture.componentInstance.sent).toEqual([]);
    expect(said('name')).toBe('A name is wanted.');
    expect(field('name').getAttribute('aria-invalid')).toBe('true');
    expect(field('name').getAttribute('aria-describedby')).toBe('name-problem');
    expect(document.activeElement).toBe(field('name'));
    await fill('name', 'ada');
    expect([said('name'), field('name').getAttribute('aria-invalid')]).toEqual(['', null]);
  });

  it('takes blanks for nothing, and says so when the field is left', async () => {
    await fill('name', '  ');
    expect(said('name')).toBe('');
    await leave('name');
    expect(said('name')).toBe('A name is wanted.');
  });

  it('says at once what no further letter mends, also when another field made it wrong', async () => {
    expect(field('most').getAttribute('aria-describedby')).toBe('hint');
    await fill('least', '7');
    expect(said('most')).toBe('Less than the least.');
    expect(field('most').getAttribute('aria-describedby')).toBe('most-problem hint');
    await fill('name', 'ada');
    await send();
    expect(fixture.componentInstance.sent).toEqual([]);
    expect(document.activeElement).toBe(field('most'));
    await fill('most', '7');
    await send();
    expect(fixture.componentInstance.sent).toEqual(['ada']);
  });

  describe('that was refused', () => {
    const refusal = () => element.querySelector('[role=alert]')?.textContent;

    beforeEach(async () => {
      await fill('name', 'ada');
      fixture.componentInstance.answer = 'There is an ada already.';
      await send();
      expect(refusal()).toBe('There is an ada already.');
    });

    it('says so no more once somebody goes on entering, in whichever field', async () => {
      await leave('name');
      expect(refusal()).toBe('There is an ada already.');
      await fill('most', '9');
      expect(refusal()).toBe('');
    });

    it('says so no more when something is sent that breaks a rule by now', async () => {
      fixture.componentInstance.asked.set({ name: '', least: 1, most: 5 });
      await fixture.whenStable();
      expect(refusal()).toBe('There is an ada already.');
      await send();
      expect([refusal(), said('name')]).toEqual(['', 'A name is wanted.']);
    });

    it('says what comes of the next that is sent', async () => {
      fixture.componentInstance.answer = 'Nor is that possible.';
      await send();
      expect(refusal()).toBe('Nor is that possible.');
    });
  });
});
