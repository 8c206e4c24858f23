import {
  byteLimitProblem,
  type CheckedBroadcast,
  type CheckedMessage,
  type Content,
  type ContentPart,
  createProblem,
  type Picture,
  type Problem,
  unsupportedField,
  utf8Length,
} from '@polychat/core/adapter';
import { capabilities } from './capabilities.ts';
import { contentToWire, isCarried } from './content.ts';
import { maxFileNameBytes, maxUrlBytes } from './limits.ts';
import type { Media } from './media.ts';
import type { Settings } from './settings.ts';
import { resolveSender } from './user-id.ts';
import { readVendorFields, type ZimVendorFields } from './vendor-fields.ts';

/** A message that was looked at with the vendor's eyes. */
export interface MessageCheck {
  /** Absent where `problems` say that there is none. */
  readonly sender?: string;
  readonly fields: ZimVendorFields;
  readonly problems: readonly Problem[];
}

/** Checks what the vendor would refuse, whichever command carries it. */
export function checkMessage(
  message: CheckedMessage | CheckedBroadcast,
  kind: 'direct' | 'broadcast',
  settings: Settings,
): MessageCheck {
  const { content, metadata, push, vendorFields } = message;
  const { sender, problem } = resolveSender(message.from, settings.defaultSender);
  const vendor = readVendorFields(vendorFields, {
    kind,
    contentType: content.type,
    hasPush: push !== undefined,
    maxSearchedContentBytes: settings.maxSearchedContentBytes,
  });
  const problems = [
    ...(problem ? [problem] : []),
    ...contentProblems(content, kind, settings),
    ...metadataProblems(metadata, settings),
    ...vendor.problems,
  ];
  return { sender, fields: vendor.fields, problems };
}

/**
 * Why the vendor would refuse a content: a type that it has not, or a size above its limits.
 * A client guide allows a mixed message ten images and one file, audio, video and custom each. The server's pages
 * do not repeat it [?], so that is left to the vendor, which says so where it holds.
 */
function contentProblems(content: Content, kind: 'direct' | 'broadcast', settings: Settings): Problem[] {
  const missing = missingTypes(content, kind);
  if (missing.length > 0 || !isCarried(content)) return missing;
  const parts: readonly (readonly [string, Content])[] =
    content.type === 'mixed'
      ? content.parts.map((part, index) => [`content.parts[${index}]`, part] as const)
      : [['content', content]];
  const problems = parts.flatMap(([field, part]) => ('url' in part ? mediaProblems(part, field) : []));
  const max = content.type === 'mixed' ? settings.maxMixedMessageBytes : settings.maxMessageBytes;
  // Bytes are counted before base64, a stringified object with all that JSON adds.
  const actual =
    content.type === 'signal' && typeof content.data !== 'string'
      ? content.data.length
      : utf8Length(contentToWire(content).Message);
  if (actual > max) problems.push(tooLarge(fieldOfText(content), max, actual));
  return problems;
}

/** Why the vendor would refuse the metadata, or an empty list. */
function metadataProblems(metadata: string | undefined, { maxMetadataBytes }: Settings): Problem[] {
  const actual = utf8Length(metadata ?? '');
  return actual > maxMetadataBytes ? [tooLarge('metadata', maxMetadataBytes, actual)] : [];
}

function missingTypes(content: Content, kind: 'direct' | 'broadcast'): Problem[] {
  const types = capabilities[kind].content;
  const where = kind === 'direct' ? 'ZIM' : 'a broadcast of ZIM';
  const missing = ({ type }: Content | ContentPart, field: string) =>
    types[type] === 'no' ? [unsupportedField(field, `${where} has no ${type} content`)] : [];
  const problems = missing(content, 'content.type');
  return content.type === 'mixed' && problems.length === 0
    ? content.parts.flatMap((part, index) => missing(part, `content.parts[${index}].type`))
    : problems;
}

function mediaProblems(media: Media, field: string): Problem[] {
  const pictures: (readonly [string, Picture | undefined])[] = [];
  if (media.type === 'image') pictures.push(['.thumbnail', media.thumbnail], ['.large', media.large]);
  if (media.type === 'video') pictures.push(['.thumbnail', media.thumbnail]);
  return [
    byteLimitProblem(`${field}.url`, media.url, maxUrlBytes),
    byteLimitProblem(`${field}.fileName`, media.fileName, maxFileNameBytes),
    ...pictures.map(([name, picture]) => byteLimitProblem(`${field}${name}.url`, picture?.url, maxUrlBytes)),
  ].filter((problem) => problem !== undefined);
}

/** Where the text stands that makes a content too large. */
function fieldOfText({ type }: Content): string {
  switch (type) {
    case 'text':
      return 'content.text';
    case 'custom':
    case 'signal':
      return 'content.data';
    case 'mixed':
      return 'content.parts';
    default:
      return 'content';
  }
}

function tooLarge(field: string, max: number, actual: number): Problem {
  return createProblem({
    code: 'message_too_large',
    effect: 'not_sent',
    retryable: false,
    message: `${field}: must be at most ${max} bytes of UTF-8`,
    field,
    limit: { max, unit: 'bytes', actual },
  });
}
