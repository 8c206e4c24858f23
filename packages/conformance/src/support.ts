import type { Audience, ContentType } from '@polychat/core';
import type { Capabilities, MessageCapabilities, Support } from '@polychat/core/adapter';
import type { FieldName } from './samples.ts';

/** What is declared of one thing: what is not declared is `no`. */
export function supportOf(support: Support | undefined): Support {
  return support ?? 'no';
}

/** Whether a value is kept: declared `yes`, or among those of `only`. */
export function keeps(support: Support | undefined, value: unknown): boolean {
  return typeof support === 'object' ? support.only.includes(value) : support === 'yes';
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
