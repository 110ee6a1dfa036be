import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { formatCount } from '../../format/numbers';
import { formatMoment } from '../../format/times';
import { EnrichmentServices } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';

/** Where each is switched on that takes no key. */
const VARIABLES: Readonly<Record<string, string>> = { rdap: 'RDAP_FOLDER', whois: 'WHOIS_SERVER' };

/** Services outside that can be asked what they think of an address or a name: which are on, how often they were asked, what is wrong. */
@Component({
  selector: 'wl-outside-services',
  imports: [Icon, QueryState, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'panel', role: 'region', 'aria-labelledby': 'outside-title' },
  template: `<div class="panel-head">
      <h3 id="outside-title">Services outside</h3>
      <span class="caption">asked on a person’s word alone; whoever is asked learns the value</span>
    </div>
    <wl-query-state [query]="state" what="The services" [rows]="4" />
    @if (rows().length > 0) {
      <div class="scroll" role="region" aria-label="Services outside, table" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col">State</th>
              <th scope="col">Knows</th>
              <th scope="col">Asked today</th>
              <th scope="col">Who learns it</th>
            </tr>
          </thead>
          <tbody>
            @for (row of rows(); track row.id) {
              <tr>
                <td>{{ row.title }}</td>
                <td>
                  <span class="state" [class.ok]="row.look === 'ok'" [class.bad]="row.look === 'bad'"
                    ><wl-icon [name]="row.icon" />{{ row.said }}</span
                  >
                </td>
                <td>{{ row.knows }}</td>
                <td class="num">{{ row.used }}</td>
                <td><wl-wire [text]="row.host" /></td>
              </tr>
              @if (row.problem; as problem) {
                <tr class="problem">
                  <td colspan="5"><wl-icon name="warning" /> <wl-wire [text]="problem" [fit]="false" /></td>
                </tr>
              }
            }
          </tbody>
        </table>
      </div>
    }`,
  styles: `
    .scroll {
      overflow: auto;
    }
    table {
      width: 100%;
      min-width: 640px;
      border-collapse: collapse;
      font: var(--type-table);
    }
    th {
      height: 28px;
      padding: 0 var(--space-12);
      color: var(--text-3);
      font: var(--type-label);
      text-align: left;
    }
    td {
      height: 34px;
      padding: 0 var(--space-12);
      border-top: var(--line) solid var(--grid);
    }
    th:first-child,
    td:first-child {
      padding-left: var(--panel-pad);
    }
    .state {
      --icon-size: 14px;
      display: inline-flex;
      align-items: center;
      gap: 6px;
      color: var(--text-2);
    }
    .state.ok {
      color: var(--ok);
    }
    .state.bad {
      color: var(--error);
    }
    .problem wl-icon {
      --icon-size: 14px;
      margin-right: var(--space-4);
      vertical-align: -2px;
    }
    .problem td {
      height: auto;
      padding-bottom: var(--space-8);
      border-top: 0;
      color: var(--text-2);
    }
  `,
})
export class OutsideServices {
  private readonly preferences = inject(Preferences);
  protected readonly state = query(
    EnrichmentServices,
    () => ({}),
    ({ enrichmentServices }) => enrichmentServices,
  );
  protected readonly rows = computed(() =>
    (this.state.value() ?? []).map((service) => ({
      ...service,
      ...this.standing(service),
      knows: [service.addresses ? 'addresses' : '', service.names ? 'names' : ''].filter(Boolean).join(', '),
      used: service.on ? `${formatCount(service.usedToday)} of ${formatCount(service.perDay)}` : '—',
    })),
  );

  private standing({ id, on, problem, pausedUntil }: NonNullable<ReturnType<typeof this.state.value>>[number]) {
    if (!on) return { said: `off; ${VARIABLES[id] ?? 'its key'} switches it on`, look: 'off', icon: 'minus' } as const;
    if (problem !== null) return { said: 'cannot be asked', look: 'bad', icon: 'warning' } as const;
    if (pausedUntil === null) return { said: 'on', look: 'ok', icon: 'check' } as const;
    const until = formatMoment(Date.parse(pausedUntil), this.preferences.zone(), Date.now(), false);
    return { said: `left alone until ${until}`, look: 'off', icon: 'pause' } as const;
  }
}
