import { keepYoungGenerationSmall } from './read/young-generation';

/** Where a command writes. */
export interface Out {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export type Run = (argv: string[], out: Out) => Promise<number>;

interface Command {
  readonly says: string;
  /** Loaded when called: `read` must not pay for, or depend on, what the servers need. */
  readonly load: () => Promise<Run>;
}

/** Every command of `wireledger`, in the order of the help. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  up: { says: 'run everything on this machine', load: async () => (await import('./up/run-up.js')).runUp },
  read: {
    says: 'capture files → facts or figures; needs no service',
    load: async () => {
      keepYoungGenerationSmall();
      const { runRead } = await import('./read/run-read.js');
      const places = async (say: (problem: string) => void) =>
        (await import('./read/known-places.js')).knownPlaces(say);
      return (argv, out) => runRead(argv, { ...out, places });
    },
  },
  detect: {
    says: 'capture files → alerts by the rules that come with the product; needs no service',
    load: async () => (await import('./detect/run-detect.js')).runDetect,
  },
  enrich: {
    says: 'addresses → country, city, network and what that rests on; needs no service',
    load: async () => (await import('./enrich/run-enrich.js')).runEnrich,
  },
  hunt: {
    says: 'was an address, a name or a fingerprint ever observed? asks the running system',
    load: async () => (await import('./hunt/run-hunt.js')).runHunt,
  },
  simulate: {
    says: 'write a simulated capture and its answer file, or tell of events by HTTP',
    load: async () => (await import('./simulate/run-simulate.js')).runSimulate,
  },
  replay: {
    says: 'hand capture files to the running system',
    load: async () => (await import('./replay/run-replay.js')).runReplay,
  },
  capture: {
    says: 'listen to network interfaces of this machine, into the running system',
    load: async () => (await import('./capture/run-capture.js')).runCapture,
  },
  packets: {
    says: 'stored packets of a flow or a filter → a pcapng file',
    load: async () => (await import('./packets/run-packets.js')).runPackets,
  },
  collect: {
    says: 'collect NetFlow, IPFIX and sFlow exports, and logs of other tools, into the running system',
    load: async () => (await import('./collect/run-collect.js')).runCollect,
  },
  user: {
    says: '`user bootstrap`: a new one-time link for the first administrator; `user erase <id>`, `erase-address <e-mail>`: forgets somebody for ever',
    load: async () => (await import('./access/run-user.js')).runUser,
  },
  token: {
    says: '`token create --role analyst`: a token for tools',
    load: async () => (await import('./access/run-token.js')).runToken,
  },
  sensor: {
    says: '`sensor enrol NAME`, `join`, `run`: sensors on other machines',
    load: async () => (await import('./sensor/run-sensor.js')).runSensor,
  },
  serve: {
    says: 'run one process (api, worker or sensor) as configured by the environment',
    load: async () => (await import('./serve/run-serve.js')).runServe,
  },
  migrate: {
    says: 'bring the schemas of DATABASE_URL to this version',
    load: async () => (await import('./serve/run-migrate.js')).runMigrate,
  },
  verify: {
    says: 'check that nothing of the history was changed: hashes, chains, seals, anchors',
    load: async () => (await import('./verify/run-verify.js')).runVerify,
  },
  keys: {
    says: '`keys replace personal|notify`: a new key in the place of one that seals what is kept',
    load: async () => (await import('./keys/run-keys.js')).runKeys,
  },
  bench: {
    says: 'measure against peers and limits',
    load: async () => (await import('./bench/run-bench.js')).runBench,
  },
};

/** The help text. */
export function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { says }]) => `  ${name.padEnd(10)} ${says}`);
  return ['usage: wireledger COMMAND …', '', ...lines, '', 'Each command explains itself with --help.', ''].join('\n');
}
