import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { SensorControl } from './demo-switch';

const TIMEOUT_MS = 5000;

/** The sensor's control door over HTTP: at SENSOR_CONTROL_URL, else where `run/system.json` says at this moment. */
export class HttpSensorControl implements SensorControl {
  constructor(
    private readonly config: {
      readonly sensorControlUrl: string;
      readonly dataDir: string;
      readonly controlToken: string;
    },
  ) {}

  async runDemo(running: boolean): Promise<void> {
    const response = await fetch(`${this.url()}/demo`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.config.controlToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ running }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the sensor answered ${response.status}`);
  }

  private url(): string {
    if (this.config.sensorControlUrl) return this.config.sensorControlUrl;
    const file = path.join(this.config.dataDir, 'run', 'system.json');
    const { sensor } = JSON.parse(readFileSync(file, 'utf8')) as { sensor?: { url?: string } | null };
    if (!sensor?.url) throw new Error('the sensor has not started yet');
    return sensor.url;
  }
}
