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
    if (value === undefined || name === besides) continue;
    if (name === 'content') {
      content = plainText(value);
      copy.content = content;
    } else if (isPlainMember(name, value)) {
      copy[name] = value;
    } else {
      return undefined;
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

function isPlainMember(name: string, value: unknown): boolean {
  switch (name) {
    case 'from':
    case 'metadata':
    case 'idempotencyKey':
      return isFilled(value);
    case 'senderCopy':
    case 'countsAsUnread':
    case 'readReceipt':
      return typeof value === 'boolean';
    case 'timeToLive':
      return Number.isSafeInteger(value) && (value as number) >= 0;
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
