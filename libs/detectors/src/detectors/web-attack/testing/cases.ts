import { address, type Cases, spread, times } from '../../../testing/cases';
import { http, T0 } from '../../../testing/rows';
import { webAttack } from '../detector';

interface P {
  readonly requests: number;
}

export const cases: Cases<P> = {
  detector: webAttack,
  needs: ({ requests }) => requests,
  attack: (n, span, _p, v6) =>
    times(n, (i) =>
      http(spread(T0, i, n, span), {
        ...{ client: address(v6, false), server: address(v6, true) },
        target: `/item?id=${i}%27+UNION%20SELECT+user,password+FROM+users--`,
      }),
    ),
  v6: true,
  mustNot: ({ requests }) => ({
    'a shop’s searches': times(requests * 3, (i) =>
      http(T0 + i, { target: `/find?q=union+jack+select+${i}&sort=asc` }),
    ),
    'names with an apostrophe': times(requests * 3, (i) => http(T0 + i, { target: `/find?name=O%27Brien+${i}` })),
    'many clients, one try each': times(requests * 3, (i) =>
      http(T0 + i, { client: address(false, false, i), target: '/x?id=1%27+or+1=1' }),
    ),
    'paths without a query': times(requests * 3, (i) => http(T0 + i, { target: `/union%20select/${i}` })),
  }),
};
