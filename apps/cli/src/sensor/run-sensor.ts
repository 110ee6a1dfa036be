import { loadConfig } from '@wireledger/platform';

import { askHost, findDoor, type Out, withExitCode } from '../access/host-door';
import { control } from '../replay/control-client';
import { terminalScreen } from '../up/screen';
import { join } from './join';
import { runRemoteSensor } from './run-remote-sensor';
import { parseSensorArgs, SENSOR_USAGE } from './sensor-args';

interface Listed {
  readonly name: string;
  readonly state: string;
  readonly key: string | null;
  readonly codeUntil: string | null;
  readonly lastSeen: string | null;
  readonly lastSequence: number | null;
  readonly clockSkewMs: number | null;
}

/** `wireledger sensor`: enrols, lists and revokes sensors on other machines, and is one. Exit codes 0, 1, 2. */
export function runSensor(argv: readonly string[], out: Out): Promise<number> {
  return withExitCode(SENSOR_USAGE, out, async () => {
    const args = parseSensorArgs(argv);
    switch (args.does) {
      case 'help':
        out.stderr.write(`${SENSOR_USAGE}\n`);
        return;
      case 'enrol': {
        const { does: _does, ...order } = args;
        const { code, url } = await askHost<{ code: string; url: string }>('/api/control/sensors', order);
        out.stderr.write(
          `Within ${args.minutes ?? 60} minutes, once, on the machine of the sensor:\n  wireledger sensor join --to ${url} --code CODE\nThe code:\n`,
        );
        out.stdout.write(`${code}\n`);
        return;
      }
      case 'revoke':
        await askHost<object>('/api/control/sensors/revoke', { name: args.name, reason: args.reason });
        out.stderr.write(`Nothing of ${args.name} is taken from now on.\n`);
        return;
      case 'list':
        return list(args.json, out);
      case 'join': {
        const { identity, file } = await join(args, loadConfig());
        out.stderr.write(
          `This machine is sensor ${identity.sensor} of ${identity.to}. Its key is in ${file}: keep it like a password.\n`,
        );
        return;
      }
      case 'run': {
        const stop = new AbortController();
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
        return runRemoteSensor(loadConfig(), args.to ?? '', terminalScreen(process.stderr), stop.signal);
      }
    }
  });
}

async function list(json: boolean, { stdout, stderr }: Out): Promise<void> {
  const { sensors } = await control<{ sensors: readonly Listed[] }>(
    ...([findDoor(loadConfig()), 'api', 'GET', '/api/control/sensors'] as const),
  );
  if (json) {
    stdout.write(`${JSON.stringify(sensors)}\n`);
    return;
  }
  if (sensors.length === 0)
    stderr.write('There are no sensors on other machines. `wireledger sensor enrol NAME` makes one.\n');
  for (const { name, state, lastSeen, lastSequence, clockSkewMs } of sensors) {
    const heard = lastSeen === null ? 'not heard yet' : `heard ${lastSeen}`;
    const number = lastSequence === null ? '' : `, number ${lastSequence}`;
    const clock =
      clockSkewMs !== null && Math.abs(clockSkewMs) >= 60_000
        ? `, clock off by ${Math.round(clockSkewMs / 1000)} s`
        : '';
    stdout.write(`${name}  ${state.toLowerCase()}  ${heard}${number}${clock}\n`);
  }
}
