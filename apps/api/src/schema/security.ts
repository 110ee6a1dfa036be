import { ArgsType, Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Role as RoleName } from '@wireledger/access';

import { Time } from './scalars';
import { Role } from './viewer';

export const TransportKind = { OWN: 'OWN', PROXY: 'PROXY', LOOPBACK: 'LOOPBACK' } as const;
export type TransportKind = keyof typeof TransportKind;
registerEnumType(TransportKind, {
  name: 'TransportKind',
  description:
    'How requests come in. OWN: over TLS of this server. PROXY: over that of a proxy that is trusted. LOOPBACK: in clear, on this machine alone.',
});

@ObjectType({ description: 'Least and most of a number of the security settings.' })
export class SecurityBound {
  @Field(() => String, { description: 'Name of the field.' })
  readonly field!: string;

  @Field(() => Int)
  readonly least!: number;

  @Field(() => Int)
  readonly most!: number;

  @Field(() => Int, { description: 'What it is before anybody changed it.' })
  readonly first!: number;

  @Field(() => String, { description: 'What it counts.' })
  readonly unit!: string;
}

@ObjectType({ description: 'The certificate that is served; another one is read at the next start.' })
export class ServedCertificate {
  @Field(() => String)
  readonly subject!: string;

  @Field(() => String)
  readonly issuer!: string;

  @Field(() => Time)
  readonly notAfter!: string;

  @Field(() => Int, { description: 'Whole days; negative once it is over.' })
  readonly daysLeft!: number;
}

@ObjectType()
export class SecurityTransport {
  @Field(() => TransportKind)
  readonly kind!: TransportKind;

  @Field(() => String, { nullable: true, description: 'Oldest version of TLS; null where this server ends none.' })
  readonly minVersion!: string | null;

  @Field(() => ServedCertificate, { nullable: true, description: 'Null where this server ends no TLS.' })
  readonly certificate!: ServedCertificate | null;

  @Field(() => [String], { description: 'Addresses and prefixes of proxies that are believed.' })
  readonly proxies!: readonly string[];

  @Field(() => Boolean, { description: 'Browsers are told to come over TLS alone (HSTS), as this answer tells.' })
  readonly hsts!: boolean;
}

@ObjectType({ description: 'How people get in and how long they stay.' })
export class Security {
  @Field(() => Int, { description: '0 = nobody has changed it yet.' })
  readonly version!: number;

  @Field(() => String, { nullable: true, description: 'Who changed it last.' })
  readonly changedByName!: string | null;

  @Field(() => Time, { nullable: true })
  readonly changedAt!: string | null;

  @Field(() => Int, { description: 'Silence after which a session ends.' })
  readonly idleMinutes!: number;

  @Field(() => Int, { description: 'The same of administrators.' })
  readonly adminIdleMinutes!: number;

  @Field(() => Int, { description: 'Age at which a session ends, however much it is used.' })
  readonly absoluteHours!: number;

  @Field(() => Int, { description: 'Fewest characters of a new password.' })
  readonly passwordLength!: number;

  @Field(() => Int, { description: 'Wrong passwords or codes of a person after which the next one has to wait.' })
  readonly freeAttempts!: number;

  @Field(() => Int, { description: 'Longest wait: it doubles from a second to that, and nobody is locked out.' })
  readonly longestWaitMinutes!: number;

  @Field(() => Int, { description: 'How long a fresh second factor is fresh.' })
  readonly stepUpSeconds!: number;

  @Field(() => [Role], { description: 'Roles whose people need a second factor.' })
  readonly factorRoles!: readonly RoleName[];

  @Field(() => [Role], { description: 'Those of them that cannot be let off.' })
  readonly factorAlways!: readonly RoleName[];

  @Field(() => [String], { description: 'Origins of the console beside the own one: https://host[:port].' })
  readonly origins!: readonly string[];

  @Field(() => String, { description: 'That of PUBLIC_URL, or of the port that is listened on.' })
  readonly ownOrigin!: string;

  @Field(() => [SecurityBound])
  readonly bounds!: readonly SecurityBound[];

  @Field(() => Time, { nullable: true, description: 'When the session of the caller began; null for tokens.' })
  readonly sessionStartedAt!: string | null;

  @Field(() => SecurityTransport)
  readonly transport!: SecurityTransport;
}

@ArgsType()
export class ChangeSecurityArgs {
  @Field(() => Int, { description: 'Version that was seen.' })
  readonly seen!: number;

  @Field(() => Int, { nullable: true })
  readonly idleMinutes?: number | null;

  @Field(() => Int, { nullable: true })
  readonly adminIdleMinutes?: number | null;

  @Field(() => Int, { nullable: true })
  readonly absoluteHours?: number | null;

  @Field(() => Int, { nullable: true })
  readonly passwordLength?: number | null;

  @Field(() => Int, { nullable: true })
  readonly freeAttempts?: number | null;

  @Field(() => Int, { nullable: true })
  readonly longestWaitMinutes?: number | null;

  @Field(() => Int, { nullable: true })
  readonly stepUpSeconds?: number | null;

  @Field(() => [Role], { nullable: true, description: 'All of them.' })
  readonly factorRoles?: readonly RoleName[] | null;

  @Field(() => [String], { nullable: true, description: 'All of them; at most 10.' })
  readonly origins?: readonly string[] | null;

  @Field(() => String, { description: 'At most 500 characters.' })
  readonly reason!: string;
}
