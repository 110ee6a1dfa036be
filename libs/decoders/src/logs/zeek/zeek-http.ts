import type { LoggedRequest } from '../entry';
import { MAX_NAME_TEXT, wholeOf } from '../values';
import type { ZeekBeginning } from './zeek-rows';
import { textField, type ZeekRow, zeekText } from './zeek-row';

const MAX_TARGET = 4096;
const TCP = 6;

/** A row of http.log. That somebody signed in is told, as whom and by what password never. */
export function httpEntry(row: ZeekRow, { us, uid, ends }: ZeekBeginning): LoggedRequest {
  const text = (name: string, most?: number) => textField(row, name, most);
  const count = (name: string) => wholeOf(row.raw(name)) ?? -1;
  const type = (name: string) => zeekText(row.list(name)?.[0] ?? '', 128).toLowerCase();
  const target = text('uri', MAX_TARGET);
  return {
    ...{ kind: 'http', uid, us, ends: { ...ends, proto: TCP } },
    ...{ order: wholeOf(row.raw('trans_depth'), 2 ** 31 - 1) ?? 0, method: text('method', 32) },
    ...{ host: text('host', MAX_NAME_TEXT).toLowerCase(), target },
    targetLength: lengthOf(row.raw('uri') ?? ''),
    ...{ version: text('version', 8), userAgent: text('user_agent'), referrer: text('referrer') },
    auth: row.raw('username') !== null || row.raw('password') !== null ? 'basic' : '',
    ...{ requestType: type('orig_mime_types'), responseType: type('resp_mime_types') },
    ...{ requestLength: count('request_body_len'), responseLength: count('response_body_len') },
    ...{ status: wholeOf(row.raw('status_code'), 999) ?? 0, latencyUs: -1 },
  };
}

/** Bytes that a value stands for. */
const lengthOf = (raw: string): number => raw.replace(/\\(?:x[0-9a-fA-F]{2}|\\)/g, ' ').length;
