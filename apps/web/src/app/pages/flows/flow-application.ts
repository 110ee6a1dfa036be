import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import { formatClock } from '../../format/times';
import { type DnsWhere, FactsOfFlow, type FlowRow, RelatedLookups } from '../../graphql/generated/operations';
import { NameChip } from '../../ui/name-chip';
import { EmptyBox, QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { FactLines, type FactSection } from '../facts/fact-lines';
import { httpSections } from '../http/http-lines';
import { signInSections } from '../sign-ins/sign-in-lines';
import { tlsSections } from '../tls/tls-lines';

/** Facts of each kind that are read; a connection that is kept open may carry thousands. */
const MOST = 20;

interface Said {
  readonly id: string;
  readonly kind: string;
  readonly time: string;
  readonly sections: readonly FactSection[];
}

/** What was said in a flow: lookups, TLS handshakes, HTTP requests, attempts to sign in. */
@Component({
  selector: 'wl-flow-application',
  imports: [EmptyBox, FactLines, NameChip, QueryState, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-query-state [query]="facts" what="What was said" [rows]="6" />
    @for (one of said(); track one.id) {
      <h2>
        {{ one.kind }} <span class="mono muted">{{ one.time }}</span>
      </h2>
      <wl-fact-lines [sections]="one.sections" />
    }
    @if (more() > 0) {
      <section>
        <p class="second">{{ more() }} more are in the lists of TLS, HTTP and sign-ins.</p>
      </section>
    }
    @if (nothing()) {
      <wl-empty
        title="Nothing was read in this flow"
        reason="It carried no lookup, handshake, request or sign-in that a decoder knows, or they are no longer stored."
        [widen]="false"
      />
    }
    @if (hasLookups()) {
      <section>
        <h3>
          Related lookups
          @if (lookups.value(); as page) {
            <span class="muted count num">{{ page.count }}</span>
          }
        </h3>
        <wl-query-state [query]="lookups" what="Lookups" [rows]="3" />
        @for (row of lookupRows(); track row.id) {
          <div class="lookup">
            <span class="mono muted">{{ row.time }}</span>
            <span class="what"><wl-name [name]="row.name" /></span>
            <span class="muted">{{ row.qtype }} · {{ row.rcode }}</span>
            @if (row.answers.length > 0) {
              <ul class="answers">
                @for (answer of row.answers; track $index) {
                  <li class="mono">
                    <span class="muted">{{ answer.type }}</span> <wl-wire [text]="answer.data" />
                  </li>
                }
                @if (row.more > 0) {
                  <li class="muted">… {{ row.more }} more</li>
                }
              </ul>
            }
          </div>
        }
        @if (lookups.value()?.rows?.length === 0) {
          <p class="second">None stored.</p>
        }
      </section>
    }
  `,
  styleUrl: './flow-application.css',
})
export class FlowApplication {
  private readonly preferences = inject(Preferences);
  private readonly range = inject(RangeState);
  readonly flow = input.required<FlowRow>();

  private readonly where = computed(() => ({ flow: this.flow().id }), { equal: (a, b) => a.flow === b.flow });
  protected readonly facts = query(
    FactsOfFlow,
    () => ({ tls: this.where(), http: this.where(), auth: this.where(), first: MOST }),
    (result) => result,
    () => this.flow().id,
  );
  protected readonly said = computed<readonly Said[]>(() => {
    const found = this.facts.value();
    if (!found) return [];
    const zone = this.preferences.zone();
    const now = this.range.now();
    const at = (time: string): string => formatClock(Date.parse(time), zone, true);
    return [
      ...found.tlsHandshakes.rows.map((fact) => ({ fact, kind: 'TLS', sections: tlsSections(fact, zone, now) })),
      ...found.httpTransactions.rows.map((fact) => ({ fact, kind: 'HTTP', sections: httpSections(fact) })),
      ...found.authAttempts.rows.map((fact) => ({ fact, kind: 'Sign-in', sections: signInSections(fact) })),
    ]
      .sort((a, b) => (a.fact.time < b.fact.time ? -1 : 1))
      .map(({ fact, kind, sections }) => ({ id: `${kind} ${fact.id}`, kind, time: at(fact.time), sections }));
  });
  protected readonly more = computed(() => {
    const found = this.facts.value();
    if (!found) return 0;
    return [found.tlsHandshakes, found.httpTransactions, found.authAttempts].reduce(
      (sum, { count, rows }) => sum + count - rows.length,
      0,
    );
  });
  protected readonly nothing = computed(
    () => this.facts.value() !== undefined && this.said().length === 0 && !this.hasLookups(),
  );

  private readonly lookupsOf = computed<DnsWhere | undefined>(
    () => {
      const flow = this.flow();
      if (flow.app === 'dns' || flow.app === 'mdns' || flow.app === 'llmnr') return { flow: flow.id };
      if (flow.domain === null) return undefined;
      const end = Date.parse(flow.start);
      return {
        client: [flow.src],
        name: [flow.domain],
        range: { from: new Date(end - 86_400_000).toISOString(), to: new Date(end + 1000).toISOString() },
      };
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  protected readonly lookups = query(
    RelatedLookups,
    () => {
      const where = this.lookupsOf();
      return where ? { where, first: 5 } : undefined;
    },
    (result) => result.dnsTransactions,
    () => this.flow().id,
  );
  protected readonly hasLookups = computed(() => this.lookupsOf() !== undefined);

  protected readonly lookupRows = computed(() => {
    const zone = this.preferences.zone();
    return (this.lookups.value()?.rows ?? []).map((row) => ({
      id: row.id,
      time: formatClock(Date.parse(row.time), zone, true),
      name: row.name,
      qtype: row.qtype,
      rcode: row.rcode ?? 'no answer',
      answers: row.answers.slice(0, 4),
      more: row.answerCount - Math.min(4, row.answers.length),
    }));
  });
}
