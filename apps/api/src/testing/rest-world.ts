import { can } from '@wireledger/access';
import { alertDecider, alertStream } from '@wireledger/domain';
import { key, NOW, raised } from '@wireledger/domain/testing';
import { handleCommand } from '@wireledger/event-sourcing';
import { formatTime } from '@wireledger/kernel';

import { type Example, type Route } from '../rest/route';
import { addressOf } from './route-cases';
import { ModelApi } from './model-api';
import { dnsEvent, flowsEvent, record, T0, trafficEvent } from './telemetry';

const SOURCE = '192.0.2.1';

/** An API over real read models with a little of everything in them: what routes answer out of. */
export class RestWorld {
  /** What `{name}` in the examples of routes stands for here. */
  readonly values: Record<string, string> = {};
  private readonly tokens = new Map<string, string>();

  private constructor(
    private readonly under: ModelApi,
    readonly api = under.api,
  ) {}

  static async start(): Promise<RestWorld> {
    const world = new RestWorld(await ModelApi.start());
    await world.fill().catch(async (error: unknown) => {
      await world.stop();
      throw error;
    });
    return world;
  }

  stop(): Promise<void> {
    return this.under.stop();
  }

  /** Lets read models come as far as the log: all of them, or those of the names. */
  async follow(...only: readonly string[]): Promise<void> {
    for (const { name } of this.under.models.projections)
      if (only.length === 0 || only.includes(name)) await this.under.follow(name);
  }

  /** A token of somebody who may do what a route demands. */
  async tokenFor({ permission }: Pick<Route, 'permission'>): Promise<string> {
    const may = (['ANALYST', 'OPERATOR'] as const).find((party) => can({ party, token: true }, permission) !== 'deny');
    const party = may ?? 'ANALYST';
    const known = this.tokens.get(party) ?? (await this.api.token(party));
    this.tokens.set(party, known);
    return known;
  }

  /** Sends the example of a route, with what its `{name}`s stand for. */
  async send(route: Route, token: string | null, example: Example = route.example): Promise<Response> {
    const [method = '', door = ''] = route.door.split(' ');
    const filled = <T extends object>(given: T | undefined) =>
      Object.fromEntries(
        Object.entries(given ?? {}).map(([name, value]) => [name, this.values[String(value)] ?? value]),
      );
    const path = filled(example.path);
    const query = addressOf(filled(example.query));
    const address = door.replace(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(String(path[name])));
    return this.api.fetch(`${address}${query ? `?${query}` : ''}`, {
      method,
      ...(method === 'POST' ? { json: filled(example.body) } : {}),
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
  }

  private async fill(): Promise<void> {
    const { api } = this;
    await record(
      api.log,
      flowsEvent([{ flow: 1 }, { flow: 2, dst: '203.0.113.9', dstPort: 22, app: 'ssh' }, { flow: 3, proto: 17 }]),
      dnsEvent([{}, { name: 'nothing.example', rcode: 3, answers: [], answerCount: 0 }]),
      trafficEvent([{ packets: 40 }, { app: 'dns', packets: 4, queries: 2 }]),
    );
    const [alert, otherAlert] = [await this.alert(1), await this.alert(2, '198.51.100.99')];
    await this.follow();
    const token = await this.tokenFor({ permission: 'lists.write' });
    const list = key(70);
    const save = `mutation { saveList(id: "${list}", seen: 0, key: "${key(71)}", name: "Bad", kind: addresses, action: threat) { position } }`;
    const saved = await api.query(save, { token });
    if (saved.errors) throw new Error(JSON.stringify(saved.errors));
    const flows = (await (await api.fetch('/api/flows', { headers: { authorization: `Bearer ${token}` } })).json()) as {
      rows: readonly { id: string }[];
    };
    const liveSource = await api.sensor.startLive({
      ...{ interfaces: ['lo'], bpf: null, filter: null, snaplen: null, promiscuous: true, sensor: 'live' },
    });
    const [capture, otherCapture] = [await this.upload('first', token), await this.upload('second', token)];
    await this.follow('lists', 'captures');
    const started = await api.query(`mutation { startSandboxReplay(capture: "${capture}", paused: true) { id } }`, {
      token,
    });
    if (started.errors) throw new Error(JSON.stringify(started.errors));
    Object.assign(this.values, {
      ...{ '{address}': SOURCE, '{name}': 'example.org', '{flow}': flows.rows[0]?.id ?? '', '{alert}': alert },
      ...{ '{otherAlert}': otherAlert, '{alertTime}': formatTime(T0), '{list}': list, '{liveSource}': liveSource },
      ...{ '{capture}': capture, '{otherCapture}': otherCapture },
      '{replay}': (started.data?.startSandboxReplay as { id: string }).id,
      '{export}': '3f2b6a1e-7d54-4c0e-9a61-0c7d1b6f2a90',
    });
  }

  /** Gives a capture in one request; answers its id. */
  async upload(bytes: string, token: string): Promise<string> {
    const response = await this.api.fetch('/api/pcap/upload?name=office.pcap', {
      ...{ method: 'POST', body: bytes },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    });
    if (response.status !== 201) throw new Error(await response.text());
    return ((await response.json()) as { id: string }).id;
  }

  /** Raises an alert; answers its id. */
  async alert(n: number, src = SOURCE): Promise<string> {
    const id = key(n);
    const facts = raised({ alert: id, severity: 'high', src, entity: src, first: T0, last: T0 + 7_000_000 });
    const context = { actor: 'system:worker', correlationId: 'c', causationId: 'k', at: NOW };
    await handleCommand(this.api.log, alertDecider, alertStream(id), { type: 'raise', facts }, context);
    return id;
  }
}
