import { ArgsType, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { RangeInput, TopList } from './common';
import { FactListArgs, FactPage, FactTopsArgs, MaybeCoarse } from './fact-frames';
import { filterOf } from './filter';
import { Time } from './scalars';

export const TlsSort = {
  TIME_DESC: 'TIME_DESC',
  TIME_ASC: 'TIME_ASC',
  LATENCY_DESC: 'LATENCY_DESC',
  EXPIRY_ASC: 'EXPIRY_ASC',
  EXPIRY_DESC: 'EXPIRY_DESC',
} as const;
export type TlsSort = keyof typeof TlsSort;
registerEnumType(TlsSort, { name: 'TlsSort' });

@InputType()
export class TlsWhere {
  @Field(() => RangeInput, { nullable: true })
  readonly range?: RangeInput | null;

  @Field(() => [String], { nullable: true, description: `Either end.` })
  readonly ip?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly client?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly server?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: `Exact names asked for (SNI).` })
  readonly serverName?: readonly string[] | null;

  @Field(() => String, {
    nullable: true,
    description: `Contained in the name asked for, or in subject or issuer of the certificate.`,
  })
  readonly search?: string | null;

  @Field(() => [String], { nullable: true, description: `Versions chosen, as they are shown: \`TLS 1.3\`.` })
  readonly version?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly alpn?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly ja3?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly ja4?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly ja3s?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: `Issuers of the certificate, exactly.` })
  readonly issuer?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly certSha256?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly sensor?: readonly string[] | null;

  @Field(() => ID, { nullable: true })
  readonly source?: string | null;

  @Field(() => ID, { nullable: true })
  readonly flow?: string | null;

  @Field(() => String, { nullable: true, description: filterOf('tls.version = TLSv1.0') })
  readonly filter?: string | null;
}

/** Leaf of a server's certificates where they are sent in clear (TLS 1.2 and older). */
@ObjectType()
export class TlsCertificate {
  @Field(() => String, { description: `Of the DER form, hex.` })
  readonly sha256!: string;

  @Field(() => String)
  readonly subject!: string;

  @Field(() => String)
  readonly issuer!: string;

  @Field(() => String, { nullable: true, description: `Hex.` })
  readonly serial!: string | null;

  @Field(() => Time, { nullable: true })
  readonly notBefore!: string | null;

  @Field(() => Time, { nullable: true })
  readonly notAfter!: string | null;

  @Field(() => [String], { description: `Alternative names, at most 64.` })
  readonly names!: readonly string[];

  @Field(() => Int)
  readonly nameCount!: number;
}

@ObjectType()
export class TlsHandshake {
  @Field(() => ID, { description: `\`position#n\`` })
  readonly id!: string;

  @Field(() => Time)
  readonly time!: string;

  @Field(() => String)
  readonly sensor!: string;

  @Field(() => ID, { nullable: true, description: `The flow that carried it, when it is known.` })
  readonly flow!: string | null;

  @Field(() => String)
  readonly client!: string;

  @Field(() => Int)
  readonly clientPort!: number;

  @Field(() => String)
  readonly server!: string;

  @Field(() => Int)
  readonly serverPort!: number;

  @Field(() => String, { description: `tcp, quic, dtls (over UDP)` })
  readonly transport!: string;

  @Field(() => String, { nullable: true })
  readonly quicVersion!: string | null;

  @Field(() => Int, { description: `ClientHellos in it: 0 when none was seen, 2 after a HelloRetryRequest.` })
  readonly hellos!: number;

  @Field(() => Boolean)
  readonly retried!: boolean;

  @Field(() => Float, { nullable: true, description: `First answer of the server after the first ClientHello.` })
  readonly latencyMs!: number | null;

  @Field(() => String, { nullable: true, description: `Name asked for (SNI).` })
  readonly serverName!: string | null;

  @Field(() => String, { nullable: true })
  readonly versionOffered!: string | null;

  @Field(() => String, { nullable: true, description: `Version chosen; null when no ServerHello was seen.` })
  readonly version!: string | null;

  @Field(() => String, { nullable: true })
  readonly cipher!: string | null;

  @Field(() => [String])
  readonly alpnOffered!: readonly string[];

  @Field(() => String, { nullable: true, description: `Protocol chosen in clear.` })
  readonly alpn!: string | null;

  @Field(() => String, { nullable: true })
  readonly ja3!: string | null;

  @Field(() => String, { nullable: true })
  readonly ja4!: string | null;

  @Field(() => String, { nullable: true })
  readonly ja3s!: string | null;

  @Field(() => String, { nullable: true, description: `Of the ClientHello that answered a HelloRetryRequest.` })
  readonly ja3Retry!: string | null;

  @Field(() => String, { nullable: true })
  readonly ja4Retry!: string | null;

  @Field(() => TlsCertificate, { nullable: true })
  readonly certificate!: TlsCertificate | null;
}

@ObjectType()
export class TlsPage extends FactPage {
  @Field(() => [TlsHandshake])
  readonly rows!: readonly TlsHandshake[];
}

@ObjectType()
export class TlsTops extends MaybeCoarse {
  @Field(() => Float, { description: `Handshakes.` })
  readonly total!: number;

  @Field(() => TopList)
  readonly serverNames!: TopList;

  @Field(() => TopList)
  readonly ja4!: TopList;

  @Field(() => TopList)
  readonly ja3!: TopList;

  @Field(() => TopList)
  readonly ja3s!: TopList;

  @Field(() => TopList)
  readonly issuers!: TopList;

  @Field(() => TopList, { description: `Versions chosen.` })
  readonly versions!: TopList;

  @Field(() => TopList, { description: `Protocols chosen in clear.` })
  readonly alpn!: TopList;
}

@ArgsType()
export class TlsHandshakesArgs extends FactListArgs {
  @Field(() => TlsWhere, { nullable: true })
  readonly where?: TlsWhere | null;

  @Field(() => TlsSort, { nullable: true, defaultValue: 'TIME_DESC' })
  readonly sort!: TlsSort;
}

@ArgsType()
export class TlsTopsArgs extends FactTopsArgs {
  @Field(() => TlsWhere, { nullable: true })
  readonly where?: TlsWhere | null;
}
