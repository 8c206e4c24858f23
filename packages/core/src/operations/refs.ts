import { ChatError } from '../model/chat-error.ts';
import type { MessageRef, ResultIds } from '../model/outcome.ts';
import { invalidField } from '../model/problem.ts';
import type { ChatAdapter } from '../ports/chat-adapter.ts';
import { problemOfUnsupported } from './plan-message.ts';

/**
 * Throws a `ChatError` for a message of another app, which a chat cannot reach, and for one of a kind of conversation in
 * which this vendor cannot do it.
 */
export function refuseForeignRef(
  ref: MessageRef,
  field: string,
  { vendor, app, title }: ChatAdapter,
  can: {
    readonly verb: 'recall' | 'edit' | 'find';
    /** The kinds of conversation in which it can be done, as names of members. */
    readonly kinds: Readonly<Record<string, unknown>> | undefined;
  },
): void {
  const own = { vendor, app };
  for (const member of ['vendor', 'app'] as const) {
    if (ref[member] === own[member]) continue;
    throw new ChatError(
      invalidField(
        `${field}.${member}`,
        `the message is of ${ref.vendor}, app ${ref.app}, and this chat of ${vendor}, app ${app}`,
      ),
    );
  }
  if (can.kinds?.[ref.conversation] !== undefined) return;
  const where = { direct: 'direct messages', group: 'messages to groups', room: 'messages to rooms' };
  throw new ChatError(
    problemOfUnsupported({
      field: `${field}.conversation`,
      reason: `${title} cannot ${can.verb} ${where[ref.conversation]}`,
    }),
  );
}

/** The same string for refs that name the same message, and for no others: a batch may share its id. */
export function keyOfRef({ vendor, app, conversation, from, to, messageId, sequence }: MessageRef): string {
  return JSON.stringify([vendor, app, conversation, from, to, messageId, sequence]);
}

/** Names a message by those of its ids that are its own, and not the request's. */
export function refOf(
  { vendor, app }: Pick<ChatAdapter, 'vendor' | 'app'>,
  from: string,
  { conversation, to }: Pick<MessageRef, 'conversation' | 'to'>,
  { messageId, sequence, sentAt }: ResultIds,
): MessageRef {
  const ref: { -readonly [Name in keyof MessageRef]: MessageRef[Name] } = {
    version: 1,
    vendor,
    app,
    conversation,
    from,
    to,
  };
  if (messageId !== undefined) ref.messageId = messageId;
  if (sequence !== undefined) ref.sequence = sequence;
  if (sentAt !== undefined) ref.sentAt = sentAt;
  return ref;
}
