import { LiveTraffic, type TrafficRow } from './live-traffic';
import { trafficBands } from './traffic-bands';

const T0 = Date.UTC(2026, 10, 21, 8);
const row = (second: number, app: string, bytesIn: number, more: Partial<TrafficRow> = {}): TrafficRow => ({
  time: new Date(T0 + second * 1000).toISOString(),
  app,
  packets: 10,
  bytesIn,
  bytesOut: 0,
  queries: app === 'dns' ? 2 : 0,
  requests: 1,
  ...more,
});

describe('live traffic', () => {
  it('means over the last complete seconds, leaving the newest and the first out', () => {
    const live = new LiveTraffic();
    for (let second = 0; second <= 10; second += 1)
      live.add([row(second, 'tls', second === 10 ? 9e9 : 1000), row(second, 'dns', 0)]);
    expect(live.rates(T0 + 11_000)).toEqual({ bits: 8000, packets: 20, queries: 2, requestsPerMinute: 120 });
  });

  it('sums increments of the same second', () => {
    const live = new LiveTraffic();
    live.add([row(0, 'tls', 1)]);
    live.add([row(1, 'tls', 400)]);
    live.add([row(1, 'tls', 600), row(2, 'tls', 1)]);
    expect(live.rates(T0 + 3000)?.bits).toBe(8000);
    expect(live.bytesBetween(T0 / 1000 + 1, T0 / 1000 + 2).get('tls')).toEqual({ in: 1000, out: 0 });
  });

  it('has rates, and nothing for bands, of rows that do not tell applications apart', () => {
    const live = new LiveTraffic();
    live.add([row(0, '', 1), row(1, '', 1000), row(2, '', 1)]);
    expect(live.rates(T0 + 3000)?.bits).toBe(8000);
    expect(live.bytesBetween(0, T0).size).toBe(0);
  });

  it('forgets all when other sensors are counted', () => {
    const live = new LiveTraffic();
    live.add([row(0, 'tls', 5), row(1, 'tls', 5), row(2, 'tls', 5)]);
    live.clear();
    expect(live.rates(T0 + 3000)).toBeUndefined();
    expect(live.bytesBetween(0, T0).size).toBe(0);
  });

  it('knows silence from not knowing yet', () => {
    const live = new LiveTraffic();
    expect(live.rates(T0)).toBeUndefined();
    live.add([row(0, 'tls', 5), row(1, 'tls', 5), row(2, 'tls', 5)]);
    expect(live.rates(T0 + 60_000)).toEqual({ bits: 0, packets: 0, queries: 0, requestsPerMinute: 0 });
  });
});

describe('traffic bands', () => {
  const traffic = {
    bucket: 10,
    times: [0, 10, 20].map((second) => new Date(T0 + second * 1000).toISOString()),
    series: [
      { key: 'dns', bytesIn: [1, 1, 1], bytesOut: [0, 0, 0] },
      { key: 'tls', bytesIn: [1000, 1000, 500], bytesOut: [10, 10, 5] },
      { key: 'icmp', bytesIn: [90_000, 0, 0], bytesOut: [0, 0, 0] },
      { key: 'ldap', bytesIn: [10_000, 0, 0], bytesOut: [0, 0, 0] },
    ],
  };

  it('merges applications without a colour of their own, and puts them last', () => {
    const data = trafficBands(traffic, T0 + 30_000, undefined);
    expect(data.bands.map((band) => band.key)).toEqual(['tls', 'dns', 'other']);
    expect(data.bands[2]?.up[0]).toBe(80_000);
    expect(data.bands[0]?.up).toEqual([800, 800, 400]);
  });

  it('divides the last bucket by the seconds that have passed', () => {
    expect(trafficBands(traffic, T0 + 25_000, undefined).bands[0]?.up[2]).toBe(800);
  });

  it('takes the greater of the stored and the live sum', () => {
    const live = new LiveTraffic();
    live.add([row(21, 'tls', 900), row(22, 'tls', 1)]);
    expect(trafficBands(traffic, T0 + 30_000, live).bands[0]?.up[2]).toBeCloseTo((901 * 8) / 10);
    expect(trafficBands(traffic, T0 + 30_000, live).bands[0]?.up[1]).toBe(800);
  });
});
