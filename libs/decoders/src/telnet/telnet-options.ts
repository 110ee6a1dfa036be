import { wireText } from '../wire-text';

/** Options that matter to who reads along (IANA "Telnet Options"). */
const ENCRYPT = 38;
const NEW_ENVIRON = 39;
const START_TLS = 46;
/** ENCRYPT START (RFC 2946 §3), START_TLS FOLLOWS (draft-altman-telnet-starttls). */
const START = 3;
const FOLLOWS = 1;
/** NEW-ENVIRON (RFC 1572 §2). */
const IS = 0;
const INFO = 2;
const VAR = 0;
const VALUE = 1;
const ESC = 2;
const USERVAR = 3;
const MAX_VALUE = 128;

/** True when what the sender sends behind this subnegotiation is encrypted. */
export const hidesTelnet = (option: number, body: Uint8Array): boolean =>
  (option === ENCRYPT && body[0] === START) || (option === START_TLS && body[0] === FOLLOWS);

/** User that a client names by the variable USER of its environment (RFC 1572), escaped as `wireText` does; '' when it names none. */
export function telnetUser(option: number, body: Uint8Array): string {
  if (option !== NEW_ENVIRON || (body[0] !== IS && body[0] !== INFO)) return '';
  let at = 1;
  while (at < body.length) {
    const named = body[at] === VAR || body[at] === USERVAR;
    const name = variable(body, at + 1);
    at = name.end;
    if (body[at] !== VALUE) continue;
    const value = variable(body, at + 1);
    at = value.end;
    if (named && name.text === 'USER') return value.text;
  }
  return '';
}

/** The name or value that begins at `at`: up to the next code that is not escaped. */
function variable(body: Uint8Array, at: number): { readonly text: string; readonly end: number } {
  const kept = new Uint8Array(MAX_VALUE);
  let length = 0;
  while (at < body.length) {
    let byte = body[at] as number;
    if (byte === ESC && at + 1 < body.length) byte = body[++at] as number;
    else if (byte <= USERVAR) break;
    if (length < MAX_VALUE) kept[length++] = byte;
    at++;
  }
  return { text: wireText(kept, 0, length, MAX_VALUE), end: at };
}
