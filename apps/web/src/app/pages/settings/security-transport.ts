import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Zone } from '../../core/zones';
import { formatDay, partsOf } from '../../format/times';
import type { SecurityBody } from '../../graphql/generated/operations';
import { WireText } from '../../ui/wire-text';

/** Days before its end from which on a certificate is to be replaced. */
const SOON = 21;

const KINDS = {
  OWN: { label: 'TLS of this server', does: 'Requests come encrypted all the way' },
  PROXY: { label: 'TLS of a trusted proxy', does: 'Only what a proxy below took over TLS is answered' },
  LOOPBACK: { label: 'In clear, on this machine alone', does: 'Nothing else can reach it' },
} as const;

/** How the console is reached: who ends TLS, by which certificate, and whether browsers are held to it. Read only. */
@Component({
  selector: 'wl-security-transport',
  imports: [WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="panel" aria-labelledby="transport-title">
      <div class="panel-head">
        <h3 id="transport-title">Transport</h3>
        <span class="caption">set on the host: TLS_CERT_FILE and TLS_KEY_FILE, or TRUST_PROXY</span>
      </div>
      @let how = transport();
      <dl class="facts">
        <dt>Requests come</dt>
        <dd>
          <span class="strong how">{{ kind().label }}</span><span class="second">{{ kind().does }}</span>
        </dd>
        @if (how.certificate; as served) {
          <dt>Certificate</dt>
          <dd><wl-wire [text]="served.subject" [fit]="false" /></dd>
          <dt>Issued by</dt>
          <dd><wl-wire [text]="served.issuer" [fit]="false" /></dd>
          <dt>Good until</dt>
          <dd>
            <span class="num">{{ until() }}</span>
            <span class="tag" [class]="life().look">{{ life().text }}</span>
          </dd>
        }
        @if (how.minVersion; as oldest) {
          <dt>Oldest version</dt>
          <dd class="num">{{ oldest.replace('v', ' ') }}</dd>
        }
        @if (how.proxies.length > 0) {
          <dt>Trusted proxies</dt>
          <dd class="mono"><wl-wire [text]="how.proxies.join(', ')" [fit]="false" /></dd>
        }
        <dt>HSTS</dt>
        <dd>
          @if (how.hsts) {
            <span class="tag ok">on</span> <span class="second">Browsers come over TLS alone for a year</span>
          } @else {
            <span class="tag">off</span>
            <span class="second">This page did not come over TLS</span>
          }
        </dd>
      </dl>
    </section>
  `,
  styles: `
    .facts {
      grid-template-columns: 136px minmax(0, 1fr);
      padding: var(--space-8) var(--panel-pad) var(--panel-pad);
    }
    .how {
      margin-right: var(--space-8);
    }
    dd .tag {
      margin-right: var(--space-4);
    }
    dd .num + .tag {
      margin-left: var(--space-8);
    }
  `,
})
export class SecurityTransportPanel {
  readonly transport = input.required<SecurityBody['transport']>();
  readonly zone = input.required<Zone>();

  protected readonly kind = computed(() => KINDS[this.transport().kind]);
  protected readonly until = computed(() => {
    const at = Date.parse(this.transport().certificate?.notAfter ?? '');
    return `${formatDay(at, this.zone())} ${partsOf(at, this.zone()).year}`;
  });
  protected readonly life = computed(() => {
    const days = this.transport().certificate?.daysLeft ?? 0;
    if (days < 0) return { text: 'over', look: 'fail' };
    return { text: days === 1 ? '1 day left' : `${days} days left`, look: days < SOON ? 'caution' : 'ok' };
  });
}
