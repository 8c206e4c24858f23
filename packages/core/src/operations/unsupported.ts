import { valuesThatAskForNothing } from '../model/field-defaults.ts';
import type { GivenMessage } from '../model/given-message.ts';
import type { GroupMessage } from '../model/message.ts';
import type { MessageCapabilities, Support } from '../ports/capabilities.ts';
import type { UnsupportedField } from '../ports/plans.ts';

/** Members that every message has, or that are not a vendor's to support. */
const notOptional: readonly string[] = ['content', 'from', 'vendor', 'audience', 'groupId', 'roomId'];

/** Fields of messages to groups, which a vendor may support in part: some of their members. */
const inParts = ['mentions', 'targets'] as const;

type Supports = Readonly<Record<string, Support | undefined>>;

/** What of a message the capabilities rule out: what is declared `no`, not declared, or outside `only`. */
export function unsupportedByCapabilities(
  message: GivenMessage & { readonly audience?: string } & Partial<
      Pick<GroupMessage, 'mentions' | 'targets'>
    >,
  capabilities: MessageCapabilities & { readonly audiences?: Supports } & {
    readonly [Name in (typeof inParts)[number]]?: Support;
  },
  title: string,
): readonly UnsupportedField[] {
  const fields = capabilities.fields as Supports;
  const found: UnsupportedField[] = [];
  const look = (field: string, value: unknown, support: Support | undefined) => {
    if (support === 'yes' || support === 'ignored') return;
    const reason = reasonAgainst(field, value, support, title);
    if (reason !== undefined) found.push({ field, reason });
  };
  const { content, audience } = message;
  look('content.type', content.type, capabilities.content[content.type]);
  if (content.type === 'mixed' && found.length === 0) {
    for (const [index, { type }] of content.parts.entries()) {
      look(`content.parts[${index}].type`, type, capabilities.content[type]);
    }
  }
  if (audience !== undefined) look('audience', audience, capabilities.audiences?.[audience]);
  for (const field of inParts) {
    const support = capabilities[field];
    if (typeof support !== 'object') continue;
    for (const part of membersOf(message[field])) look(`${field}.${part}`, part, support);
  }
  for (const field in message) {
    const value = message[field as keyof typeof message];
    if (value === undefined || notOptional.includes(field)) continue;
    if (field in valuesThatAskForNothing && value === valuesThatAskForNothing[field]) continue;
    if (field !== 'mentions' && field !== 'targets') look(field, value, fields[field]);
    else if (typeof capabilities[field] !== 'object') look(field, value, capabilities[field]);
  }
  return found;
}

/** The members of a field that ask for something. */
function membersOf(value: object | undefined): readonly string[] {
  return Object.entries(value ?? {}).flatMap(([name, member]) =>
    member === undefined || member === false ? [] : [name],
  );
}

/** Why a vendor has no place for a value; undefined where it has one. */
function reasonAgainst(
  field: string,
  value: unknown,
  support: Support | undefined,
  title: string,
): string | undefined {
  const only = typeof support === 'object' && Array.isArray(support?.only) ? support.only : [];
  // What nobody declared, and what this version does not know, is not supported.
  if (only.length === 0) {
    const what = typeof value === 'string' && /type$|^audience$/.test(field) ? ` "${value}"` : '';
    return `${title} does not support${what || ' it'}`;
  }
  if (only.includes(value)) return undefined;
  return `${title} supports only ${only.map((each) => JSON.stringify(each)).join(', ')}`;
}

/** Members that a message cannot be sent without. Without its targets, it would be read by those whom it was kept from. */
const indispensable = /^(content|audience|from|groupId|roomId|targets)\b/;

/** Whether a message can be sent without a field. */
export function canBeLeftOut({ field }: UnsupportedField): boolean {
  return !indispensable.test(field);
}

/** A copy of a message without the fields at these paths, such as `push` or `vendor.pigeon.loft`. */
export function withoutFields<Message extends object>(message: Message, paths: readonly string[]): Message {
  return paths.reduce((kept, path) => withoutPath(kept, path.split('.')), message);
}

function withoutPath<Value extends object>(value: Value, [first = '', ...others]: readonly string[]): Value {
  if (!Object.hasOwn(value, first)) return value;
  const { [first]: member, ...rest } = value as Record<string, unknown>;
  if (others.length === 0 || typeof member !== 'object' || member === null) return rest as Value;
  return { ...rest, [first]: withoutPath(member, others) } as Value;
}
