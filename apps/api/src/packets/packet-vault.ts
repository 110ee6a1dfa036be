import { PACKET_STORAGE_STREAM, packetStorageDecider } from '@wireledger/domain';
import { type EventLog, handleCommand, loadStream } from '@wireledger/event-sourcing';
import { readFilter } from '@wireledger/filter';
import { packetProblem } from '@wireledger/filter/rows';
import { DomainError } from '@wireledger/kernel';
import { maskedCapture, type PacketMask } from '@wireledger/platform/masking';

import { actorOf, knownViewer } from '../access/viewer';
import type { AccessJournal } from '../auth/access-journal';
import { type Asking, wholeViewer } from '../captures/capture-library';
import { tupleOf } from '../captures/flow-packets';
import { storedCapture } from '../captures/stored-capture';
import { namedMasked, type PacketMasking, toldMasked } from '../masking/packet-masking';
import type { Flow } from '../schema/flows';
import type { Extent, LatelySeen, PacketSensor, PacketStoreState, PacketsWanted, StorageMode } from './packet-sensor';

const MAX_PURPOSE = 500;
const MAX_TOLD = 300;

/**
 * What is asked for: packets of a flow, of a capture of the library (SHA-256), or all of the store, that a filter lets pass; µs since 1970 UTC,
 * both included, null = the times of the flow or the capture.
 */
export interface PacketsAsked {
  readonly flow: string | null;
  readonly capture: string | null;
  readonly filter: string;
  readonly sensor: string | null;
  readonly fromUs: number | null;
  readonly toUs: number | null;
}

/** A pcapng file that is about to leave. */
export interface PacketsFile extends Extent {
  readonly fileName: string;
  readonly pieces: AsyncGenerator<Buffer>;
}

export interface PacketVaultDeps {
  readonly log: EventLog;
  readonly sensor: PacketSensor;
  readonly journal: Pick<AccessJournal, 'accessed'>;
  readonly masking: PacketMasking;
  /** A flow by its id, whoever asks. */
  readonly flowOf: (id: string) => Promise<Flow | null>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** Packets that the sensor keeps: whether it keeps them, which were last, and those that somebody takes out. */
export class PacketVault {
  constructor(private readonly deps: PacketVaultDeps) {}

  /** What is to be kept. */
  async mode(): Promise<StorageMode> {
    return (await loadStream(this.deps.log, packetStorageDecider, PACKET_STORAGE_STREAM)).state.mode;
  }

  /** What the store holds; null while the sensor does not answer. */
  async store(): Promise<PacketStoreState | null> {
    try {
      return await this.deps.sensor.packetStore();
    } catch (error) {
      if (error instanceof DomainError && error.code === 'SENSOR_UNREACHABLE') return null;
      throw error;
    }
  }

  /** Sets what is kept from now on; the sensor is told, and asks by itself where it is not reached. */
  async setMode(asking: Asking, mode: StorageMode): Promise<void> {
    const { log, sensor, clock } = this.deps;
    const { requestId } = asking;
    const context = {
      ...{ actor: actorOf(knownViewer(asking.viewer)), correlationId: requestId, causationId: requestId },
      at: clock() * 1000,
    };
    await handleCommand(log, packetStorageDecider, PACKET_STORAGE_STREAM, { type: 'store', mode }, context);
    await sensor.refreshStorage().catch((error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
    });
  }

  /** @throws DomainError BAD_FILTER, BAD_USER_INPUT, FORBIDDEN within a scope */
  async recent(asking: Asking, sensor: string, filter: string, most: number): Promise<LatelySeen> {
    wholeViewer(asking);
    checkFilter(filter);
    return this.deps.sensor.recentPackets(sensor, filter, most);
  }

  /**
   * Packets as a pcapng file, masked for whom addresses are, who asks with masked values then; that somebody takes them, and how, is a fact before the first byte leaves.
   * @throws DomainError NOT_FOUND when there is none, LIMIT_EXCEEDED, BAD_FILTER, FORBIDDEN within a scope
   */
  async file(asking: Asking, asked: PacketsAsked): Promise<PacketsFile> {
    const viewer = wholeViewer(asking);
    const { masking } = this.deps;
    const mask = masking.of(viewer);
    const wanted = await this.wanted({ ...asked, filter: masking.clearFilter(viewer, asked.filter) });
    const purpose = asking.proof ? `download: ${asking.proof.reason}` : 'download';
    return this.taken(wanted, mask, { actor: actorOf(viewer), purpose, requestId: asking.requestId });
  }

  /** The same for whoever is on this host, for a reason that he gives: in clear, unless he wants to hand it on. */
  async fileForHost(asked: PacketsAsked, masked: boolean, reason: string, requestId: string): Promise<PacketsFile> {
    const mask = masked ? this.deps.masking.inForce() : null;
    return this.taken(await this.wanted(asked), mask, {
      actor: 'system:host',
      purpose: `download: ${reason}`,
      requestId,
    });
  }

  private async wanted(asked: PacketsAsked): Promise<PacketsWanted> {
    const { flow: id, capture, filter, sensor, fromUs, toUs } = asked;
    if (capture !== null) {
      if (id !== null || sensor !== null)
        throw new DomainError('BAD_USER_INPUT', 'A capture is asked for alone, without `flow` and `sensor`.');
      const { firstUs, lastUs } = await storedCapture(this.deps.log, capture);
      const times = { fromUs: fromUs ?? firstUs ?? 0, toUs: toUs ?? lastUs ?? 0 };
      return { flow: null, filter, sensor: null, capture, ...times };
    }
    if (id === null) {
      if (fromUs === null || toUs === null)
        throw new DomainError('BAD_USER_INPUT', 'Say from when to when: `from` and `to`.');
      return { flow: null, filter, sensor, capture, fromUs, toUs };
    }
    const flow = await this.deps.flowOf(id);
    if (!flow) throw new DomainError('NOT_FOUND', 'There is no such flow.');
    const tuple = tupleOf(flow);
    return {
      ...{ flow: { ...tuple, source: flow.source }, filter, sensor, capture },
      ...{ fromUs: fromUs ?? tuple.firstUs, toUs: toUs ?? tuple.lastUs },
    };
  }

  private async taken(
    wanted: PacketsWanted,
    mask: PacketMask | null,
    { actor, purpose, requestId }: Taking,
  ): Promise<PacketsFile> {
    checkFilter(wanted.filter);
    if (wanted.toUs < wanted.fromUs) throw new DomainError('BAD_USER_INPUT', 'The time ends before it begins.');
    const extent = await this.deps.sensor.countPackets(wanted);
    if (extent.packets === 0)
      throw new DomainError(
        'NOT_FOUND',
        wanted.capture === null
          ? 'No stored packet matches. Packets are kept as long as the packet store says.'
          : 'No packet of the capture matches.',
      );
    const what = `${extent.packets} stored packets of ${ownerOf(wanted)}${toldMasked(mask)}: ${wanted.filter.trim() || 'all'}`;
    await this.deps.journal.accessed(actor, what.slice(0, MAX_TOLD), purpose.slice(0, MAX_PURPOSE), requestId);
    const times = `${Math.floor(wanted.fromUs / 1e6)}-${Math.floor(wanted.toUs / 1e6)}`;
    const pieces = this.deps.sensor.extractPackets(wanted, extent);
    return {
      ...{ ...extent, fileName: `packets-${times}${namedMasked(mask)}.pcapng` },
      pieces: mask ? maskedCapture(pieces, mask, 'pcapng') : pieces,
    };
  }
}

/** Who takes packets, why, in which request. */
interface Taking {
  readonly actor: string;
  readonly purpose: string;
  readonly requestId: string;
}

/** Whose packets they are, as the journal keeps it. */
function ownerOf({ flow, capture, sensor }: PacketsWanted): string {
  if (capture !== null) return `capture ${capture}`;
  return flow ? `${flow.src}:${flow.srcPort} and ${flow.dst}:${flow.dstPort}` : (sensor ?? 'all sensors');
}

/** @throws DomainError BAD_FILTER with the place, BAD_USER_INPUT for what no single packet tells */
function checkFilter(filter: string): void {
  const expression = readFilter(filter, 'flow');
  const problem = expression ? packetProblem(expression) : null;
  if (problem !== null) throw new DomainError('BAD_USER_INPUT', problem);
}
