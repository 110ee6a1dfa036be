import { createServer, type Server as TcpServer, type Socket } from 'node:net';
import { type ConnectionInjector, Server, ServerCredentials, type ServerReadableStream } from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { ClusterInfo, EndPoint, MemberInfo } from '@eventstore/db-client/generated/gossip_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { DeleteResp, TombstoneResp } from '@eventstore/db-client/generated/streams_pb';

import { serveAppend, serveBatchAppend } from './append-call';
import { type Fault, FaultPlan, type FaultyCall } from './fault-plan';
import { ReadCall } from './read-call';
import { StandInLog } from './stand-in-log';
import { notLeader, refusalOf, streamName, uuidOf } from './wire';

const HOST = '127.0.0.1';
const { FOLLOWER, LEADER } = MemberInfo.VNodeState;

export interface StandInOptions {
  /** 0 = any free one. */
  readonly port?: number;
  /** What was there before a restart. */
  readonly log?: StandInLog;
}

interface PeerCall {
  getPeer(): string;
}

/**
 * A stand-in of an EventStoreDB/KurrentDB node, on the wire: real HTTP/2 and gRPC, so that the real client talks to it.
 * It encodes our reading of the server's rules (docs of the adapter); nothing of it is shipped.
 */
export class StandIn {
  readonly faults = new FaultPlan();
  /** Calls taken since the start, by name. */
  readonly calls: Record<FaultyCall, number> = {
    append: 0,
    batchAppend: 0,
    read: 0,
    subscribe: 0,
    gossip: 0,
    features: 0,
  };
  /** Messages that reads and subscriptions have handed to their connections. */
  sent = 0;
  /** Reads and subscriptions that are open now. */
  openReads = 0;
  /** Another node that leads; unset = this one does. */
  leader: StandIn | undefined;
  /** False = gossip names no usable node, as during an election. */
  electable = true;
  port = 0;
  private grpc: Server | undefined;
  private tcp: TcpServer | undefined;
  private injector: ConnectionInjector | undefined;
  private readonly sockets = new Map<string, Socket>();

  constructor(readonly log: StandInLog) {}

  /** `esdb://…`, without TLS. */
  get url(): string {
    return `esdb://${HOST}:${this.port}?tls=false`;
  }

  get discoverUrl(): string {
    return `esdb+discover://${HOST}:${this.port}?tls=false`;
  }

  async listen(port = this.port): Promise<void> {
    this.grpc = new Server({ 'grpc.max_receive_message_length': 32 * 1024 * 1024 });
    this.addServices(this.grpc);
    // Node closes a connection on which many calls are cancelled; the real server's HTTP/2 does not.
    const { commonServerOptions } = this.grpc as unknown as { commonServerOptions?: object };
    Object.assign(commonServerOptions ?? {}, { streamResetBurst: 1_000_000, streamResetRate: 100_000 });
    const injector = (this.injector = this.grpc.createConnectionInjector(ServerCredentials.createInsecure()));
    this.tcp = createServer((socket) => {
      const peer = `${socket.remoteAddress}:${socket.remotePort}`;
      this.sockets.set(peer, socket);
      socket.once('close', () => this.sockets.delete(peer));
      socket.on('error', () => undefined);
      injector.injectConnection(socket);
    });
    await new Promise<void>((resolve, reject) => {
      this.tcp!.once('error', reject);
      this.tcp!.listen(port, HOST, resolve);
    });
    this.port = (this.tcp.address() as { port: number }).port;
  }

  /** Stops as a killed server does: connections break, the log stays, the cache of recent ids is lost. */
  async stop(): Promise<void> {
    const tcp = this.tcp;
    this.tcp = undefined;
    const closed = new Promise<void>((resolve) => (tcp ? tcp.close(() => resolve()) : resolve()));
    this.dropConnections();
    this.injector?.destroy();
    this.grpc?.forceShutdown();
    this.log.forgetRecent();
    await closed;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.listen();
  }

  /** Breaks every connection without a word. */
  dropConnections(): void {
    for (const socket of this.sockets.values()) socket.destroy();
  }

  private addServices(grpc: Server): void {
    const { log } = this;
    const take = (call: FaultyCall): Fault | undefined => {
      this.calls[call]++;
      return this.faults.take(call);
    };
    const dropOf = (call: PeerCall) => () => this.sockets.get(call.getPeer())?.destroy();
    grpc.addService(StreamsService, {
      append: (call: Parameters<typeof serveAppend>[0], answer: Parameters<typeof serveAppend>[1]) =>
        serveAppend(call, answer, {
          log,
          fault: take('append'),
          dropConnection: dropOf(call),
          refusal: this.refusalForLeader(call),
        }),
      batchAppend: (call: Parameters<typeof serveBatchAppend>[0]) =>
        serveBatchAppend(call, log, () => take('batchAppend'), dropOf(call)),
      read: (call: ConstructorParameters<typeof ReadCall>[0]) => {
        const fault = take(call.request.getOptions()?.hasSubscription() ? 'subscribe' : 'read');
        this.openReads++;
        let open = true;
        const over = () => {
          if (open) this.openReads--;
          open = false;
        };
        for (const event of ['cancelled', 'close', 'finish', 'error']) call.once(event, over);
        void new ReadCall(call, log, fault, {
          dropConnection: dropOf(call),
          refusal: this.refusalForLeader(call),
          onSent: () => this.sent++,
        })
          .serve()
          .catch((error) => call.emit('error', error));
      },
      delete: (call: DeleteCall, answer: (error: null, response: DeleteResp) => void) => {
        const position = log.delete(streamName(call.request.getOptions()?.getStreamIdentifier())).toString();
        const at = new DeleteResp.Position().setCommitPosition(position).setPreparePosition(position);
        answer(null, new DeleteResp().setPosition(at));
      },
      tombstone: (call: DeleteCall, answer: (error: null, response: TombstoneResp) => void) => {
        const position = log.tombstone(streamName(call.request.getOptions()?.getStreamIdentifier())).toString();
        const at = new TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position);
        answer(null, new TombstoneResp().setPosition(at));
      },
    });
    grpc.addService(ServerFeaturesService, {
      getSupportedMethods: (call: PeerCall, answer: (error: Error | null, response?: SupportedMethods) => void) => {
        const fault = take('features');
        const refusal = refusalOf(fault);
        if (refusal) return answer(refusal);
        if (fault?.kind === 'silent') return;
        if (fault?.kind === 'drop') return void dropOf(call)();
        answer(null, supportedMethods());
      },
    });
    grpc.addService(GossipService, {
      read: (call: PeerCall, answer: (error: Error | null, response?: ClusterInfo) => void) => {
        const fault = take('gossip');
        const refusal = refusalOf(fault);
        if (refusal) return answer(refusal);
        if (fault?.kind === 'silent') return;
        if (fault?.kind === 'drop') return void dropOf(call)();
        answer(null, this.clusterInfo());
      },
    });
  }

  /** Only callers that say `requires-leader` are refused by a follower; for others it forwards. */
  private refusalForLeader(call: Pick<ServerReadableStream<unknown, unknown>, 'metadata'>) {
    if (!this.leader || call.metadata.get('requires-leader')[0] !== 'true') return undefined;
    return notLeader(HOST, this.leader.port);
  }

  private clusterInfo(): ClusterInfo {
    const nodes = this.leader ? [this, this.leader] : [this];
    const members = nodes.map((node, i) =>
      new MemberInfo()
        .setInstanceId(uuidOf(`00000000-0000-4000-8000-00000000000${i}`))
        .setTimeStamp('0')
        .setIsAlive(this.electable)
        .setState(node.leader ? FOLLOWER : LEADER)
        .setHttpEndPoint(new EndPoint().setAddress(HOST).setPort(node.port)),
    );
    return new ClusterInfo().setMembersList(members);
  }
}

interface DeleteCall {
  readonly request: {
    getOptions(): { getStreamIdentifier(): Parameters<typeof streamName>[0] } | undefined;
  };
}

/** Names are compared in lower case by the client. */
function supportedMethods(): SupportedMethods {
  const methods = ['append', 'batchappend', 'read', 'delete', 'tombstone'].map((name) =>
    new SupportedMethod().setServiceName('event_store.client.streams.streams').setMethodName(name),
  );
  return new SupportedMethods().setEventStoreServerVersion('24.10.0').setMethodsList(methods);
}

/** Starts a stand-in on loopback. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const standIn = new StandIn(options.log ?? new StandInLog());
  await standIn.listen(options.port ?? 0);
  return standIn;
}
