import type { CheckedMessage } from '@polychat/core/adapter';
import { contentToWire } from './content-to-wire.ts';
import { pushToWire } from './push.ts';
import type { CheckedFields } from './vendor-fields.ts';
import type { WireMessage } from './wire.ts';

const priorities = { low: 'Low', normal: undefined, high: 'High' } as const;

/** A priority as the vendor wants it; undefined for its default. */
export function priorityToWire(priority: CheckedMessage['priority']): 'Low' | 'High' | undefined {
  return priorities[priority];
}

/** What of a message the vendor wants alike in all of these commands. */
type Said = Pick<CheckedMessage, 'content' | 'metadata' | 'push'>;

/** What the commands that send to users and to groups have in common (34919, 34920, 34959: 2026-02-04). */
export function messageToWire({ content, metadata, push }: Said, fields: CheckedFields): WireMessage {
  return {
    ForbidCallbackControl: listToWire(fields.forbidCallbacks?.map((when) => callbackNames[when])),
    MsgBody: contentToWire(content),
    CloudCustomData: metadata,
    SupportMessageExtension: fields.supportMessageExtension ? 1 : undefined,
    OfflinePushInfo: pushToWire(push, fields.offlinePush),
  };
}

/** Each name once; an empty list is left out. */
export function listToWire(names: readonly string[] = []): readonly string[] | undefined {
  return names.length > 0 ? [...new Set(names)] : undefined;
}

const callbackNames = {
  before: 'ForbidBeforeSendMsgCallback',
  after: 'ForbidAfterSendMsgCallback',
} as const;
