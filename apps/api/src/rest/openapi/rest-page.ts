/** What the page reads of the document. */
interface Described {
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
}

const INTRO = `# REST

Generated from the document of the API (\`docs/openapi.json\`); a test keeps it fresh.

Every route but \`POST /api/events\`, by which programs tell of events ([intake.md](intake.md)), asks the GraphQL schema of the same process as whoever sent the request: guards, scopes, masks, limits, four eyes and audit trail are those of
GraphQL, and there is no second way to the data. What a route tells of a thing is what GraphQL tells of it.

\`\`\`sh
TOKEN=$(npx wireledger token create --role analyst)
curl -H "Authorization: Bearer $TOKEN" 'http://localhost:3000/api/top-talkers?limit=5'
curl -H "Authorization: Bearer $TOKEN" 'http://localhost:3000/api/events?kind=dns&domain=example.org'
curl -H "Authorization: Bearer $TOKEN" --data-binary @office.pcap -H 'content-type: application/octet-stream' \\
  'http://localhost:3000/api/pcap/upload?name=office.pcap'
curl -N -H "Authorization: Bearer $TOKEN" http://localhost:3000/api/live
curl -H "Authorization: Bearer $(npx wireledger token create --kind sensor)" -H 'content-type: application/json' \\
  -d '{"type":"auth_failure","source_ip":"203.0.113.9","auth":{"username":"root"}}' http://localhost:3000/api/events
\`\`\`

- **Who asks** stands in \`Authorization: Bearer …\`, an access token of a session or an API token; never in the address, never in a cookie. What asks for a
  fresh second factor (pcap files, payload, imports) is for people: programs get \`STEP_UP_REQUIRED\` or \`FORBIDDEN\` with the permission.
- **The description** is at \`/api/openapi.json\` for whoever may ask GraphQL for its schema: administrators in the browser, tokens of administrators,
  operators, analysts and tools. \`/api/docs\` shows it and sends requests: in the browser of a signed-in administrator at once, else with a token, which
  stays in that page.
- **POST takes JSON** and nothing else; files have routes of their own. Unknown parameters and fields are refused, for a filter that is misspelt must not
  answer everything. A request of a page of another site is refused.
- **Errors** are \`{code, message, requestId}\`, some with more; \`requestId\` is the header \`X-Request-Id\` and in the log. What lies outside one's scope is
  answered like what does not exist.
- **Pages** hold \`rows\`, \`next\`, \`count\`; ask again with \`cursor\` = \`next\`. \`limit\` has the most that GraphQL answers. Requests are counted for each person,
  token and network (\`TOO_MANY_REQUESTS\`, \`Retry-After\`).
- **Ranges** are \`from\` and \`to\`, packet time; 24 hours up to now when absent. \`as_of\` answers as it was when the log ended at a position.
- **Caches** keep nothing (\`no-store\`); an \`ETag\` spares sending what has not changed.
- **Masked readers** get pseudonyms, and ask with them.

## Live

\`GET /api/live\` sends server-sent events: \`frame\` (a \`LiveFrame\` of GraphQL) once a second at most; its id is the cursor, so that a browser's
\`Last-Event-ID\` goes on without loss. It ends with \`end\` within two seconds once the caller may no longer act.

WebSockets for clients that speak no GraphQL, read only; plain JSON of 1 to 2 KB:

| path          | permission    | message                                                                                          | at most every |
| ------------- | ------------- | ------------------------------------------------------------------------------------------------ | ------------- |
| \`/ws/metrics\` | \`stats.read\`  | \`metrics\`: packets, bytes, lookups and requests a second, by application                         | 1 s           |
| \`/ws/alerts\`  | \`alerts.read\` | \`alerts\`: what happened to alerts                                                                 | 2 s           |
| \`/ws/flows\`   | \`live.read\`   | \`flows\`: new flows in canonical shape, and how many \`more\`                                         | 2 s           |

The token is in the header \`Authorization\` of the upgrade, or in the first message within 3 s: \`{"type":"connection_init","payload":{"token":"…"}}\`.
Any other message ends the connection.

## Routes
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** Text of docs/rest.md, before it is formatted. */
export function restPage(document: string): string {
  const { tags, paths } = JSON.parse(document) as Described;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ door: `${method.toUpperCase()} ${path}`, ...operation })),
  );
  const sections = tags.map(({ name, description }) => {
    const rows = operations
      .filter((one) => one.tags.includes(name))
      .map(({ door, summary, description: more }) => {
        const permission = /Permission `([\w.]+)`/.exec(more)?.[1] ?? '';
        return `| \`${door}\` | ${cell(summary)} | \`${permission}\` |`;
      });
    return `### ${name}\n\n${description}\n\n| route | | permission |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `${INTRO}\n${sections.join('\n')}`;
}
