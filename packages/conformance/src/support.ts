import type { Audience, BroadcastMessage, Chat, ContentType, DirectMessage, Problem } from '@polychat/core';
import {
  type Capabilities,
  fieldDefaults,
  type MessageCapabilities,
  type Support,
} from '@polychat/core/adapter';
import type { FieldName } from './samples.ts';

/** What is declared of one thing: what is not declared is `no`. */
export function supportOf(support: Support | undefined): Support {
  return support ?? 'no';
}

/** Whether a value is kept: declared `yes`, or among those of `only`. */
export function keeps(support: Support | undefined, value: unknown): boolean {
  return typeof support === 'object' ? support.only.includes(value) : support === 'yes';
}

/** The value that a message has where it does not say: the default, or the only one that the vendor has. */
export function impliedValue(support: Support, field: keyof typeof fieldDefaults): unknown {
  if (typeof support !== 'object' || support.only.includes(fieldDefaults[field])) return fieldDefaults[field];
  return support.only[0];
}

export function carries(kind: MessageCapabilities | undefined, type: ContentType): boolean {
  return kind?.content[type] === 'yes';
}

/** Whether a field is kept with the value of a message. */
export function keepsField(kind: MessageCapabilities | undefined, field: FieldName, value: unknown): boolean {
  return keeps(kind?.fields[field], value);
}

export function reaches({ audience }: Capabilities, name: Audience): boolean {
  return audience?.audiences[name] === 'yes';
}

/** Why a message would be refused before anything is sent. What is only worth knowing is no refusal. */
export function refusalsOf(chat: Chat, message: DirectMessage | BroadcastMessage): readonly Problem[] {
  return chat.check(message).filter((finding): finding is Problem => 'effect' in finding);
}

export function isRefused(chat: Chat, message: DirectMessage | BroadcastMessage): boolean {
  return refusalsOf(chat, message).length > 0;
}
