import { Gauge, type Registry } from '@wireledger/platform';

import type { LiveSensor, SensorSpool } from './live-sensor';

/** Whoever asks twice at once is answered once. */
const FRESH_MS = 1000;

/** Metrics of what sensors have not handed to the event log yet; none while the sensor process does not answer. */
export function spoolMetrics(registry: Registry, sensor: LiveSensor, now: () => number = Date.now): void {
  let asked = -Infinity;
  let answer: Promise<readonly SensorSpool[]> = Promise.resolve([]);
  const spools = (): Promise<readonly SensorSpool[]> => {
    if (now() - asked < FRESH_MS) return answer;
    asked = now();
    answer = sensor.live().then(
      (state) => state.spools,
      () => [],
    );
    return answer;
  };
  const gauge = (name: string, help: string, of: (spool: SensorSpool) => number) =>
    new Gauge({
      ...{ name: `wireledger_spool_${name}`, help, labelNames: ['sensor'] as const, registers: [registry] },
      async collect() {
        this.reset();
        for (const spool of await spools()) this.set({ sensor: spool.sensor }, of(spool));
      },
    });
  gauge('waiting_batches', 'Batches on disk that the event log has not taken yet.', ({ waiting }) => waiting);
  gauge('bytes', 'Bytes of the spool on disk, 0 when nothing waits.', ({ bytes }) => bytes);
  gauge('full', '1 while there is no room: what comes then is lost.', ({ full }) => Number(full));
  gauge('lost_batches', 'Batches that could not be read back or were refused.', ({ lost }) => lost);
}
