import assert from 'node:assert/strict';
import { ChatError, type UserProfile } from '@polychat/core';
import type { ChatTrial } from './chat-trial.ts';

const bad: Readonly<Record<string, unknown>> = {
  'no list': undefined,
  'an empty list': [],
  'a user without an id': [{ userId: 'ann' }, { name: 'Bob' }],
  'an id that is a number': [{ userId: 7 }],
  'a member that there is not': [{ userId: 'ann', colour: 'red' }],
};

/** Fails unless the chat refuses users that are none as a chat with one vendor does. */
export async function assertRefusedUsers(trial: ChatTrial): Promise<void> {
  for (const [what, users] of Object.entries(bad)) {
    const started = await trial.start({}, 'users');
    const errorOf = async (chat: typeof started.chat) => {
      const register = async () => chat.registerUsers(users as readonly UserProfile[]);
      const error: unknown = await started.run(
        register().then(
          () => undefined,
          (reason: unknown) => reason,
        ),
      );
      assert.ok(ChatError.is(error), `${what} is not refused`);
      return error;
    };
    const expected = await errorOf(started.reference);
    const { code, field } = await errorOf(started.chat);
    assert.deepEqual(
      { code, field },
      { code: expected.code, field: expected.field },
      `${what} is refused otherwise`,
    );
    started.assertNothingSent(what);
  }
}
