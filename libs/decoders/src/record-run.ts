/** Records of a classic pcap file that lie one behind the other in `buffer`, for whoever reads many of them at once. */
export interface RecordRun {
  buffer: Uint8Array;
  /** Where the next one begins; whoever takes some moves it behind the last of them, and counts them. */
  pos: number;
  /** Where the bytes at hand end: the last record may be cut there. */
  end: number;
  taken: number;
  /** Byte order of the headers; fractions of seconds are nanoseconds, else microseconds; bytes of a header. */
  readonly bigEndian: boolean;
  readonly nanoseconds: boolean;
  readonly recordHeader: number;
  linktype: number;
}

/** Takes as many records of a run as it can and leaves the others to the packet handler: what is cut or damaged, or all. */
export type RunHandler = (run: RecordRun) => void;
