import { DEFAULT_TIMEOUTS, MAX_TIMEOUT, type GivenTimeouts } from '@wireledger/flows';

const NAMES = { tcp: 'tcp', syn: 'unansweredSyn', udp: 'udp', icmp: 'icmp' } as const;

/** The option of `read` and `replay`, with its defaults. */
export const TIMEOUTS_USAGE = `tcp=${DEFAULT_TIMEOUTS.tcp},syn=${DEFAULT_TIMEOUTS.unansweredSyn},udp=${DEFAULT_TIMEOUTS.udp},icmp=${DEFAULT_TIMEOUTS.icmp}`;

/** `tcp=300,syn=30`: seconds of silence after which a flow ends, `syn` for connections that nobody answers. @throws RangeError naming cause and mend */
export function parseTimeouts(text: string | undefined): GivenTimeouts {
  const timeouts: { -readonly [K in keyof GivenTimeouts]: number } = {};
  for (const part of (text ?? '').split(',')) {
    const [name, value, ...more] = part.split('=');
    const seconds = Number(value);
    const known = Object.entries(NAMES).find(([short]) => short === name)?.[1];
    if (!known || more.length > 0 || !/^\d+$/.test(value ?? '') || seconds < 1 || seconds > MAX_TIMEOUT)
      throw new RangeError(
        `--timeouts ${JSON.stringify(part)}: give ${Object.keys(NAMES).join('=, ')}= with 1 to ${MAX_TIMEOUT} seconds, such as ${TIMEOUTS_USAGE}`,
      );
    timeouts[known] = seconds;
  }
  return timeouts;
}
