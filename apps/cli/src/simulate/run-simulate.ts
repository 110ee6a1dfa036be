import { simulate } from '@wireledger/simulator';
import { runTell } from './http/run-tell';
import { isTelling, TELL_USAGE } from './http/tell-args';
import { asksForHelp, parseSimulateArgs, SIMULATE_USAGE, SimulateUsageError } from './simulate-args';
import { CannotWrite, writeCapture, writeText } from './write-capture';

interface Out {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/**
 * `wireledger simulate`: tells a running system of events by HTTP (`--to http`), or writes a capture of the simulated network and, when asked, the answer file beside it. Needs no service. The same arguments
 * write the same bytes. Exit codes 0 done, 1 a file cannot be written, 2 wrong usage.
 */
export async function runSimulate(argv: readonly string[], out: Out): Promise<number> {
  if (asksForHelp(argv)) {
    out.stdout.write(`${SIMULATE_USAGE}\n\n${TELL_USAGE}\n`);
    return 0;
  }
  if (isTelling(argv)) return runTell(argv, out);
  try {
    const args = parseSimulateArgs(argv);
    const simulation = simulate(args);
    writeCapture(args.out, { format: args.format, resolution: args.nano ? 'ns' : 'us' }, simulation);
    const answers = simulation.answers();
    if (args.answers !== '') writeText(args.answers, `${JSON.stringify(answers, null, 1)}\n`);
    const attacks = answers.attacks.length === 1 ? '1 attack' : `${answers.attacks.length} attacks`;
    out.stdout.write(`${args.out}: ${answers.packets} packets, ${answers.bytes} bytes, ${attacks}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof SimulateUsageError) && !(error instanceof CannotWrite)) throw error;
    const usage = error instanceof SimulateUsageError ? `${SIMULATE_USAGE}\n` : '';
    out.stderr.write(`wireledger: ${error.message}\n${usage}`);
    return error instanceof SimulateUsageError ? 2 : 1;
  }
}
