/** SQLSTATE classes and codes of failures that pass: connection, resources, shutdown, serialization, deadlock, cancelled. */
const TRANSIENT_CLASSES = ['08', '53', '57', '58'];
const TRANSIENT_CODES = new Set(['40001', '40P01', '55P03', '25P03']);
const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND']);
const LOST_CONNECTION =
  /connection terminated|connection ended|connection error|timeout exceeded when trying to connect|not queryable/i;

/** Whether trying again later can help: then the page stays unread. Anything else is the event's fault. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (NETWORK_CODES.has(code) || TRANSIENT_CODES.has(code)) return true;
  if (/^[0-9A-Z]{5}$/.test(code)) return TRANSIENT_CLASSES.includes(code.slice(0, 2));
  return LOST_CONNECTION.test(error.message) || (error.name === 'AggregateError' && code !== '');
}
