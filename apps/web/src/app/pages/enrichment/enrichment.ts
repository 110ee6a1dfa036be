import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { validate } from '@angular/forms/signals';
import { query } from '../../core/api/query';
import { declarePage } from '../../core/page';
import { Preferences } from '../../core/preferences';
import { formatCount, formatShare } from '../../format/numbers';
import { formatAgo, formatMoment } from '../../format/times';
import { EnrichmentSources, type EnrichmentSourcesResult } from '../../graphql/generated/operations';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { shortText, wanted } from '../../ui/form/rules';
import { unfinished } from '../../ui/form/value-rules';
import { Icon } from '../../ui/icon';
import { QueryState, ReloadLine } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { OutsideServices } from './outside-services';
import { ServiceKeys } from './service-keys';
import { AddressPlaces } from '../places/address-places';

type Source = EnrichmentSourcesResult['enrichmentSources'][number];
type File = Source['files'][number];

const KINDS = { LOCATION: 'Places', NETWORK: 'Networks (ASN)' } as const;
const ORIGINS = { OWN: 'own file', PACKAGE: 'installed package', NONE: 'none', OFF: 'switched off' } as const;
const STATES = { IDLE: 'not read yet', READY: 'in use', FAILED: 'cannot be used' } as const;
/** An address as it is written, of either family. */
const ADDRESS = /^[0-9a-fA-F:.]{2,45}$/;
const LIKE = 'Write an address, like 8.8.8.8 or 2001:4860::8888';

/** Where facts about addresses come from: files, their versions and age, how often they know the answer, and a look-up to try. */
@Component({
  selector: 'wl-enrichment',
  imports: [...FORM_PARTS, AddressPlaces, Icon, OutsideServices, QueryState, ReloadLine, ServiceKeys, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './enrichment.html',
  styleUrls: ['../settings/settings.css', './enrichment.css'],
})
export class EnrichmentPage {
  private readonly preferences = inject(Preferences);
  protected readonly state = query(
    EnrichmentSources,
    () => ({}),
    ({ enrichmentSources }) => enrichmentSources,
  );
  protected readonly sources = computed(() =>
    (this.state.value() ?? []).map((source) => ({
      ...source,
      title: KINDS[source.kind],
      from: ORIGINS[source.origin],
      rate:
        source.asked === 0
          ? 'nobody asked yet'
          : `${formatShare(source.found / source.asked)} of ${formatCount(source.asked)}`,
      rows: source.files.map((file) => this.row(file)),
    })),
  );
  private readonly written = signal({ address: '' });
  protected readonly entry = entryForm(
    this.written,
    ({ address }) => {
      wanted(address, LIKE);
      shortText(address, 45);
      validate(address, ({ value }) => unfinished(ADDRESS.test(value().trim()) ? '' : LIKE));
    },
    () => this.lookUp(),
    () => undefined,
  );
  protected readonly asked = signal('');
  protected readonly ends = computed(() => [{ label: 'Place', address: this.asked() }]);

  constructor() {
    declarePage({ title: 'Enrichment', parent: { label: 'Settings', path: '/settings' } });
  }

  private lookUp(): Promise<void> {
    this.asked.set(this.written().address.trim());
    this.state.reload();
    return Promise.resolve();
  }

  private row({ path, state, entries, problem, source }: File) {
    const built = source?.built ? Date.parse(source.built) : null;
    const zone = this.preferences.zone();
    const now = this.state.at() || Date.now();
    return {
      ...{ path, problem, ready: state === 'READY', failed: state === 'FAILED', state: STATES[state] },
      name: path.slice(path.lastIndexOf('/') + 1),
      version: source?.version ?? '—',
      hash: source ? `SHA-256 ${source.sha256}` : '',
      age: built === null ? '—' : formatAgo(built, now, zone),
      built: built === null ? '' : formatMoment(built, zone, now, true),
      entries: entries === null ? '—' : formatCount(entries),
    };
  }
}
