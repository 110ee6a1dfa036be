/** Asks a GraphQL API as a tool would. @throws with the errors that it answered */
export type Graphql = <T>(token: string, query: string, variables?: object) => Promise<T>;

/** Asker of the API at this address. */
export const graphqlOn =
  (api: string): Graphql =>
  async <T>(token: string, query: string, variables: object = {}): Promise<T> => {
    const response = await fetch(`${api}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: T; errors?: unknown[] };
    if (!data || errors?.length) throw new Error(`GraphQL ${response.status}: ${JSON.stringify(errors)}`);
    return data;
  };
