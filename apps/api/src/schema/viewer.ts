import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';

export const Role = {
  ADMIN: 'ADMIN',
  OPERATOR: 'OPERATOR',
  ANALYST: 'ANALYST',
  AUDITOR: 'AUDITOR',
  VIEWER: 'VIEWER',
} as const;
export type Role = keyof typeof Role;
registerEnumType(Role, { name: 'Role' });

@ObjectType()
export class Viewer {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => Role)
  readonly role!: Role;

  @Field(() => String, { nullable: true, description: 'Name of the custom role that narrows the role; null = none.' })
  readonly customRole!: string | null;

  @Field(() => [String])
  readonly permissions!: readonly string[];

  @Field(() => [String], { description: 'Those of the permissions that ask for a fresh second factor and a reason.' })
  readonly stepUp!: readonly string[];
}
