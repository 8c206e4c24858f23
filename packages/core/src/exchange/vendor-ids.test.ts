import { describe, expect, test } from 'vitest';
import type { PlanWarning } from '../model/warning.ts';
import { droppedId, shapedIds } from './vendor-ids.ts';

function shaped(ids: unknown) {
  const warnings: PlanWarning[] = [];
  return { ids: shapedIds(ids as never, (warning) => warnings.push(warning)), warnings };
}

const names = ['messageId', 'sequence', 'taskId', 'requestId'] as const;

describe('the ids of a result', () => {
  test('stay as they are where they have the shape of ids', () => {
    const ids = { messageId: 'm-1', sequence: '7', taskId: 't/1', requestId: 'x'.repeat(128), sentAt: 17 };
    expect(shaped(ids)).toEqual({ ids, warnings: [] });
  });

  test('may be absent in every way in which vendors leave one out', () => {
    const ids = { messageId: undefined, sequence: null, taskId: '', sentAt: undefined };
    expect(shaped(ids)).toEqual({ ids: {}, warnings: [] });
    expect(shaped(undefined)).toEqual({ ids: {}, warnings: [] });
  });

  test.each(names)('hold no other thing as %s, and a warning says so', (name) => {
    for (const odd of ['x'.repeat(129), 'two words', '你好', 'a\nb', {}, [], true, () => 'id', 1.5]) {
      expect(shaped({ [name]: odd, sentAt: 17 })).toEqual({ ids: { sentAt: 17 }, warnings: [droppedId] });
    }
  });

  test.each(['now', Number.NaN, Number.POSITIVE_INFINITY, {}])('hold no time that is %o', (sentAt) => {
    expect(shaped({ messageId: 'm-1', sentAt })).toEqual({
      ids: { messageId: 'm-1' },
      warnings: [droppedId],
    });
  });

  test('do not carry members that nobody knows', () => {
    expect(shaped({ messageId: 'm-1', text: 'hello' }).ids).toEqual({ messageId: 'm-1' });
  });
});
