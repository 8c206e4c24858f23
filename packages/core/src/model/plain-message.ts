import type { TextContent } from './content.ts';
import type { GivenMessage } from './given-message.ts';

/**
 * The copy of a message that is nothing special: a text, and members whose rule is quickly told. Undefined for every
 * other, good or bad: then the schema decides, which takes ten times as long. What this takes the schema takes too, and
 * makes the same of it.
 *
 * `besides` names a member that is no part of the message.
 */
export function plainMessage(input: unknown, besides?: 'to'): GivenMessage | undefined {
  if (!isPlainObject(input)) return undefined;
  let content: TextContent | undefined;
  const copy: Record<string, unknown> = { content };
  for (const name in input) {
    const value = input[name];
    if (name === besides) continue;
    if (name === 'content') {
      content = plainText(value);
      copy.content = content;
    } else if (!isPlainMember(name, value)) {
      return undefined;
    } else if (value !== undefined) {
      copy[name] = value;
    }
  }
  return content && (copy as unknown as GivenMessage);
}

function plainText(content: unknown): TextContent | undefined {
  if (!isPlainObject(content)) return undefined;
  for (const name in content) {
    if (name !== 'type' && name !== 'text') return undefined;
  }
  const { type, text } = content;
  return type === 'text' && isFilled(text) ? { type, text } : undefined;
}

/** A member that is undefined is as one that is not there, but for one that no message has. */
function isPlainMember(name: string, value: unknown): boolean {
  const isAbsent = value === undefined;
  switch (name) {
    case 'from':
    case 'metadata':
    case 'idempotencyKey':
      return isAbsent || isFilled(value);
    case 'senderCopy':
    case 'countsAsUnread':
    case 'readReceipt':
      return isAbsent || typeof value === 'boolean';
    case 'timeToLive':
      return isAbsent || (Number.isSafeInteger(value) && (value as number) >= 0);
    case 'priority':
    case 'push':
    case 'vendor':
      return isAbsent;
    default:
      return false;
  }
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.isWellFormed();
}

/** An object as one writes it: no class, no getters of a class, nothing inherited. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
