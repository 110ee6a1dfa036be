import rbac from './rbac.json';

/** Class of a field of the API: what becomes of it for readers who see traffic masked. rbac.json has the words. */
export type FieldClass = keyof typeof rbac.masking.classes;

const isClass = (name: string | undefined): name is FieldClass =>
  name !== undefined && Object.hasOwn(rbac.masking.classes, name);

const known = (record: Readonly<Record<string, string>>, key: string): FieldClass | null => {
  const name = Object.hasOwn(record, key) ? record[key] : undefined;
  if (name !== undefined && !isClass(name)) throw new Error(`rbac.json: ${key} has the unknown class ${name}`);
  return name ?? null;
};

/** Class of a field that is answered, `Flow.src`; null when none is declared. */
export const fieldClass = (owner: string, field: string): FieldClass | null =>
  known(rbac.masking.fields, `${owner}.${field}`);

/** Class of an argument or input field, by `Query.hosts.search`, `DnsWhere.search` or its bare name; null when none is declared. */
export const argumentClass = (owner: string, name: string): FieldClass | null =>
  known(rbac.masking.arguments, `${owner}.${name}`) ?? known(rbac.masking.arguments, name);

/** Orders of lists by a personal value: they would tell masked readers which value is greater. */
export const refusedOrders = (enumName: string): readonly string[] =>
  (rbac.masking.orders as Readonly<Record<string, readonly string[]>>)[enumName] ?? [];
