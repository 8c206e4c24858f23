import { describe, expect, test } from 'vitest';
import type { RedisConnection } from '../index.ts';
import { createScript } from './script.ts';

/** A server that has scripts or not, and what it was sent. */
function serverWith(refusal?: string) {
  const sent: string[][] = [];
  const connection: RedisConnection = {
    async send(command) {
      sent.push([...command]);
      if (refusal !== undefined && command[0] === 'EVALSHA') throw new Error(refusal);
      return 'reply';
    },
  };
  return { sent, connection };
}

describe('a script', () => {
  const script = createScript('return 1');

  test('is named by its digest', async () => {
    const { sent, connection } = serverWith();
    expect(await script.run(connection, ['a', 'b'], ['c'])).toBe('reply');
    expect(sent).toEqual([['EVALSHA', 'e0e1f9fabfc9d4800c877a703b823ac0578ff8db', '2', 'a', 'b', 'c']]);
  });

  test.each([
    ['ioredis and node-redis', 'NOSCRIPT No matching script. Please use EVAL.'],
    ['GLIDE', 'An error was signalled by the server: - NoScriptError: No matching script. Please use EVAL.'],
  ])('goes in full where the server does not know it, in the words of %s', async (_client, words) => {
    const { sent, connection } = serverWith(words);
    expect(await script.run(connection, ['a'], [])).toBe('reply');
    expect(sent[1]).toEqual(['EVAL', 'return 1', '1', 'a']);
  });

  test('does not run again after another error, since it may have run', async () => {
    const { sent, connection } = serverWith('Connection is closed.');
    await expect(script.run(connection, ['a'], [])).rejects.toThrow('closed');
    expect(sent).toHaveLength(1);
  });
});
