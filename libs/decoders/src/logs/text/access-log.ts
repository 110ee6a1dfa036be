import { bad, type LineFate } from '../entry';
import { addressOf, MAX_NAME_TEXT, portOf, textOf, wholeOf } from '../values';
import { monthOf } from './local-time';
import type { TextLog } from './text-log';

const TCP = 6;
const MAX_TARGET = 4096;
/** Common Log Format, combined, and either behind the name and port of a virtual host. Between quotes `"` and `\` are escaped. */
const LINE =
  /^(?:([^\s:]{1,255}):(\d{1,5}) )?(\S{1,64}) \S{1,255} (.{1,255}?) \[([^\]]{20,40})\] "((?:[^"\\]|\\.)*)" (\d{3}|-) (\d{1,16}|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?(?: .*)?$/;
const TIME = /^(\d\d)\/([A-Za-z]{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/;
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|(.))/g;
const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', v: '\v', f: '\f' };

/** A value without the escapes of Apache and nginx: `\xHH`, `\"`, `\\`, `\n` … One character a byte. */
const unescaped = (value: string): string =>
  value.includes('\\')
    ? value.replace(ESCAPE, (_all, hex: string | undefined, one: string) =>
        hex === undefined ? (NAMED[one] ?? one) : String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : value;

/** Access logs of Apache, nginx and those who write like them. The log does not say which address was asked: that is `server`. */
export const accessLog: TextLog = {
  name: 'access',
  hints: /\[\d\d\/[A-Za-z]{3}\/\d{4}:/,
  line(text, { server, serverPort }): LineFate {
    const match = LINE.exec(text);
    if (!match) return bad('no line of this format');
    const [
      ,
      host = '',
      hostPort,
      client = '',
      ,
      time = '',
      request = '',
      status = '',
      bytes = '',
      referrer = '',
      agent = '',
    ] = match;
    const us = accessTime(time);
    if (us === null) return bad('no time');
    const src = addressOf(client);
    if (src === null) return bad('no address');
    const said = unescaped(request);
    const [, method = '', target = said === '-' ? '' : said, version = ''] =
      /^([!-~]{1,32}) (.*?)(?: HTTP\/(\d(?:\.\d)?))?$/s.exec(said) ?? [];
    const shown = (value: string) => (value === '-' ? '' : textOf(unescaped(value)));
    return {
      ...{ kind: 'http', uid: '', us },
      ends: { src, srcPort: 0, dst: server(src), dstPort: portOf(hostPort ?? null) ?? serverPort, proto: TCP },
      ...{
        order: 0,
        method,
        host: textOf(host, MAX_NAME_TEXT).toLowerCase(),
        target: textOf(target, MAX_TARGET),
        targetLength: target.length,
      },
      ...{ version, userAgent: shown(agent), referrer: shown(referrer), auth: '', requestType: '', responseType: '' },
      ...{ requestLength: -1, responseLength: bytes === '-' ? 0 : (wholeOf(bytes) ?? -1) },
      ...{ status: wholeOf(status, 999) ?? 0, latencyUs: -1 },
    };
  },
};

function accessTime(text: string): number | null {
  const match = TIME.exec(text);
  if (!match) return null;
  const [, day = '', name = '', year = '', clock = '', hours = '', minutes = ''] = match;
  const month = monthOf(name) + 1;
  const ms = Date.parse(`${year}-${String(month).padStart(2, '0')}-${day}T${clock}${hours}:${minutes}`);
  return Number.isNaN(ms) || ms < 0 ? null : ms * 1000;
}
