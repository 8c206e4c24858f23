import assert from 'node:assert/strict';
import { type Chat, ChatError } from '@polychat/core';
import type { ChatTrial, VendorBehaviour } from './chat-trial.ts';
import type { StartedChat } from './started-chat.ts';

/** A vendor that does not have everything. */
export const poorVendor: VendorBehaviour = { lacks: ['readReceipt'] };

type Verb = (chat: Chat) => unknown;

/** The error of something that must be refused, whether it throws at once or later. */
export async function refused(
  started: StartedChat,
  verb: Verb,
  chat: Chat,
  what: string,
): Promise<ChatError> {
  const act = async () => verb(chat);
  const thrown: unknown = await started.run(
    act().then(
      () => undefined,
      (error: unknown) => error ?? 'nothing',
    ),
  );
  assert.ok(thrown !== undefined, `${what} is not refused`);
  assert.ok(ChatError.is(thrown), `${what} is refused with what is no ChatError`);
  return thrown;
}

/** Fails unless the chat refuses it as a chat with one vendor does, and nothing is sent. */
export async function assertRefused(trial: ChatTrial, what: string, verb: Verb): Promise<void> {
  const started = await trial.start(poorVendor);
  const { code, field } = await refused(started, verb, started.reference, what);
  const found = await refused(started, verb, started.chat, what);
  await started.clock.advance(60_000);
  started.assertNothingSent(what);
  assert.equal(found.code, code, `${what} is refused with another code`);
  assert.equal(found.field, field, `${what}: the error does not name the field`);
}
