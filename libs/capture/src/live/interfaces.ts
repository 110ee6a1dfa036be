import { readFileSync } from 'node:fs';
import os from 'node:os';

/** Linux: 15 bytes at most (IFNAMSIZ), no slash, no space, no leading hyphen that a program would read as an option. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.:@-]{0,14}$/;
/** Pseudo interface of libpcap: all of them, in Linux cooked form. */
export const ANY = 'any';

/** Names of the network interfaces of this host, sorted; `any` is not among them. In a network namespace those that are in it. */
export function networkInterfaces(): string[] {
  try {
    // Two lines of head, then `name: figures`. /sys/class/net shows the namespace that it was mounted in, not this process's.
    return readFileSync('/proc/self/net/dev', 'utf8')
      .split('\n')
      .slice(2)
      .map((line) => line.slice(0, line.lastIndexOf(':')).trim())
      .filter((name) => NAME.test(name))
      .sort();
  } catch {
    return Object.keys(os.networkInterfaces()).sort();
  }
}

/** Why packets cannot be read from an interface of this name, with the mend; null when it is there. `known` = {@link networkInterfaces}. */
export function interfaceProblem(name: string, known: readonly string[]): string | null {
  if (!NAME.test(name))
    return `${JSON.stringify(name.slice(0, 40))} is no name of an interface: give one of ${known.join(', ')}, or ${ANY}`;
  if (name === ANY || known.includes(name)) return null;
  return `there is no interface ${name} here: give one of ${known.join(', ')}, or ${ANY}`;
}
