import { readFileSync } from 'node:fs';

/** Sums what the kernel dropped of datagrams for UDP sockets on `port`, out of the text of /proc/net/udp or /proc/net/udp6 (proc(5)). */
export function dropsOf(text: string, port: number): number {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  let drops = 0;
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    if (fields[1]?.split(':')[1] !== wanted) continue;
    const count = Number(fields[12]);
    if (Number.isSafeInteger(count) && count > 0) drops += count;
  }
  return drops;
}

/** What the kernel dropped for UDP sockets on `port` of this network namespace, since they were opened. */
export function socketDrops(port: number): number {
  let drops = 0;
  for (const file of ['/proc/net/udp', '/proc/net/udp6']) {
    try {
      drops += dropsOf(readFileSync(file, 'utf8'), port);
    } catch {
      continue; // without IPv6 there is no such file
    }
  }
  return drops;
}
