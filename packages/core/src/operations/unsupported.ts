import type { GivenMessage } from '../model/check-message.ts';
import type { Content } from '../model/content.ts';
import { valuesThatAskForNothing } from '../model/field-defaults.ts';
import type { MessageCapabilities, Support } from '../ports/capabilities.ts';
import type { UnsupportedField } from '../ports/plans.ts';

/** Members that every message has, or that are not a vendor's to support. */
const notOptional: readonly string[] = ['content', 'from', 'vendor', 'audience'];

/** What of a message the capabilities rule out: what is declared `no`, not declared, or outside `only`. */
export function unsupportedByCapabilities(
  message: GivenMessage & { readonly audience?: string },
  capabilities: MessageCapabilities & { readonly audiences?: Readonly<Record<string, Support | undefined>> },
  title: string,
): readonly UnsupportedField[] {
  const fields = capabilities.fields as Readonly<Record<string, Support | undefined>>;
  const found: UnsupportedField[] = [...unsupportedContent(message.content, capabilities, title)];
  if (message.audience !== undefined) {
    found.push(
      ...unsupportedValue('audience', message.audience, capabilities.audiences?.[message.audience], title),
    );
  }
  for (const [field, value] of Object.entries(message)) {
    if (value === undefined || notOptional.includes(field)) continue;
    if (field in valuesThatAskForNothing && value === valuesThatAskForNothing[field]) continue;
    found.push(...unsupportedValue(field, value, fields[field], title));
  }
  return found;
}

function unsupportedContent(
  content: Content,
  { content: support }: MessageCapabilities,
  title: string,
): readonly UnsupportedField[] {
  const whole = unsupportedValue('content.type', content.type, support[content.type], title);
  if (whole.length > 0 || content.type !== 'mixed') return whole;
  return content.parts.flatMap(({ type }, index) =>
    unsupportedValue(`content.parts[${index}].type`, type, support[type], title),
  );
}

function unsupportedValue(
  field: string,
  value: unknown,
  support: Support | undefined,
  title: string,
): readonly UnsupportedField[] {
  if (support === 'yes' || support === 'ignored') return [];
  const only = typeof support === 'object' && Array.isArray(support?.only) ? support.only : [];
  // What nobody declared, and what this version does not know, is not supported.
  if (only.length === 0) {
    const what = typeof value === 'string' && /type$|^audience$/.test(field) ? ` "${value}"` : '';
    return [{ field, reason: `${title} does not support${what || ' it'}` }];
  }
  if (only.includes(value)) return [];
  return [
    {
      field,
      reason: `${title} supports only ${only.map((each) => JSON.stringify(each)).join(', ')}`,
    },
  ];
}

/** Members that a message cannot be sent without. */
const indispensable = /^(content|audience|from)\b/;

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
