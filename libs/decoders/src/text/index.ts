export { readBase64 } from './base64';
export { lineEnd, lineFeed, readCommand, readReply, wordEnd, type TextCommand, type TextReply } from './line';
export { isReadable, MAX_USER, saslUser } from './sasl';
