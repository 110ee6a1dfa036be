import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { emptyDraft } from './rule-draft';
import { RuleForm } from './rule-form';

it('keeps what was entered before the page has drawn it', async () => {
  TestBed.configureTestingModule({ providers: [provideRouter([])] });
  const fixture = TestBed.createComponent(RuleForm);
  const draft = emptyDraft([]);
  for (const [name, value] of Object.entries({ draft, base: draft, fields: [] }))
    fixture.componentRef.setInput(name, value);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const enter = (selector: string, text: string): void => {
    const field = element.querySelector<HTMLInputElement>(selector) as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new Event('input'));
  };
  enter('#rule-description', 'what it means');
  enter('#rule-technique', 'T1046');
  expect(fixture.componentInstance.draft()).toMatchObject({ description: 'what it means', technique: 'T1046' });
  fixture.destroy();
});
