import type { LoggedRequest } from '../entry';
import { MAX_NAME_TEXT } from '../values';
import type { EveBeginning } from './eve-events';
import { eveLength, eveText, type Json, objectAt, stringAt, wholeAt } from './eve-values';

const MAX_TARGET = 4096;

/** An event `http`. */
export function eveRequest(event: Json, { us, uid, ends }: EveBeginning): LoggedRequest {
  const http = objectAt(event, 'http');
  const text = (name: string, most?: number) => eveText(stringAt(http, name), most);
  const status = wholeAt(http, 'status', 999) ?? 0;
  return {
    ...{ kind: 'http', uid, us, ends, order: (wholeAt(event, 'tx_id', 2 ** 31 - 2) ?? 0) + 1 },
    ...{ method: text('http_method', 32), host: text('hostname', MAX_NAME_TEXT).toLowerCase() },
    ...{ target: text('url', MAX_TARGET), targetLength: eveLength(stringAt(http, 'url')) },
    version: /^HTTP\/(\d(?:\.\d)?)$/.exec(stringAt(http, 'protocol'))?.[1] ?? '',
    ...{ userAgent: text('http_user_agent'), referrer: text('http_refer'), auth: '', requestType: '' },
    responseType: text('http_content_type', 128).toLowerCase(),
    ...{
      requestLength: -1,
      responseLength: status === 0 ? -1 : (wholeAt(http, 'length') ?? -1),
      status,
      latencyUs: -1,
    },
  };
}
