export { hidesTelnet, telnetUser } from './telnet-options';
export { isTelnet, TelnetStream, type TelnetHandler } from './telnet-stream';
export { telnetLine, type TelnetLine } from './telnet-words';
