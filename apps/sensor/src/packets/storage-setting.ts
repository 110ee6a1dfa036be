import { readFileSync } from 'node:fs';
import {
  PACKET_STORAGE_MODES,
  PACKET_STORAGE_STREAM,
  packetStorageDecider,
  type PacketStorageMode,
} from '@wireledger/domain';
import { type EventLog, loadStream } from '@wireledger/event-sourcing';

import { replaceFile } from '../spool/durable-file';

/** The log is asked again so often, in case nobody said that it has changed. */
const ASK_MS = 30_000;

/**
 * What is to be kept of packets, by the log. What was last known stands in a file, so that a sensor that starts while the log is away goes on as
 * it was; the log overrules it as soon as it answers.
 */
export class StorageSetting {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly log: Pick<EventLog, 'readStream'>,
    private readonly file: string,
    private readonly apply: (mode: PacketStorageMode) => void,
    private readonly logger: { warn(fields: object, text: string): void; info(fields: object, text: string): void },
  ) {}

  /** Applies what was last known, and begins to ask. */
  start(): void {
    this.apply(this.known());
    void this.refresh();
    this.timer = setInterval(() => void this.refresh(), ASK_MS).unref();
  }

  /** Asks the log; what is in force then. While it does not answer, everything stays as it is. */
  async refresh(): Promise<PacketStorageMode> {
    const before = this.known();
    try {
      const { state } = await loadStream(this.log, packetStorageDecider, PACKET_STORAGE_STREAM);
      if (state.mode !== before) {
        replaceFile(this.file, state.mode);
        this.logger.warn({ before, mode: state.mode }, 'what is stored of packets was changed');
      }
      this.apply(state.mode);
      return state.mode;
    } catch (error) {
      this.logger.info({ err: error }, 'the log does not say now what is to be stored of packets');
      return before;
    }
  }

  close(): void {
    if (this.timer) clearInterval(this.timer);
  }

  private known(): PacketStorageMode {
    try {
      const text = readFileSync(this.file, 'utf8').trim();
      return PACKET_STORAGE_MODES.find((mode) => mode === text) ?? 'off';
    } catch {
      return 'off'; // never turned on here
    }
  }
}
