import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { Preferences } from '../../core/preferences';
import { UrlState } from '../../core/url-state';
import { escapedCount, runsOf } from '../../format/hostile';
import { formatBytes, formatCount } from '../../format/numbers';
import { STATES, protocolName } from '../../format/protocols';
import { formatDuration, formatMoment } from '../../format/times';
import { Drawer } from '../../ui/drawer';
import { Icon } from '../../ui/icon';
import { ValueChip } from '../../ui/value-chip';
import { WireText } from '../../ui/wire-text';
import type { LiveItem } from './live-buffer';

/** One row of the tail in full, and its record as the API gave it. */
@Component({
  selector: 'wl-live-drawer',
  imports: [Drawer, Icon, ValueChip, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-drawer label="Record" (closed)="closed.emit()" (step)="step.emit($event)">
      <span heading class="mono muted id">Record {{ position() }}</span>
      @if (item(); as it) {
        <div class="top">
          <p class="name mono"><wl-wire [text]="title()" [fit]="false" /></p>
          <p class="tags">
            <span class="tag">{{ it.kind === 'DNS' ? 'DNS' : 'Flow' }}</span>
            @for (tag of tags(); track tag) {
              <span class="tag">{{ tag }}</span>
            }
            @if (written() > 0) {
              <span class="tag caution"
                >Shown as text, {{ written() }} {{ written() === 1 ? 'character' : 'characters' }} written out</span
              >
            }
          </p>
        </div>
        <section>
          <dl class="facts">
            <dt>Time</dt>
            <dd class="num">{{ time() }}</dd>
            <dt>From</dt>
            <dd><wl-value kind="address" [value]="from()" /></dd>
            <dt>To</dt>
            <dd><wl-value kind="address" [value]="to()" /></dd>
            <dt>Sensor</dt>
            <dd><wl-value kind="sensor" [value]="it.sensor" [mono]="false" /></dd>
            @for (fact of facts(); track fact.label) {
              <dt>{{ fact.label }}</dt>
              <dd class="num">{{ fact.text }}</dd>
            }
            @if (it.dns) {
              <dt>Name</dt>
              <dd><wl-value kind="domain" [value]="it.dns.name" /></dd>
              @for (answer of it.dns.answers; track $index) {
                <dt>{{ answer.type }}</dt>
                <dd class="mono">
                  <wl-wire [text]="answer.data" [fit]="false" />&ngsp;<span class="muted">TTL {{ answer.ttl }} s</span>
                </dd>
              }
            }
          </dl>
        </section>
        <section>
          <h3>Record <span class="muted">as the API sent it, unseen characters as codes</span></h3>
          <pre class="mono" tabindex="0">{{ raw() }}</pre>
        </section>
      } @else {
        <p class="second gone">This row is no longer in the tail. What it told is stored: look in Flows or Domains.</p>
      }
      @if (item(); as it) {
        <footer actions>
          <button type="button" class="button" (click)="moment()"><wl-icon name="flows" /> Same moment in Flows</button>
          @if (it.flow) {
            <button type="button" class="button" (click)="openFlow(it.flow.id)">
              <wl-icon name="expand" /> Flow in full
            </button>
          }
        </footer>
      }
    </wl-drawer>
  `,
  styles: `
    :host {
      display: contents;
    }
    .id {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .gone {
      padding: 0 var(--space-16);
    }
    .top {
      padding: 0 var(--space-16) var(--space-16);
    }
    .name {
      font-size: 15px;
      font-weight: 600;
      line-height: 24px;
    }
    .tags {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-8);
      margin-top: var(--space-8);
    }
    section {
      padding: var(--space-12) var(--space-16);
      border-top: var(--line) solid var(--border);
    }
    h3 .muted {
      font: var(--type-caption);
    }
    pre {
      margin: var(--space-8) 0 0;
      padding: var(--space-12);
      border: var(--line) solid var(--border);
      border-radius: var(--radius-control);
      background: var(--sunken);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    footer {
      display: flex;
      gap: var(--space-8);
      padding: var(--space-12) var(--space-16);
      border-top: var(--line) solid var(--border);
    }
  `,
})
export class LiveDrawer {
  private readonly preferences = inject(Preferences);
  private readonly url = inject(UrlState);
  protected readonly position = computed(() => (this.item()?.cursor ?? '').replace(/^0+(?=\d)/, ''));
  readonly item = input.required<LiveItem | undefined>();
  readonly closed = output();
  readonly step = output<1 | -1>();

  protected readonly title = computed(() => {
    const it = this.item();
    return it?.dns?.name ?? it?.flow?.domain ?? (it?.flow ? `${it.flow.src} to ${it.flow.dst}` : '');
  });
  protected readonly written = computed(() => escapedCount(runsOf(this.title())));
  protected readonly from = computed(() => this.item()?.dns?.client ?? this.item()?.flow?.src ?? '');
  protected readonly to = computed(() => this.item()?.dns?.server ?? this.item()?.flow?.dst ?? '');
  protected readonly time = computed(() => {
    const time = this.item()?.time ?? '';
    return `${formatMoment(Date.parse(time), this.preferences.zone(), Date.now(), true)}.${time.slice(20, 26)}`;
  });
  protected readonly tags = computed(() => {
    const { dns, flow } = this.item() ?? {};
    if (dns) return [dns.qtype, dns.rcode ?? 'no answer'];
    return flow ? [protocolName(flow.proto), protocolName(flow.app), ...(flow.state === '' ? [] : [flow.state])] : [];
  });
  protected readonly facts = computed(() => {
    const { dns, flow } = this.item() ?? {};
    if (dns)
      return [
        { label: 'Answered in', text: dns.latencyMs === null ? 'not answered' : formatDuration(dns.latencyMs / 1000) },
        { label: 'Messages', text: `${dns.queries} asked, ${dns.responses} answered` },
      ];
    if (!flow) return [];
    return [
      { label: 'State', text: STATES[flow.state] ?? (flow.state || 'not tracked') },
      { label: 'Out', text: `${formatBytes(flow.srcBytes)} in ${formatCount(flow.srcPackets)} packets` },
      { label: 'In', text: `${formatBytes(flow.dstBytes)} in ${formatCount(flow.dstPackets)} packets` },
      { label: 'Duration', text: flow.running ? 'running' : formatDuration(flow.duration) },
      { label: 'History', text: flow.history || '—' },
    ];
  });
  protected readonly raw = computed(() => {
    const it = this.item();
    // JSON leaves direction marks and the like as they are: written as \u escapes they stay visible
    return it
      ? JSON.stringify(it.dns ?? it.flow, null, 2).replace(
          /[^\n\x20-\x7e]/g,
          (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
        )
      : '';
  });

  protected moment(): void {
    const at = Date.parse(this.item()?.time ?? '');
    if (Number.isNaN(at)) return;
    const iso = (ms: number): string => new Date(ms).toISOString();
    this.url.go(['/flows'], { from: iso(at - 60_000), to: iso(at + 60_000), ip: this.from() });
  }

  protected openFlow(id: string): void {
    this.url.go(['/flows'], { sel: id });
  }
}
