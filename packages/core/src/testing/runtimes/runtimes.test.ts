import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LoopbackServer, startLoopbackServer } from './loopback-server.ts';
import { bundle, programOf, type RuntimeName, runOn } from './runtime.ts';
import type { SendReport } from './sends.ts';

let folder = '';
beforeAll(async () => {
  folder = await bundle();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What each send comes to, and in how many attempts: only what certainly was not sent is sent again. */
const usual: readonly (readonly [path: string, result: string, attempts: number])[] = [
  ['good', 'accepted', 1],
  ['refused', 'network not_sent', 2],
  ['no-name', 'network not_sent', 2],
  ['reset', 'network unknown', 1],
  ['hang-up', 'network unknown', 1],
  ['half-a-reply', 'network unknown', 1],
  ['never', 'timeout unknown', 1],
  ['too-large', 'bad_reply unknown', 1],
  ['too-large-unannounced', 'bad_reply unknown', 1],
  ['redirect', 'bad_reply unknown', 1],
  ['misdirected', 'bad_reply unknown', 1],
  ['kept', 'accepted', 1],
  ['kept-reset', 'network unknown', 1],
  ['kept-hang-up', 'network unknown', 1],
  ['kept-last', 'network unknown', 1],
];

/** workerd says the same of a connection that never was as of one that broke after the request. */
const onWorkerd: Readonly<Record<string, readonly [result: string, attempts: number]>> = {
  refused: ['network unknown', 1],
  'no-name': ['network unknown', 1],
};

const names: readonly RuntimeName[] = ['node', 'bun', 'deno', 'workerd'];

describe.each(names)('on %s', (name) => {
  const isInstalled = programOf(name) !== undefined;
  if (!isInstalled) console.warn(`${name} is not installed here: its sends are not tested`);

  describe.skipIf(!isInstalled)('a send', () => {
    let server: LoopbackServer;
    let reports: readonly SendReport[] = [];
    beforeAll(async () => {
      server = await startLoopbackServer();
      reports = await runOn(name, folder, { open: server.port, closed: server.closedPort });
    });
    afterAll(() => server.close());

    test.each(usual)(
      'to a server whose behaviour is "%s" ends with the listed result after the listed attempts',
      (path, result, attempts) => {
        const [ownResult, ownAttempts] = (name === 'workerd' && onWorkerd[path]) || [result, attempts];
        const own = reports.filter((report) => report.path === path);
        expect(own.map((report) => [report.result, report.attempts])).toEqual(
          own.map(() => [ownResult, ownAttempts]),
        );
        expect(own.length).toBeGreaterThan(0);
      },
    );

    test('leaves once for each attempt, whatever becomes of the connection', () => {
      const attempted: Record<string, number> = {};
      for (const { path, attempts } of reports) attempted[path] = (attempted[path] ?? 0) + attempts;
      const { refused: _refused, 'no-name': _noName, ...atTheServer } = attempted;
      expect(server.posts).toEqual(atTheServer);
    });
  });
});
