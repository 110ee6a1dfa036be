export { bothFingerprints } from './fingerprint';
export { TECHNOLOGIES, type Technology, type TechnologyKind } from './technologies';
export { chunkLine, chunkSize } from './chunked';
export {
  httpHeadEnd,
  isNoHttpRequest,
  isNoHttpResponse,
  MAX_HTTP_HEAD,
  readHttpRequest,
  readHttpResponse,
  type HttpFraming,
  type HttpRequestHead,
  type HttpResponseHead,
} from './http-head';
export { beginsLikeHttp, looksLikeHttp, startsHttpRequest, startsHttpResponse } from './http-start';
