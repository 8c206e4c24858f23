import { describe, expect, test } from 'vitest';
import type { MessageEdit } from '../model/change.ts';
import { changingAdapter, plainRef } from '../testing/changing-adapter.ts';
import { plainAdapter, plainProblems } from '../testing/plain-adapter.ts';
import { jsonReply } from '../testing/scripted-transport.ts';
import { simulatedChat } from '../testing/simulated-chat.ts';

const better: MessageEdit = { content: { type: 'text', text: 'at nine' } };
const done = jsonReply({ value: { sentAt: 1_700_000_000_000, requestId: 'r-1' } });

describe('edit', () => {
  test.each<[string, MessageEdit]>([
    ['the content', better],
    ['the metadata', { metadata: 'v2' }],
    ['both', { ...better, metadata: 'v2' }],
  ])('changes %s, and nothing else', async (_what, edit) => {
    const { chat, clock, transport } = simulatedChat([done], changingAdapter());
    expect(await clock.finish(chat.edit(plainRef('m1'), edit))).toEqual({
      ref: plainRef('m1'),
      via: 'plain',
      editedAt: 1_700_000_000_000,
      requestId: 'r-1',
      warnings: [],
    });
    expect(JSON.parse(transport.requests[0]?.body ?? '')).toEqual({ ref: plainRef('m1'), edit });
  });

  test('is repeated after an unclear attempt', async () => {
    const { chat, clock, transport } = simulatedChat(
      [jsonReply({ problem: plainProblems.internal }), done],
      changingAdapter(),
    );
    await clock.finish(chat.edit(plainRef('m1'), better));
    expect(transport.requests).toHaveLength(2);
    expect(transport.requests[1]?.body).toBe(transport.requests[0]?.body);
  });

  test('throws what the vendor refused', async () => {
    const { chat, clock } = simulatedChat([jsonReply({ problem: plainProblems.refused })], changingAdapter());
    await expect(clock.finish(chat.edit(plainRef('m1'), better))).rejects.toMatchObject({
      code: 'recipient_blocked',
      effect: 'rejected',
    });
  });

  test.each<[string, unknown, unknown, string, string]>([
    ['no ref', undefined, better, 'invalid_message', 'ref'],
    ['a list of refs', [plainRef('m1')], better, 'invalid_message', 'ref'],
    ['a ref of another app', plainRef('m1', { app: 'app-2' }), better, 'invalid_message', 'ref.app'],
    ['a ref of another vendor', plainRef('m1', { vendor: 'owl' }), better, 'invalid_message', 'ref.vendor'],
    ['a group', plainRef('m1', { conversation: 'group' }), better, 'unsupported', 'ref.conversation'],
    ['no edit', plainRef('m1'), undefined, 'invalid_message', 'edit'],
    ['an edit of nothing', plainRef('m1'), {}, 'invalid_message', 'edit'],
    [
      'an empty text',
      plainRef('m1'),
      { content: { type: 'text', text: '' } },
      'invalid_message',
      'content.text',
    ],
    ['an empty metadata', plainRef('m1'), { metadata: '' }, 'invalid_message', 'metadata'],
    ['another field', plainRef('m1'), { ...better, priority: 'high' }, 'invalid_message', 'priority'],
    [
      'a content that the vendor cannot change to',
      plainRef('m1'),
      { content: { type: 'face', index: 1 } },
      'unsupported',
      'content.type',
    ],
  ])('refuses %s, and nothing is sent', async (_what, ref, edit, code, field) => {
    const { chat, clock, transport } = simulatedChat([done], changingAdapter());
    const editing = chat.edit(ref as ReturnType<typeof plainRef>, edit as MessageEdit);
    await expect(clock.finish(editing)).rejects.toMatchObject({ code, field });
    expect(transport.requests).toEqual([]);
  });

  test.each<[string, MessageEdit, string]>([
    ['no metadata', { ...better, metadata: 'v2' }, 'metadata'],
    ['no metadata alone', { metadata: 'v2' }, 'metadata'],
  ])('refuses metadata where the vendor changes %s', async (_what, edit, field) => {
    const { edit: can } = changingAdapter().capabilities;
    const adapter = changingAdapter({ edit: can && { ...can, fields: {} } });
    const { chat } = simulatedChat([done], adapter);
    await expect(chat.edit(plainRef('m1'), edit)).rejects.toMatchObject({ code: 'unsupported', field });
  });

  test('asks for the content where the vendor changes no metadata alone', async () => {
    const { edit: can } = changingAdapter().capabilities;
    const adapter = changingAdapter({ edit: can && { ...can, metadataAlone: false } });
    const { chat, clock } = simulatedChat([done], adapter);
    await expect(chat.edit(plainRef('m1'), { metadata: 'v2' })).rejects.toMatchObject({
      code: 'unsupported',
      field: 'content',
    });
    await clock.finish(chat.edit(plainRef('m1'), { ...better, metadata: 'v2' }));
  });

  test.each([
    ['declares nothing', changingAdapter({ edit: undefined })],
    ['has no plan', { ...plainAdapter(), capabilities: changingAdapter().capabilities }],
  ])('is unsupported where the adapter %s', async (_how, adapter) => {
    const { chat } = simulatedChat([done], adapter);
    await expect(chat.edit(plainRef('m1'), better)).rejects.toMatchObject({
      code: 'unsupported',
      field: 'edit',
    });
  });

  test('shows neither users nor text in its events', async () => {
    const { chat, clock, events } = simulatedChat([done], changingAdapter());
    await clock.finish(chat.edit(plainRef('m1'), better));
    expect(events[0]).toMatchObject({ name: 'sendStart', operation: 'edit' });
    expect(JSON.stringify(events)).not.toMatch(/alice|bob|nine/);
  });
});
