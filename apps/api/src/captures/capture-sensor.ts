import type { CaptureFacts } from '@wireledger/events';

/** What the sensor process found in a capture. */
export type Examined = Omit<CaptureFacts, 'name' | 'source'>;

/** What an import needs to know of a stored capture. */
export interface ImportOrder {
  readonly source: string;
  readonly name: string;
  readonly sensor: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly packets: number;
  /** µs since 1970 UTC. */
  readonly firstUs: number;
  readonly lastUs: number;
}

/** How far an import is that is not over. `held`: why it stands still, or null. */
export interface RunningImport {
  readonly source: string;
  readonly packets: number;
  readonly bytesRead: number;
  readonly sizeBytes: number;
  readonly held: string | null;
}

/** A flow as its records have it; times of its first and last packet, µs. */
export interface FlowTuple {
  readonly src: string;
  readonly dst: string;
  readonly srcPort: number;
  readonly dstPort: number;
  /** IANA number. */
  readonly proto: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

/** Which packets of a flow are asked for. */
export type PacketsOrder = PacketsPlace & PacketsPart;

/** Where a flow's packets are: in a capture of the library, or in the packet store under the source that they came from. */
export type PacketsPlace = { readonly sha256: string } | { readonly source: string };

/** `list` without bytes, `bytes` for a file, `whole` with bytes and layers. */
export interface PacketsPart {
  readonly flow: FlowTuple;
  readonly skip: number;
  readonly most: number;
  readonly form: 'list' | 'bytes' | 'whole';
}

/** One packet of a flow; its number is that among the packets of the flow, from 1. */
export interface SeenPacket {
  readonly n: number;
  readonly us: number;
  readonly fromSource: boolean;
  readonly length: number;
  readonly captured: number;
  readonly payload: number;
  readonly linktype: number;
  readonly info: string;
  /** Base64. */
  readonly data?: string | undefined;
  readonly layers?:
    | readonly {
        readonly name: string;
        readonly from: number;
        readonly to: number;
        readonly fields: readonly (readonly [string, string])[];
      }[]
    | undefined;
}

/** After the last packet: whether there are more than were asked for. */
export interface PacketsEnd {
  readonly more: boolean;
}

/** The door of the process that reads captures. Every call @throws DomainError SENSOR_UNREACHABLE when it does not answer. */
export interface CaptureSensor {
  /** Reads a file that came in. @throws DomainError CAPTURE_REFUSED with the reason when it cannot be kept */
  examine(upload: string): Promise<Examined>;
  /** Begins an import, or lets it go on; `completed` when it is in the history already. @throws DomainError BUSY */
  import(order: ImportOrder): Promise<'running' | 'completed'>;
  imports(): Promise<readonly RunningImport[]>;
  /** Lets an import stand still; false when it does not run. */
  stopImport(source: string): Promise<boolean>;
  /** Packets of a flow, then how it ended. @throws DomainError NOT_FOUND when its file is gone, or with the reason why none are stored */
  packets(order: PacketsOrder): AsyncGenerator<SeenPacket | PacketsEnd>;
}
