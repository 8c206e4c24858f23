import { describe, expect, test } from 'vitest';
import { run } from './run.ts';
import { serveWithExpress } from './servers/express.ts';
import { serveWithHono } from './servers/hono.ts';
import { serveWithNode } from './servers/node.ts';

describe.each([
  ['http of Node', serveWithNode],
  ['Express', serveWithExpress],
  ['Hono', serveWithHono],
])('behind %s', (_name, serve) => {
  test('one set of handlers hears both vendors, and refuses at both', async () => {
    expect(await run(serve)).toEqual([
      'zim: ann to bob: Is the goose there?',
      'tencentIm: ann to bob: Is the goose there?',
      "zim: ann's app shows code 111101",
      "tencentIm: ann's app shows code 20006",
    ]);
  });
});
