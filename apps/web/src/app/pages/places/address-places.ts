import { isOnInternet, parseIp } from '@wireledger/kernel';
import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { query } from '../../core/api/query';
import { Session } from '../../core/session/session';
import { coordinatesText, networkText, whereText } from '../../format/places';
import { Places, type PlacesResult } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';

/** An end of something, and what it is called there. */
export interface NamedEnd {
  readonly label: string;
  readonly address: string;
}

type Place = PlacesResult['places'][number];

/** Where addresses are and whose networks they are in, with what that rests on and the links that its licence asks for. */
@Component({
  selector: 'wl-places',
  imports: [Icon, QueryState, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-query-state [query]="found" what="The place" [rows]="2" />
    @if (found.value()) {
      <dl class="facts">
        @for (row of rows(); track row.label) {
          <dt>{{ row.label }}</dt>
          <dd>
            @if (row.hidden) {
              <span class="muted"><wl-icon name="eye-off" /> hidden, like its address</span>
            } @else if (row.where === '' && row.network === '') {
              <span class="muted">{{ row.nothing }}</span>
            } @else {
              @if (row.where) {
                <span class="line" [title]="row.coordinates"><wl-wire [text]="row.where" [fit]="false" /></span>
              }
              @if (row.network) {
                <span class="line muted"><wl-wire [text]="row.network" [fit]="false" /></span>
              }
            }
          </dd>
        }
      </dl>
      @if (sources().length > 0) {
        <p class="sources">
          @for (source of sources(); track source.text) {
            <span [title]="source.title">
              @if (source.url) {
                <a [href]="source.url" target="_blank" rel="noopener noreferrer">{{ source.text }}</a>
              } @else {
                <wl-wire [text]="source.text" />
              }
            </span>
          }
        </p>
      }
    }
  `,
  styles: `
    :host {
      display: block;
    }
    dd {
      min-width: 0;
    }
    .line {
      display: block;
      overflow-wrap: anywhere;
    }
    .muted wl-icon {
      --icon-size: 12px;
    }
    .sources {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--space-12);
      margin-top: var(--space-8);
      color: var(--text-3);
      font: var(--type-caption);
    }
  `,
})
export class AddressPlaces {
  private readonly session = inject(Session);
  /** At most 200. */
  readonly ends = input.required<readonly NamedEnd[]>();

  private readonly key = computed(() => [...new Set(this.ends().map(({ address }) => address))].join(' '));
  protected readonly found = query(
    Places,
    () => (this.key() === '' ? undefined : { addresses: this.key().split(' ') }),
    ({ places }) => places,
    this.key,
  );
  protected readonly rows = computed(() => {
    const places = new Map((this.found.value() ?? []).map((place) => [place.address, place]));
    return this.ends().map(({ label, address }) => this.row(label, address, places.get(address)));
  });
  /** Each data set once; its attribution is what the page has to show, its version stands behind. */
  protected readonly sources = computed(() => {
    const all = (this.found.value() ?? []).flatMap(({ sources }) => sources);
    const shown = all.map(({ name, version, built, attribution }) => ({
      text: attribution?.text ?? name,
      url: attribution && /^https:\/\//.test(attribution.url) ? attribution.url : null,
      title: `${name} ${version}${built === null ? '' : `, made ${built.slice(0, 10)}`}`,
    }));
    return [...new Map(shown.map((source) => [source.text, source])).values()];
  });

  private row(label: string, address: string, place: Place | undefined) {
    const where = place ? whereText(place) : '';
    const network = place ? networkText(place.asn, place.organisation) : '';
    const bytes = parseIp(address);
    return {
      ...{ label, where, network },
      nothing: bytes && !isOnInternet(bytes) ? 'not on the Internet' : 'not known',
      hidden: this.session.viewer()?.masked === true && where === '' && network === '',
      coordinates: place ? coordinatesText(place.latitude, place.longitude) : '',
    };
  }
}
