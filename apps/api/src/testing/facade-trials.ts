import { restController } from '../rest/controllers';
import { shownValue } from '../rest/openapi/documented';
import { ROUTE_GROUPS } from '../rest/routes';

/** How an operation is tried: a document for GraphQL, a request for a route. `personal` values are asked for as the asker may. */
export type Trial =
  | { readonly document: (personal: Personal) => string }
  | { readonly body?: unknown; readonly params?: Readonly<Record<string, string>> }
  | { readonly request: (personal: Personal) => RestTrial };

export interface Personal {
  readonly address: string;
  readonly name: string;
}

export interface RestTrial {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Routes of the facade are tried as the document shows them: with addresses and names as the asker may write them. */
export function facadeTrials(): Readonly<Record<string, Trial>> {
  const trials = ROUTE_GROUPS.flatMap((group) => {
    const { name: controller } = restController(group);
    return group.routes.map(({ name, door, example: { path, query, body } }) => {
      const request = (personal: Personal): RestTrial => {
        const own: Readonly<Record<string, string>> = { '{address}': personal.address, '{name}': personal.name };
        const filled = (given: object | undefined) =>
          Object.fromEntries(
            Object.entries(given ?? {}).map(([key, value]) => [key, own[String(value)] ?? shownValue(value)]),
          ) as Record<string, string>;
        const hasBody = door.startsWith('POST');
        return { params: filled(path), query: filled(query), ...(hasBody ? { body: filled(body) } : {}) };
      };
      return [`${controller}.${name}`, { request }] as const;
    });
  });
  return Object.fromEntries(trials);
}
