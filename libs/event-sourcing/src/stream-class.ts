import type { StreamClass } from './event-log';

/** `<category>-<id>`; the category has no hyphen. */
const STREAM_NAME = /^[a-z]+-[A-Za-z0-9][A-Za-z0-9._~@:-]*$/;
const MAX_STREAM_NAME = 200;

/** Category of a stream → its retention class; every other category is `domain`, kept for ever. */
const CLASS_OF_CATEGORY: Readonly<Record<string, StreamClass>> = {
  facts: 'telemetry',
  sandbox: 'sandbox',
  sandboxalert: 'sandbox',
  rollup: 'rollup',
  seal: 'seal',
};

/** Retention class of a stream, fixed by the text before its first hyphen. */
export function streamClass(streamName: string): StreamClass {
  return CLASS_OF_CATEGORY[streamName.slice(0, streamName.indexOf('-'))] ?? 'domain';
}

/** ASCII, `<category>-<id>`, at most 200 characters. */
export const isStreamName = (name: string): boolean => name.length <= MAX_STREAM_NAME && STREAM_NAME.test(name);

/** Whether a stream belongs to an isolated replay: nothing that is told, counted or judged by default comes of it. */
export const isSandbox = (streamName: string): boolean => streamClass(streamName) === 'sandbox';
