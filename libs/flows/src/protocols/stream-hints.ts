import { appId } from '../app-ports';
import type { StreamProtocol } from './protocol';

/** Several claim what begins so, or one whatever it begins with. */
const SEVERAL = 0xff;

/**
 * By the first byte of a connection whose port says whose it is: 0 when nobody claims what begins so, else the label (index in `APPS`) of the only one who does,
 * counted from 1, or `SEVERAL`. Who is told by the length (`lengthFirst`) is not among them.
 */
export function streamHints(protocols: readonly StreamProtocol[]): Uint8Array {
  const hints = new Uint8Array(256);
  for (const { apps, claims, begins, lengthFirst, onlyUnknown } of protocols) {
    if (!claims || onlyUnknown || lengthFirst) continue;
    const label = appId(apps[0]) + 1;
    for (let byte = 0; byte < 256; byte++)
      if (begins?.(byte) ?? true) hints[byte] = hints[byte] === 0 ? label : SEVERAL;
  }
  return hints;
}
