import { type CaptureFolder, isSha256 } from '@wireledger/capture';
import { z } from 'zod';

import { ControlError, type ControlRoute, parseBody } from '../control/control-server';
import { ImportOrder } from '../replay/import-order';
import type { Replays } from '../replay/replays';
import { Densities, DensityRequest } from './capture-density';
import { flowPackets, PacketsRequest } from './flow-packets';
import { examineCapture, type Examination, RefusedCapture } from './examine-capture';

/** A capture of 8 GiB takes a minute or two; what takes longer has a purpose of its own. */
const EXAMINE_MS = 15 * 60_000;

const ExamineRequest = z.object({ upload: z.uuid() });
const ImportRequest = ImportOrder.omit({ file: true });

/** Looks at captures that came in, one at a time: each holds a flow table. Asked twice for the same, it looks once. */
export class Examinations {
  private readonly running = new Map<string, Promise<Examination>>();
  private before: Promise<unknown> = Promise.resolve();

  constructor(private readonly folder: CaptureFolder) {}

  /** @throws ControlError 404 when it is not there, 422 with the reason when it cannot be kept */
  of(upload: string): Promise<Examination> {
    const known = this.running.get(upload);
    if (known) return known;
    const examining = this.before.then(() => this.examine(upload)).finally(() => this.running.delete(upload));
    this.before = examining.catch(() => undefined);
    this.running.set(upload, examining);
    return examining;
  }

  private async examine(upload: string): Promise<Examination> {
    try {
      return await examineCapture(this.folder.incoming(upload), AbortSignal.timeout(EXAMINE_MS));
    } catch (error) {
      if (error instanceof RefusedCapture) throw new ControlError(422, error.message);
      if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        throw new ControlError(404, 'the sensor does not see the file: give both processes the same captures folder');
      throw error;
    }
  }
}

/** @throws ControlError 404 when the file is gone, 400 when the flow has no addresses: before the first packet */
async function* packetsOf(path: string, request: PacketsRequest, gone: AbortSignal): AsyncGenerator<object> {
  try {
    yield* flowPackets(path, request, gone);
  } catch (error) {
    if (error instanceof RangeError) throw new ControlError(400, error.message);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new ControlError(404, 'the file is not there');
    throw error;
  }
}

/** What the sensor does with captures of the library, for the API of this system. */
export function captureRoutes(folder: CaptureFolder, replays: Replays): Readonly<Record<string, ControlRoute>> {
  const examinations = new Examinations(folder);
  const densities = new Densities();
  return {
    'POST /captures/examine': (body) => examinations.of(parseBody(ExamineRequest, body).upload),
    'POST /captures/import': (body) => {
      const order = parseBody(ImportRequest, body);
      if (!isSha256(order.sha256)) throw new ControlError(400, 'sha256 is none');
      return replays.import({ ...order, file: folder.stored(order.sha256) });
    },
    'POST /captures/packets': (body, gone) => {
      const request = parseBody(PacketsRequest, body);
      if (!isSha256(request.sha256)) throw new ControlError(400, 'sha256 is none');
      return packetsOf(folder.stored(request.sha256), request, gone);
    },
    'POST /captures/density': (body) => {
      const request = parseBody(DensityRequest, body);
      if (!isSha256(request.sha256)) throw new ControlError(400, 'sha256 is none');
      return densities.of(folder.stored(request.sha256), request).catch((error: NodeJS.ErrnoException) => {
        if (error instanceof RangeError) throw new ControlError(409, error.message);
        throw error.code === 'ENOENT' ? new ControlError(404, 'the file is not there') : error;
      });
    },
    'GET /captures/imports': () => Promise.resolve({ imports: replays.imports() }),
  };
}
