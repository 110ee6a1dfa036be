import { LiveAnnouncer } from '@angular/cdk/a11y';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import type { Operation } from '../../graphql/operation';
import type { RuleFields, RulePageResult } from '../../graphql/generated/operations';
import { FakeUrl } from '../../testing/fake-url';
import { teachLayers } from '../../testing/layers';
import { RulesPage } from './rules';

const FIELDS = [
  {
    name: 'ports',
    kind: 'whole',
    about: 'distinct ports',
    least: 1,
    most: 65_536,
    above: false,
    choices: [],
    fallback: null,
    kindBy: null,
    choicesOf: [],
  },
  {
    name: 'severity',
    kind: 'choice',
    about: '',
    least: null,
    most: null,
    above: false,
    choices: ['low', 'high'],
    fallback: null,
    kindBy: null,
    choicesOf: [],
  },
];

const PLAIN = { about: '', least: null, most: null, above: false, kindBy: null, choicesOf: [] };
const GENERIC = [
  {
    name: 'when',
    kind: 'filter',
    about: '',
    least: null,
    most: null,
    above: false,
    choices: [],
    fallback: '""',
    kindBy: null,
    choicesOf: [],
  },
  {
    name: 'by',
    kind: 'texts',
    about: '',
    least: null,
    most: null,
    above: false,
    choices: ['src.ip', 'app'],
    fallback: '[]',
    kindBy: null,
    choicesOf: [],
  },
  {
    name: 'severity',
    kind: 'choice',
    about: '',
    least: null,
    most: null,
    above: false,
    choices: ['low', 'medium'],
    fallback: null,
    kindBy: null,
    choicesOf: [],
  },
];

/** Test cases as the file of a rule holds them. */
const FILED = [
  { name: 'Monday', expects: 'alert', scope: { sensor: 'edge-1', timeline: 'live' }, records: [{ n: 1 }] },
];
type KeptCase = NonNullable<RulePageResult['rule']>['cases'][number];

describe('the page of rules', () => {
  let fixture: ComponentFixture<RulesPage>;
  let element: HTMLElement;
  let permissions: readonly string[];
  let refusal: ApiError | undefined;
  let rule: RuleFields;
  let ports: number[];
  let fields: readonly unknown[];
  let cases: readonly KeptCase[];
  const asked: { readonly name: string; readonly variables: Readonly<Record<string, unknown>> }[] = [];

  const version = (number: number) => ({
    ...{ version: number, writtenByName: 'bea', writtenAt: '2026-11-21T08:00:00Z', name: 'Scans', severity: 'high' },
    ...{ technique: 'T1046', description: 'why', cooldownSeconds: 600 },
    parameters: JSON.stringify({ ports: ports[number - 1], severity: 'high' }),
  });
  /** A server that keeps one rule. */
  const answers: Readonly<Record<string, (variables: Readonly<Record<string, unknown>>) => unknown>> = {
    RuleList: () => ({ rules: [rule] }),
    Detectors: () => ({
      detectors: [
        {
          ...{ id: 'vertical-scan', title: 'Port scan', counts: 'c', algorithm: 'a', source: 's', limits: 'l' },
          ...{ lookAlikes: 'x', fields: FIELDS },
        },
        {
          ...{ id: 'generic', title: 'Generic rule', counts: 'g', algorithm: 'a', source: 's', limits: 'l' },
          ...{ lookAlikes: 'x', fields },
        },
      ],
    }),
    RuleHits: () => ({
      ruleHits: [
        { rule: 'scan', bars: [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1], total: 3, truePositives: 1, falsePositives: 1 },
      ],
    }),
    RulePage: () => ({
      rule: { rule, versions: ports.map((_one, at) => version(ports.length - at)), changes: [], cases },
    }),
    TestRule: ({ version: tried }) => {
      const tested = { version: tried as number, passed: 1, failed: 1, unfit: 0, at: '2026-11-21T09:00:00Z' };
      rule = { ...rule, revision: rule.revision + 1, tested };
      cases = cases.map((one, n) => ({ ...one, outcome: n === 0 ? 'passed' : 'failed', raised: 0 }));
      return { done: { position: '11', entity: rule } };
    },
    DropRuleCase: ({ case: id }) => {
      cases = cases.filter((one) => one.id !== id);
      rule = { ...rule, revision: rule.revision + 1, cases: cases.length };
      return { done: { position: '12', entity: rule } };
    },
    KeepRuleCase: () => ({ done: { position: '13', entity: { ...rule, revision: 8 } } }),
    RuleCaseFile: () => ({ ruleCaseFile: JSON.stringify(FILED) }),
    DraftRule: ({ parameters }) => {
      ports = [...ports, (JSON.parse(parameters as string) as { ports: number }).ports];
      rule = { ...rule, latestVersion: ports.length, revision: rule.revision + 1 };
      return { done: { position: '9', entity: rule } };
    },
    PublishRule: ({ version: published }) => {
      rule = { ...rule, state: 'published', version: published as number, revision: rule.revision + 1 };
      return { done: { position: '10', entity: rule } };
    },
  };
  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: unknown) => {
      const given = variables as Readonly<Record<string, unknown>>;
      asked.push({ name: op.name, variables: given });
      if (op.kind === 'mutation' && refusal) return Promise.reject(refusal);
      return Promise.resolve(answers[op.name]?.(given));
    },
  };

  beforeEach(() => {
    asked.length = 0;
    refusal = undefined;
    ports = [10];
    fields = GENERIC;
    rule = {
      ...{ id: 'scan', name: 'Scans', set: 'recommended', kind: 'port_scan_vertical', detector: 'vertical-scan' },
      ...{ severity: 'high', technique: 'T1046', state: 'published', version: 1, latestVersion: 1, revision: 2 },
      ...{ changedByName: 'bea', changedAt: '2026-11-21T08:00:00Z', cases: 0, tested: null },
    };
    cases = [];
    permissions = ['rules.read', 'rules.write', 'rules.publish', 'alerts.read'];
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        { provide: UrlState, useValue: new FakeUrl() },
        { provide: Gateway, useValue: gateway },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
        {
          provide: Session,
          useValue: {
            can: (permission: string) => permissions.includes(permission),
            asksForFactor: () => true,
            viewer: () => ({ id: 'u1' }),
          },
        },
      ],
    });
  });
  afterEach(() => element.remove());

  async function show(): Promise<void> {
    fixture = TestBed.createComponent(RulesPage);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await settle();
  }
  async function settle(): Promise<void> {
    for (let i = 0; i < 3; i++) {
      await fixture.whenStable();
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  const input = (label: string) => {
    const found = [...element.querySelectorAll('label')].find(({ textContent }) =>
      textContent?.trim().startsWith(label),
    );
    return element.querySelector<HTMLInputElement>(`#${found?.getAttribute('for')}`) as HTMLInputElement;
  };
  async function type(label: string, text: string): Promise<void> {
    input(label).value = text;
    input(label).dispatchEvent(new Event('input'));
    await settle();
  }
  const button = (label: string) =>
    [...element.querySelectorAll('button')].find(({ textContent }) => textContent?.trim().startsWith(label));
  async function press(label: string): Promise<void> {
    button(label)?.click();
    await settle();
  }
  const alert = () => element.querySelector('[role=alert]')?.textContent?.replace(/\s+/g, ' ').trim();
  const sent = (name: string) => asked.filter((one) => one.name === name).map(({ variables }) => variables);

  it('tells how often a rule fired, and how its alerts were judged', async () => {
    await show();
    expect(element.querySelector('.row')?.textContent).toMatch(/3\s+alerts in this range/);
    expect(element.querySelector('.under')?.textContent).toContain('3 alerts in this range, 1 of 2 judged true');
    expect(element.querySelectorAll('wl-hit-bars rect')).toHaveLength(2);
  });

  it('marks what differs from the version that is live, saves it, and then offers to publish', async () => {
    await show();
    expect(button('Publish')?.disabled).toBe(true);
    await type('Ports', '25');
    expect(input('Ports').classList).toContain('changed');
    expect(element.querySelector('s')?.textContent).toBe('10');
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 's', ctrlKey: true, cancelable: true }));
    await settle();
    expect(sent('DraftRule')).toMatchObject([
      { id: 'scan', seen: 2, name: 'Scans', technique: 'T1046', parameters: '{"ports":25,"severity":"high"}' },
    ]);
    expect(element.querySelector('header')?.textContent).toContain('Draft v2');
    expect(input('Ports').value).toBe('25');
    await press('Publish');
    expect(sent('PublishRule')).toMatchObject([{ id: 'scan', seen: 3, version: 2 }]);
    expect(element.querySelector('header')?.textContent).toContain('Live v2');
  });

  it('saves before it publishes, on the revision that saving made', async () => {
    await show();
    await type('Ports', '30');
    await press('Publish');
    expect(sent('DraftRule')).toHaveLength(1);
    expect(sent('PublishRule')).toMatchObject([{ seen: 3, version: 2 }]);
  });

  it('sends nothing that does not fit, and says what it wants', async () => {
    await show();
    await type('Ports', '0');
    await press('Save draft');
    expect(alert()).toContain('Ports: at least 1.');
    expect(sent('DraftRule')).toEqual([]);
    expect(input('Ports').value).toBe('0');
    await press('Discard');
    expect(input('Ports').value).toBe('10');
    expect(alert()).toBeUndefined();
  });

  it('keeps what was written when somebody else was first, and says who', async () => {
    await show();
    await type('Ports', '40');
    refusal = new ApiError('RULE_CONFLICT', 'Somebody else changed this rule first.', { by: 'bea' });
    await press('Save draft');
    expect(alert()).toMatch(/Somebody else changed this rule first\. By bea\./);
    expect(input('Ports').value).toBe('40');
  });

  it('a copy is a new rule, written only when it is saved', async () => {
    await show();
    await press('Copy');
    expect(element.querySelector('header')?.textContent).toContain('not saved');
    expect(sent('DraftRule')).toEqual([]);
    await press('Save draft');
    expect(sent('DraftRule')).toMatchObject([{ id: expect.stringMatching(/^own-/), seen: 0, name: 'Scans, copy' }]);
  });

  it('begins a rule of an expression, tells its mistake with the mend, and saves what is right', async () => {
    await show();
    element.querySelector<HTMLButtonElement>('button[aria-label="New rule"]')?.click();
    await settle();
    expect(element.querySelector('header')?.textContent).toContain('New rule');
    expect(element.querySelector('.about h3')?.textContent).toBe('Generic rule');
    await type('Name', 'Telnet');
    await type('When', 'dport = 23');
    expect(element.querySelector('wl-expression-told [role=alert]')?.textContent).toContain('There is no field');
    await press('Save draft');
    expect(sent('DraftRule')).toEqual([]);
    expect(alert()).toContain('not understood at character 1');
    await press('Use');
    expect(input('When').value).toBe('dst.port = 23');
    element.querySelector<HTMLInputElement>('.option input')?.click();
    await settle();
    await press('Save draft');
    expect(sent('DraftRule')).toMatchObject([
      { seen: 0, name: 'Telnet', detector: 'generic', id: expect.stringMatching(/^own-/) },
    ]);
    expect(JSON.parse(sent('DraftRule')[0]?.['parameters'] as string)).toEqual({
      ...{ when: 'dst.port = 23', by: ['src.ip'], severity: 'medium' },
    });
  });

  it('offers what goes with the kind of records that a rule is about, and completes by it', async () => {
    fields = [
      { ...PLAIN, name: 'kind', kind: 'choice', choices: ['flow', 'dns'], fallback: '"flow"' },
      { ...PLAIN, name: 'when', kind: 'filter', choices: [], fallback: '""', kindBy: 'kind' },
      {
        ...{ ...PLAIN, name: 'measure', kind: 'choice', choices: ['flows', 'lookups'], fallback: null, kindBy: 'kind' },
        choicesOf: [
          { kind: 'flow', choices: ['flows'] },
          { kind: 'dns', choices: ['lookups'] },
        ],
      },
      ...GENERIC.slice(-1),
    ];
    await show();
    element.querySelector<HTMLButtonElement>('button[aria-label="New rule"]')?.click();
    await settle();
    const choices = (label: string) =>
      [...(input(label) as unknown as HTMLSelectElement).options].map(({ text }) => text.trim());
    expect([choices('Kind'), choices('Measure')]).toEqual([['flows', 'lookups'], ['flows']]);
    await type('Name', 'Tunnels');
    const kind = input('Kind') as unknown as HTMLSelectElement;
    kind.value = 'dns';
    kind.dispatchEvent(new Event('change'));
    await settle();
    expect(choices('Measure')).toEqual(['lookups']);
    const when = input('When') as unknown as HTMLTextAreaElement;
    when.value = 'dns.ty';
    when.setSelectionRange(6, 6);
    when.dispatchEvent(new Event('input'));
    await settle();
    const offers = () => [...element.querySelectorAll('[role=option] .text')].map((one) => one.textContent.trim());
    expect(offers()).toEqual(['dns.type']);
    for (const key of ['ArrowDown', 'Enter'])
      when.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
    await settle();
    expect(when.value).toBe('dns.type ');
    await type('When', 'dns.type = TXT');
    expect(element.querySelector('wl-expression-told')?.textContent).toContain(
      'Lookups where the type of the lookup is TXT.',
    );
    await press('Save draft');
    expect(JSON.parse(sent('DraftRule')[0]?.['parameters'] as string)).toEqual({
      ...{ kind: 'dns', when: 'dns.type = TXT', measure: 'lookups', severity: 'medium' },
    });
  });

  it('takes a rule from a file as one’s own, and says what is wrong with a file', async () => {
    await show();
    const file = element.querySelector<HTMLInputElement>('input[type=file]') as HTMLInputElement;
    const give = async (text: string) => {
      Object.defineProperty(file, 'files', { value: [new File([text], 'rule.json')], configurable: true });
      Object.defineProperty(file, 'value', { value: '', writable: true, configurable: true });
      file.dispatchEvent(new Event('change'));
      await settle();
      await settle();
    };
    const rule = { name: 'From afar', detector: 'generic', cooldownSeconds: 60 };
    await give('{');
    expect(alert()).toContain('no JSON');
    await give(JSON.stringify({ ...rule, detector: 'magic', parameters: {} }));
    expect(alert()).toContain('There is no detector “magic” here.');
    await give(JSON.stringify({ ...rule, parameters: { when: 'dport = 1' } }));
    expect(alert()).toContain('When: not understood at character 1');
    await give(JSON.stringify({ ...rule, parameters: { when: 'app = dns', by: ['app'], severity: 'low' } }));
    expect(alert()).toBeUndefined();
    expect(element.querySelector('header')?.textContent).toContain('not saved');
    expect([input('Name').value, input('When').value]).toEqual(['From afar', 'app = dns']);
    await press('Save draft');
    expect(sent('DraftRule')).toMatchObject([{ seen: 0, name: 'From afar', detector: 'generic', cooldownSeconds: 60 }]);
  });

  it('hands a rule out as a file that can be taken again', async () => {
    await show();
    const made: Blob[] = [];
    const urls = { createObjectURL: (blob: Blob) => `blob:${made.push(blob)}`, revokeObjectURL: () => undefined };
    const before = { ...{ createObjectURL: URL.createObjectURL, revokeObjectURL: URL.revokeObjectURL } };
    Object.assign(URL, urls);
    const clicked = jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      expect(this.download).toBe('scans.json');
    });
    try {
      element.querySelector<HTMLButtonElement>('button[aria-label="Export the rule"]')?.click();
      await settle();
      expect(clicked).toHaveBeenCalledTimes(1);
      const reader = new FileReader();
      const text = await new Promise<string>((resolve) => {
        reader.onload = () => resolve(reader.result as string);
        reader.readAsText(made[0] as Blob);
      });
      expect(JSON.parse(text)).toMatchObject({ name: 'Scans', detector: 'vertical-scan', parameters: { ports: 10 } });
    } finally {
      clicked.mockRestore();
      Object.assign(URL, before);
    }
  });

  describe('with test cases', () => {
    let forget: () => void;
    beforeAll(() => (forget = teachLayers()));
    afterAll(() => forget());
    const told = (selector: string) =>
      [...element.querySelectorAll(`wl-rule-cases ${selector}`)].map(({ textContent }) =>
        textContent?.replace(/\s+/g, ' ').trim(),
      );
    beforeEach(() => {
      const kept = { records: 3, keptByName: 'bea', keptAt: '2026-11-21T08:00:00Z', outcome: null, raised: null };
      cases = [
        { ...kept, id: 'c1', name: 'Monday', expects: 'alert', alert: 'a1' },
        { ...kept, id: 'c2', name: 'Backup', expects: 'silence', alert: null, records: 1 },
      ];
      rule = { ...rule, cases: 2, latestVersion: 2 };
      ports = [10, 20];
      permissions = [...permissions, 'rules.test'];
    });

    it('tries the newest version on them, and tells what each made of it', async () => {
      await show();
      expect(told('.name')).toEqual(['Monday', 'Backup']);
      expect(told('p.second')).toEqual(['must raise, 3 records of an alert: Monday', 'must not raise, 1 record']);
      expect(told('.tag')).toEqual([]);
      await press('Test v2');
      expect(sent('TestRule')).toEqual([{ id: 'scan', version: 2, key: expect.any(String) as string }]);
      expect(told('.tag')).toEqual(['passed', 'failed']);
      expect(told('.caption')).toEqual(['v2: 1 of 2 passed']);
    });

    it('publishes a version that failed one for a reason alone', async () => {
      await show();
      refusal = new ApiError('RULE_TESTS_FAILED', '1 of 2 test cases failed.');
      await press('Publish');
      const sheet = () => document.querySelector('wl-publish-sheet');
      expect(sheet()?.textContent).toContain('1 of 2 test cases failed.');
      refusal = undefined;
      const reason = sheet()?.querySelector('textarea') as HTMLTextAreaElement;
      reason.value = 'the backup has moved';
      reason.dispatchEvent(new Event('input'));
      await settle();
      sheet()
        ?.querySelector('form')
        ?.dispatchEvent(new Event('submit', { cancelable: true }));
      await settle();
      expect(sent('PublishRule').at(-1)).toMatchObject({ version: 2, seen: 2, despite: 'the backup has moved' });
      expect(sheet()).toBeNull();
      expect(rule).toMatchObject({ state: 'published', version: 2 });
      expect(element.querySelector('.middle [role=alert]')).toBeNull();
    });

    it('takes one out for a reason', async () => {
      await show();
      element.querySelector<HTMLButtonElement>('[aria-label="Take out: Backup"]')?.click();
      await settle();
      const sheet = element.querySelector('wl-reason-sheet');
      const reason = sheet?.querySelector('textarea') as HTMLTextAreaElement;
      reason.value = 'told twice';
      reason.dispatchEvent(new Event('input'));
      await settle();
      sheet?.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
      await settle();
      expect(sent('DropRuleCase')).toMatchObject([{ id: 'scan', seen: 2, case: 'c2', reason: 'told twice' }]);
      expect(told('.name')).toEqual(['Monday']);
    });

    it('a rule of a file is saved with them', async () => {
      await show();
      const file = element.querySelector<HTMLInputElement>('input[type=file]') as HTMLInputElement;
      const given = async (filed: unknown) => {
        const text = {
          name: 'Scans',
          detector: 'vertical-scan',
          cooldownSeconds: 600,
          parameters: { ports: 9, severity: 'low' },
        };
        const blob = new File([JSON.stringify({ ...text, cases: filed })], 'rule.json');
        Object.defineProperty(file, 'files', { value: [blob], configurable: true });
        file.dispatchEvent(new Event('change'));
        await settle();
      };
      await given([{ name: 'Monday', expects: 'noise' }]);
      expect(alert()).toContain('number 1 needs “name”');
      await given(FILED);
      await press('Save draft');
      const { scope, records } = FILED[0] as (typeof FILED)[number];
      const order = { name: 'Monday', expects: 'alert', records: JSON.stringify({ scope, records }) };
      expect(sent('KeepRuleCase')).toMatchObject([{ ...order, id: rule.id, seen: rule.revision }]);
    });
  });

  it('goes between form and text, and stays where the text is no rule', async () => {
    await show();
    await type('Ports', '50');
    await press('Text');
    const text = element.querySelector<HTMLTextAreaElement>('#rule-text') as HTMLTextAreaElement;
    expect(JSON.parse(text.value)).toMatchObject({ name: 'Scans', parameters: { ports: 50 } });
    text.value = text.value.replace('50', '"many"');
    await press('Form');
    expect(alert()).toContain('Ports: “many” is no number.');
    text.value = text.value.replace('"many"', '60');
    await press('Form');
    expect(input('Ports').value).toBe('60');
  });

  it('lets read alone who may not write', async () => {
    permissions = ['rules.read'];
    await show();
    expect(input('Ports').readOnly).toBe(true);
    expect(button('Save draft')).toBeUndefined();
    expect(element.querySelector('footer')?.textContent).toContain('You may read rules, not change them.');
    expect(sent('RuleHits')).toEqual([]);
  });
});
