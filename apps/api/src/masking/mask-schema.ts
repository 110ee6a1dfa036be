import { argumentClass, type FieldClass, fieldClass, refusedOrders } from '@wireledger/access';
import { DomainError } from '@wireledger/kernel';
import type { MaskingSerialiser } from '@wireledger/platform/masking';
import {
  defaultFieldResolver,
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLInputField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql';

import type { GraphqlContext } from '../access/request';
import { kindOfInput } from '../queries/filter-kinds';
import type { MaskingPolicy } from './masking-policy';

type Resolver = GraphQLFieldResolver<unknown, GraphqlContext, Record<string, unknown>>;
type Input = GraphQLArgument | GraphQLInputField;

const SHOWN: ReadonlySet<FieldClass> = new Set<FieldClass>(['public', 'internal', 'person']);
/** Types whose values can hold an address or a name. */
const TEXT = new Set(['String', 'ID', 'TopList']);

/** Arguments that are about one address or name, even where others are lists of them: what is changed, and whose page it is. */
const aboutOne = (owner: string): boolean => owner.startsWith('Mutation.') || owner === 'Query.host';

/** Masks answers and reads questions of masked readers, at every field of a schema, over HTTP and WebSocket alike. */
export class SchemaMask {
  private readonly undeclared: string[] = [];

  private constructor(
    private readonly serialiser: MaskingSerialiser,
    private readonly policy: Pick<MaskingPolicy, 'masks' | 'mode'>,
  ) {}

  /**
   * The same schema, masking. @throws Error naming the fields and arguments that can hold text and have no class in rbac.json:
   * what is not known to be harmless is not served
   */
  static onto(
    schema: GraphQLSchema,
    serialiser: MaskingSerialiser,
    policy: Pick<MaskingPolicy, 'masks' | 'mode'>,
  ): GraphQLSchema {
    const mask = new SchemaMask(serialiser, policy);
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__')) continue;
      if (isObjectType(type)) mask.object(type, roots.includes(type));
      else if (isInputObjectType(type))
        for (const field of Object.values(type.getFields())) mask.classOfInput(type.name, field);
    }
    if (mask.undeclared.length > 0)
      throw new Error(`no masking class is declared for ${mask.undeclared.join(', ')}: add them to rbac.json`);
    return schema;
  }

  private object(type: GraphQLObjectType, isRoot: boolean): void {
    for (const field of Object.values(type.getFields()) as GraphQLField<unknown, GraphqlContext>[]) {
      const found = fieldClass(type.name, field.name);
      if (found === null && TEXT.has(getNamedType(field.type).name)) this.undeclared.push(`${type.name}.${field.name}`);
      for (const argument of field.args) this.classOfInput(`${type.name}.${field.name}`, argument);
      if (isRoot && field.args.length > 0) this.readArguments(type, field);
      if (found !== null && !SHOWN.has(found)) this.answerMasked(field, found);
    }
  }

  private answerMasked(field: GraphQLField<unknown, GraphqlContext>, found: FieldClass): void {
    const resolve: Resolver = field.resolve ?? defaultFieldResolver;
    field.resolve = (owner, args, context, info) => {
      const value = resolve(owner, args, context, info);
      if (!this.masks(context)) return value;
      // A refusal comes back as what was found: it has nothing to mask, and must stay a refusal.
      const mask = (settled: unknown) =>
        settled instanceof Error ? settled : this.serialiser.mask(found, settled, owner);
      return value instanceof Promise ? value.then(mask) : mask(value);
    };
  }

  private readArguments(type: GraphQLObjectType, field: GraphQLField<unknown, GraphqlContext>): void {
    const reading =
      (inner: Resolver): Resolver =>
      (owner, args, context, info) =>
        inner(owner, this.asAsked(`${type.name}.${field.name}`, field.args, args, context), context, info);
    if (type.name === 'Subscription' && field.subscribe) field.subscribe = reading(field.subscribe);
    else field.resolve = reading(field.resolve ?? defaultFieldResolver);
  }

  private masks({ viewer }: GraphqlContext): boolean {
    return viewer !== null && this.policy.masks(viewer);
  }

  /** What masked readers asked for, in clear. Whoever is shown everything for a while goes on with links and pages from before. */
  private asAsked(
    owner: string,
    inputs: readonly Input[],
    given: Record<string, unknown>,
    context: GraphqlContext,
  ): Record<string, unknown> {
    if (this.masks(context)) return this.readAll(owner, inputs, given, '', (...one) => this.read(...one));
    if (this.policy.mode === 'off') return given;
    return this.readAll(owner, inputs, given, '', (of, { name }, value) => {
      const found = argumentClass(of, name);
      return found === null ? value : this.serialiser.unmaskKnown(found, value);
    });
  }

  private readAll(
    owner: string,
    inputs: readonly Input[],
    given: Readonly<Record<string, unknown>>,
    path: string,
    read: (owner: string, input: Input, value: unknown, path: string) => unknown,
  ): Record<string, unknown> {
    const all: Record<string, unknown> = { ...given };
    for (const input of inputs) {
      if (!Object.hasOwn(given, input.name)) continue;
      const [type, value] = [getNamedType(input.type), given[input.name]];
      const at = path ? `${path}.${input.name}` : input.name;
      all[input.name] =
        isInputObjectType(type) && typeof value === 'object' && value !== null && !Array.isArray(value)
          ? this.readAll(type.name, Object.values(type.getFields()), value as Record<string, unknown>, at, read)
          : read(owner, input, value, at);
    }
    return all;
  }

  private read(owner: string, input: Input, value: unknown, path: string): unknown {
    const type = getNamedType(input.type);
    if (isEnumType(type) && refusedOrders(type.name).includes(String(value)))
      throw new DomainError('BAD_USER_INPUT', `\`${path}\`: ${String(value)} would tell what is masked for you.`);
    const found = argumentClass(owner, input.name);
    const single = found === 'party' || aboutOne(owner);
    return found === null ? value : this.serialiser.unmask(found, value, { path, single, kind: kindOfInput(owner) });
  }

  private classOfInput(owner: string, input: Input): void {
    if (TEXT.has(getNamedType(input.type).name) && argumentClass(owner, input.name) === null)
      this.undeclared.push(`${owner}(${input.name})`);
  }
}
