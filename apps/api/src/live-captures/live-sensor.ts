/** What somebody wants to be listened to. */
export interface LiveOrder {
  readonly sensor: string;
  readonly interfaces: readonly string[];
  /** Expression of pcap-filter(7); null = everything. */
  readonly bpf: string | null;
  /** Expression of the filter language about packets; null = none. */
  readonly filter: string | null;
  /** Bytes kept of each packet; null = all of them. */
  readonly snaplen: number | null;
  readonly promiscuous: boolean;
}

/** A live capture that runs, or waits for its interfaces. */
export interface RunningLive extends LiveOrder {
  readonly source: string;
  readonly packets: number;
  readonly bytes: number;
  /** Packets that kernel and interfaces threw away. */
  readonly dropped: number;
  /** Packets that `filter` kept out. */
  readonly filtered: number;
  /** Why it does not run now; null while it does. */
  readonly waiting: string | null;
}

/** A collector of flow exports that runs. */
export interface RunningCollector {
  readonly source: string;
  readonly sensor: string;
  /** Address and UDP ports that it listens on. */
  readonly host: string;
  readonly ports: readonly number[];
  /** Addresses and prefixes of exporters that are listened to; empty = those that can reach it. */
  readonly allow: readonly string[];
  /** Export datagrams, and the flow records and sampled packets in them. */
  readonly datagrams: number;
  readonly records: number;
  /** Datagrams that were no export, or of others. */
  readonly refused: number;
  /** Datagrams that came too fast, or while the spool was full. */
  readonly dropped: number;
}

/** A collector of logs that runs. */
export interface RunningLogs {
  readonly source: string;
  readonly sensor: string;
  /** Files, folders and names with wildcards that it follows. */
  readonly places: readonly { readonly kind: string; readonly path: string }[];
  /** Files that these are now. */
  readonly files: number;
  readonly lines: number;
  /** Lines of which there are no facts, and lines that cannot be read, by what they are. */
  readonly others: Readonly<Record<string, number>>;
  readonly bad: Readonly<Record<string, number>>;
  /** Bytes that were not read yet, packed files aside. */
  readonly behind: number;
  /** Time of the newest line, µs; null before the first. */
  readonly reachedUs: number | null;
  /** What stands in the way now, with cause and mend. */
  readonly problems: readonly string[];
}

/** What a sensor has not handed to the event log yet. */
export interface SensorSpool {
  readonly sensor: string;
  /** Batches and facts that wait on its disk. */
  readonly waiting: number;
  /** Bytes of them on disk, 0 when nothing waits. */
  readonly bytes: number;
  /** No room: what comes now is counted as lost. */
  readonly full: boolean;
  /** Batches that the disk gave back broken, or the log refused, since the process started. */
  readonly lost: number;
  /** What the log said instead of taking them; null while it takes them. */
  readonly problem: string | null;
}

/** What the sensor process listens to, and could. */
export interface LiveState {
  readonly captures: readonly RunningLive[];
  readonly collectors: readonly RunningCollector[];
  readonly logs: readonly RunningLogs[];
  /** Names of its machine's network interfaces. */
  readonly interfaces: readonly string[];
  /** Of each sensor that wrote since it started. */
  readonly spools: readonly SensorSpool[];
}

/** The door of the process that listens to interfaces. Every call @throws DomainError SENSOR_UNREACHABLE when it does not answer. */
export interface LiveSensor {
  live(): Promise<LiveState>;
  /** Its source. @throws DomainError BAD_USER_INPUT with the reason of what was asked, BUSY when it cannot be done now */
  startLive(order: LiveOrder): Promise<string>;
  /** False when no such capture runs. */
  stopLive(source: string): Promise<boolean>;
}
