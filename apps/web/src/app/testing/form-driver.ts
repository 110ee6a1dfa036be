import type { Type } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';

/** Fills a form in as a person does it, and reads what stands at its fields. */
export class FormDriver<T> {
  private constructor(
    readonly fixture: ComponentFixture<T>,
    readonly element: HTMLElement,
  ) {}

  /** Draws a component in the page. */
  static async show<T>(type: Type<T>, inputs: Readonly<Record<string, unknown>> = {}): Promise<FormDriver<T>> {
    const fixture = TestBed.createComponent(type);
    for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
    const element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await fixture.whenStable();
    return new FormDriver(fixture, element);
  }

  /** @throws Error when there is none */
  field(id: string): HTMLInputElement {
    const found = this.element.querySelector<HTMLInputElement>(`#${id}`);
    if (!found) throw new Error(`there is no field ${id}`);
    return found;
  }

  type(id: string, text: string): void {
    this.field(id).value = text;
    this.field(id).dispatchEvent(new Event('input', { bubbles: true }));
  }

  async leave(id: string): Promise<void> {
    this.field(id).dispatchEvent(new Event('blur'));
    await this.settled();
  }

  /** A button, by what stands on it or by its label. @throws Error when there is none */
  button(words: string): HTMLButtonElement {
    const found = [...this.element.querySelectorAll('button')].find(
      (one) => (one.getAttribute('aria-label') ?? one.textContent).trim() === words,
    );
    if (!found) throw new Error(`there is no button ${words}`);
    return found;
  }

  async press(words: string): Promise<void> {
    this.button(words).click();
    await this.settled();
  }

  async settled(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) {
      await this.fixture.whenStable();
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** What stands at a field against it; '' = nothing. @throws Error when screen readers are told something else */
  problem(id: string): string {
    const [field, line] = [this.field(id), this.element.querySelector(`#${id}-problem`)];
    const described = (field.getAttribute('aria-describedby') ?? '').split(' ').includes(`${id}-problem`);
    const wrong = field.getAttribute('aria-invalid') === 'true';
    if (described !== !!line || wrong !== !!line)
      throw new Error(`${id} is ${wrong ? '' : 'not '}marked as wrong, but its line is ${line ? '' : 'not '}there`);
    return line?.textContent.trim() ?? '';
  }

  /** Id of what has the focus. */
  get focused(): string {
    return document.activeElement?.id ?? '';
  }

  remove(): void {
    this.element.remove();
  }
}
