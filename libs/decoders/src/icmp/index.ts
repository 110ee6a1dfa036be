export { EchoKind, echoKind } from './echo';
