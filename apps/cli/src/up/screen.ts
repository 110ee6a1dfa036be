/** What a person sees while everything runs: short prefixed lines, colour only on a terminal. */
export interface Screen {
  line(text: string): void;
  log(process: string, text: string): void;
  box(lines: readonly string[]): void;
}

const COLOURS: Readonly<Record<string, string>> = {
  api: '36',
  worker: '35',
  sensor: '33',
  database: '34',
  wireledger: '32',
};

/** Control characters from a child's log must not reach the terminal. */
export const inert = (text: string) =>
  text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g,
    (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

export function terminalScreen(out: NodeJS.WriteStream): Screen {
  const colour = (name: string, text: string) => (out.isTTY ? `\x1b[${COLOURS[name] ?? '0'}m${text}\x1b[0m` : text);
  const write = (text: string) => void out.write(`${text}\n`);
  return {
    line: (text) => write(`${colour('wireledger', 'wireledger'.padEnd(10))} ${text}`),
    log: (process, text) => write(`${colour(process, process.padEnd(10))} ${inert(text)}`),
    box: (lines) => write(['', ...lines.map((text) => `  ${text}`), ''].join('\n')),
  };
}
