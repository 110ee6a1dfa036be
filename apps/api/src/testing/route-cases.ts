import { restController } from '../rest/controllers';
import { shownValue } from '../rest/openapi/documented';
import { ROUTE_GROUPS } from '../rest/routes';

/** Of what does not exist: whoever passes the guard is told so. */
export const NOBODYS = '3f2b6a1e-7d54-4c0e-9a61-0c7d1b6f2a90';

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
function facadeTrials(): Readonly<Record<string, Trial>> {
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

/** Every route that is no GraphQL, by the controller's name and method. */
export const ROUTE_TRIALS: Readonly<Record<string, Trial>> = {
  'AuthController.state': {},
  'AuthController.useLink': { body: { token: 'x', name: 'Eve', password: 'purple tractor lemon sky' } },
  'AuthController.withPassword': { body: { name: 'nobody', password: 'x' } },
  'AuthController.withCode': { body: { token: 'x', code: '000000' } },
  'AuthController.withEnrolment': { body: { token: 'x', code: '000000' } },
  'AuthController.refresh': { body: {} },
  'AuthController.signOut': { body: {} },
  'InvitationController.look': { body: { token: 'x' } },
  'InvitationController.accept': { body: { token: 'x', password: 'purple tractor lemon sky' } },
  'PasswordResetController.look': { body: { token: 'x' } },
  'PasswordResetController.use': { body: { token: 'x', password: 'purple tractor lemon sky' } },
  'AccountController.list': {},
  'AccountController.end': { body: { others: true, password: 'x' } },
  'AccountController.offered': {},
  'AccountController.password': { body: { current: 'x', next: 'y' } },
  'OwnFactorController.show': {},
  'OwnFactorController.offer': { body: { password: 'x' } },
  'OwnFactorController.confirm': { body: { token: 'x', code: '000000' } },
  'OwnFactorController.codes': { body: { password: 'x' } },
  'OwnFactorController.remove': { body: { password: 'x' } },
  'OidcController.begin': { body: {} },
  'OidcController.finish': { body: { query: 'code=x' } },
  'OidcController.signOut': { body: {} },
  'OwnIdentityController.show': {},
  'OwnIdentityController.link': { body: { password: 'x' } },
  'OwnIdentityController.stepUp': { body: { permission: 'profile.own', reason: 'x' } },
  'OwnIdentityController.finish': { body: { query: 'code=x' } },
  'OwnIdentityController.unlink': { body: { password: 'x' } },
  'StepUpController.grant': { body: { permission: 'export.data', code: '000000', reason: 'x' } },
  'ControlController.bootstrapLink': { body: {} },
  'ControlController.erase': { body: { id: NOBODYS, reason: 'x' } },
  'ControlController.eraseAddress': { body: { address: 'nobody@example.org', reason: 'x' } },
  'ControlController.packets': { body: { from: 'x', to: 'x', reason: 'x' } },
  'ControlController.createToken': { body: { role: 'viewer' } },
  'ControlController.projections': {},
  'LiveController.live': {},
  'PcapUploadController.take': { body: {} },
  'EventIntakeController.take': { body: { type: 'auth_failure', source_ip: '192.0.2.1' } },
  'DocsController.document': {},
  'DocsController.page': {},
  'DocsController.asset': { params: { asset: 'docs.js' } },
  'HealthController.live': {},
  'HealthController.ready': {},
  'HealthController.prometheus': {},
  ...facadeTrials(),
};

/** Parameters of an address: those with several values stand several times. */
export function addressOf(query: Readonly<Record<string, unknown>>): string {
  const all = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]),
  );
  return new URLSearchParams(all).toString();
}
