import { open } from 'node:fs/promises';
import { CaptureChunks, type CaptureFolder } from '@wireledger/capture';
import { conversationKeys, type PacketStore } from '@wireledger/capture/packet-store';
import { z } from 'zod';

import { packetsOfFlow, PacketsOrder } from '../captures/flow-packets';
import { ControlError, type ControlRoute, parseBody } from '../control/control-server';
import { SensorName } from '../replay/replay-spec';
import { PacketExtract, type PacketSource, PacketsWanted } from './extract-packets';
import type { PacketKeeper } from './packet-keeper';
import { packetTest } from './packet-filter';
import { RECENT_PACKETS } from './recent-packets';
import type { StorageSetting } from './storage-setting';

const FlowRequest = PacketsOrder.extend({ source: z.uuid() });
const ExtractRequest = PacketsWanted.extend({ packets: z.number().int().nonnegative() });
const RecentRequest = z.object({
  sensor: SensorName,
  filter: z.string().max(4000).default(''),
  most: z.number().int().min(1).max(RECENT_PACKETS),
});

/** What the sensor does with packets that it keeps, for the API of this system. */
export function packetRoutes(
  store: PacketStore,
  keeper: PacketKeeper,
  setting: StorageSetting,
  folder: CaptureFolder,
): Readonly<Record<string, ControlRoute>> {
  const sourceOf = ({ capture }: PacketsWanted): PacketSource =>
    capture === null ? store : { chunks: () => captureBytes(folder.stored(capture)) };
  return {
    'GET /packets': () => Promise.resolve({ mode: store.mode, ...store.figures(), sensors: keeper.sensors }),
    'POST /packets/refresh': async () => ({ mode: await setting.refresh() }),
    'POST /packets/flow': (body, gone) => {
      const { source, ...order } = parseBody(FlowRequest, body);
      if (!store.knows(source)) throw new ControlError(404, notStored(store));
      const { firstUs: fromUs, lastUs: toUs } = order.flow;
      const keys = keysOf(order.flow);
      return packetsOfFlow(store.chunks({ source, sensors: null, fromUs, toUs, keys }), order, gone);
    },
    'POST /packets/count': (body, gone) => {
      const wanted = parseBody(PacketsWanted, body);
      return new PacketExtract(sourceOf(wanted), wanted, gone).count();
    },
    'POST /packets/extract': (body, gone) => {
      const { packets, ...wanted } = parseBody(ExtractRequest, body);
      return inPieces(new PacketExtract(sourceOf(wanted), wanted, gone).file({ packets }));
    },
    'POST /packets/recent': (body) => {
      const { sensor, filter, most } = parseBody(RecentRequest, body);
      const passes = packetTest(filter);
      const ring = keeper.recentOf(sensor);
      return Promise.resolve({ seen: ring?.seen ?? 0, packets: ring?.list(passes, most) ?? [] });
    },
  };
}

/** A capture of the library, unpacked. @throws ControlError 404 when its file is gone */
async function* captureBytes(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new ControlError(404, 'the file of the capture is not there any more') : error;
  });
  try {
    yield* new CaptureChunks(file).read();
  } finally {
    await file.close();
  }
}

const notStored = ({ mode }: PacketStore): string =>
  mode === 'off'
    ? 'Packets are not stored. An administrator can turn that on for traffic to come, on the page Sensors.'
    : 'No packets of this flow are stored: it was recorded before storing was turned on, or they have been removed by age or size.';

/** @throws ControlError 400 */
function keysOf(flow: PacketsOrder['flow']): ReadonlySet<number> {
  try {
    return conversationKeys(flow);
  } catch (error) {
    throw new ControlError(400, (error as Error).message);
  }
}

async function* inPieces(file: AsyncGenerator<Buffer>): AsyncGenerator<object> {
  for await (const bytes of file) yield { data: bytes.toString('base64') };
  yield { end: true };
}
