import path from 'node:path';
import { type CaptureFolder, isSha256 } from '@wireledger/capture';
import { z } from 'zod';

import { ControlError, type ControlRoute, parseBody } from '../control/control-server';
import type { Sandboxes } from './sandboxes';

const Speed = z.union([z.literal('max'), z.number().min(0.1).max(1000)]);
const time = z.number().int().nonnegative();

const Order = z.object({
  ...{ sha256: z.string(), by: z.string().min(1).max(200), packets: time, firstUs: time, lastUs: time },
  ...{ speed: Speed, paused: z.boolean() },
});
const Deed = z.object({
  id: z.uuid(),
  does: z.discriminatedUnion('deed', [
    z.object({ deed: z.enum(['play', 'pause', 'step', 'stop']) }),
    z.object({ deed: z.literal('seek'), atUs: time }),
    z.object({ deed: z.literal('speed'), speed: Speed }),
  ]),
});
const Played = z.object({ file: z.string().min(1).max(4096), speed: Speed });
const Which = z.object({ id: z.uuid() });

/** Isolated replays of the library's captures, for the API of this system; and of a file of this host, for its command line. */
export function sandboxRoutes(folder: CaptureFolder, sandboxes: Sandboxes): Readonly<Record<string, ControlRoute>> {
  return {
    'POST /sandboxes': (body) => {
      const order = parseBody(Order, body);
      if (!isSha256(order.sha256)) throw new ControlError(400, 'sha256 is none');
      if (order.lastUs < order.firstUs) throw new ControlError(400, 'lastUs is before firstUs');
      return sandboxes.start(order, folder.stored(order.sha256));
    },
    'POST /sandboxes/steer': (body) => {
      const { id, does } = parseBody(Deed, body);
      return sandboxes.steer(id, does);
    },
    'POST /sandboxes/play': (body, gone) => {
      const { file, speed } = parseBody(Played, body);
      if (!path.isAbsolute(file)) throw new ControlError(400, 'name the file by its absolute path');
      return sandboxes.follow(file, speed, gone);
    },
    'POST /sandboxes/state': async (body) => sandboxes.state(parseBody(Which, body).id),
    'GET /sandboxes': () => Promise.resolve({ sandboxes: sandboxes.list() }),
  };
}
