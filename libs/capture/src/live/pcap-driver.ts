import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { bpfShapeProblem, type LiveDriver } from './live-driver';
import { type AddonSession, loadPcapAddon, type PcapAddon } from './pcap-addon';
import { PcapInterface } from './pcap-interface';

/** A capture file of Ethernet that holds no packet: the addon compiles filters for a handle only, and opening a file needs no privileges. */
function emptyCapture(): Buffer {
  const file = Buffer.alloc(24);
  file.writeUInt32LE(0xa1b2c3d4, 0);
  file.writeUInt16LE(2, 4);
  file.writeUInt16LE(4, 6);
  file.writeUInt32LE(262_144, 16);
  file.writeUInt32LE(1, 20);
  return file;
}

/** Listens through the addon of the npm package `pcap`. @throws Error with cause and mend when it was not built */
export function pcapDriver(addon: PcapAddon = loadPcapAddon()): LiveDriver {
  return {
    name: 'pcap',
    listen: (options, ordinal, handler) => new PcapInterface(addon, options, ordinal, handler),
    bpfProblem: (bpf) => Promise.resolve(bpfShapeProblem(bpf) ?? compileProblem(new addon.PcapSession(), bpf)),
  };
}

function compileProblem(session: AddonSession, bpf: string): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-bpf-'));
  const file = path.join(folder, 'empty.pcap');
  const nothing = (): undefined => undefined;
  try {
    writeFileSync(file, emptyCapture());
    session.open_offline(file, bpf, 0, 0, '', nothing, false, 0, nothing, false);
    session.close();
    session.dispatch(Buffer.alloc(16), Buffer.alloc(16));
    return null;
  } catch (error) {
    return (error as Error).message.slice(0, 300);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
