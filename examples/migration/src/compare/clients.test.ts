import { readEnvelope } from '@polychat/routing';
import { describe, expect, test } from 'vitest';
import { wronglyShown } from './clients.ts';
import type { Inboxes } from './inboxes.ts';

describe('what an app with both SDKs shows', () => {
  const envelope = (last: string) => JSON.stringify({ id: `polychat-${last.padStart(32, '0')}` });
  const of = (...messages: readonly (readonly [string, string?])[]): Inboxes =>
    new Map([['bo', messages.map(([text, metadata]) => ({ vendor: 'zim' as const, text, metadata }))]]);

  test('one of two copies', () => {
    expect(readEnvelope(envelope('1')).id).toBeDefined();
    expect(wronglyShown(of(['one', envelope('1')], ['one', envelope('1')], ['two']))).toEqual([]);
  });

  test('two copies with two ids twice, and two messages of one id once', () => {
    expect(wronglyShown(of(['one', envelope('1')], ['one', envelope('2')]))).toEqual(['bo sees one twice']);
    expect(wronglyShown(of(['one', envelope('1')], ['two', envelope('1')]))).toEqual(['bo does not see two']);
  });
});
