import { createLogger } from './logger';

const collect = (logFormat: 'json' | 'text' | 'auto', isTTY = false) => {
  const lines: string[] = [];
  const logger = createLogger(
    'api',
    { logLevel: 'info', logFormat },
    { write: (line) => void lines.push(line), isTTY },
  );
  return { logger, lines };
};
const HOSTILE = 'a\r\n{"level":"fatal"}\u001b[31m\u009b0m\u202eb\u2028%s%d%j {{7*7}}';

describe('logger', () => {
  it('A-11 writes one JSON line an entry, whatever the text', () => {
    const { logger, lines } = collect('json');
    logger.warn({ user: HOSTILE }, HOSTILE);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
    expect(JSON.parse(lines[0] as string)).toMatchObject({ level: 'warn', name: 'api', user: HOSTILE, msg: HOSTILE });
  });

  it('A-12 writes one readable line without raw controls on a terminal', () => {
    const { logger, lines } = collect('auto', true);
    logger.error({ err: new Error('no route\u001b'), name2: HOSTILE }, 'cannot connect');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d api {4}error: cannot connect {2}.*cause=no route\\u001b/);
  });

  it('leaves secrets out and cuts long text', () => {
    const { logger, lines } = collect('json');
    logger.info({ token: 'wl_u_x', req: { headers: { authorization: 'Bearer y' } }, long: 'z'.repeat(5000) }, 'seen');
    expect(lines[0]).not.toMatch(/wl_u_x|Bearer y/);
    expect(lines[0]?.length).toBeLessThan(2400);
    expect(lines[0]).toContain('(3000 more)');
  });

  it('keeps silent below its level', () => {
    const { logger, lines } = collect('json');
    logger.debug('quiet');
    expect(lines).toEqual([]);
  });
});
