import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { SystemFile } from '../up/system-file';

/** The running system refused or failed; the message is its own. */
export class ControlFailed extends Error {}

async function request(
  url: string,
  token: string,
  method: string,
  body?: object,
  signal?: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ControlFailed(
      `${new URL(url).host} does not answer (${(error as Error).message}). Is the system still running?`,
    );
  }
  if (response.ok) return response;
  const text = await response.text();
  let message = text.slice(0, 500);
  try {
    message = (JSON.parse(text) as { message?: string }).message ?? message;
  } catch {
    // Not JSON: the text itself is all there is to say.
  }
  throw new ControlFailed(message || `${method} ${url} answered ${response.status}`);
}

/** One JSON answer of the running system. */
export async function control<T>(
  system: SystemFile,
  base: 'api' | 'sensor',
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  if (base === 'api' && system.remote !== undefined)
    throw new ControlFailed(
      `a remote sensor alone runs on this data folder. Ask the system itself, at ${system.address}.`,
    );
  const url = base === 'api' ? system.url : system.sensor?.url;
  if (!url) throw new ControlFailed('the sensor has not started yet; try again in a moment');
  return (await (await request(`${url}${path}`, system.token, method, body)).json()) as T;
}

/** A file of the running system's API. */
export const controlFile = (system: SystemFile, path: string, body: object): Promise<Response> =>
  request(`${system.url}${path}`, system.token, 'POST', body);

/** Answers that come a line at a time. */
export async function* controlStream<T>(
  system: SystemFile,
  path: string,
  body: object,
  signal: AbortSignal,
): AsyncGenerator<T> {
  if (!system.sensor) throw new ControlFailed('the sensor has not started yet; try again in a moment');
  const response = await request(`${system.sensor.url}${path}`, system.token, 'POST', body, signal);
  if (!response.body) return;
  const lines = Readable.fromWeb(response.body);
  try {
    for await (const line of createInterface({ input: lines })) if (line.trim()) yield JSON.parse(line) as T;
  } finally {
    lines.destroy(); // whoever listens no longer hangs up
  }
}
