import { startStandIn } from './stand-in';

/** Runs the stand-in as a process of its own: `node run.cjs [port]`; prints its address, stops on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const port = Number(process.argv[2] ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`not a port: ${process.argv[2]}`);
  const standIn = await startStandIn({ port });
  console.log(standIn.url);
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void standIn.stop().then(() => process.exit(0)));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
