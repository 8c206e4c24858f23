import {
  type CheckedBroadcast,
  type CheckedMessage,
  invalidField,
  type Problem,
} from '@polychat/core/adapter';
import { maxCustomElements, maxLifeTimeSeconds } from './limits.ts';
import type { Settings } from './settings.ts';
import { userIdProblem } from './user-id.ts';
import { type CheckedFields, readVendorFields } from './vendor-fields.ts';

/** A message that was looked at with the vendor's eyes. */
export interface MessageCheck {
  /** The sender that the request names. Absent: the vendor takes the administrator. */
  readonly from?: string;
  readonly sender: string;
  readonly fields: CheckedFields;
  readonly problems: readonly Problem[];
}

/** Checks what the vendor would refuse, whichever command carries it. Sizes are looked at once there is a body. */
export function checkMessage(
  message: CheckedMessage | CheckedBroadcast,
  kind: 'direct' | 'broadcast',
  settings: Settings,
): MessageCheck {
  const from = message.from ?? settings.defaultSender;
  const { fields, problems } = readVendorFields(message.vendorFields, kind, message.push !== undefined);
  return {
    from,
    sender: from ?? settings.adminUserId,
    fields,
    problems: [...messageProblems(message), ...problems],
  };
}

function messageProblems({ from, content, timeToLive }: CheckedMessage | CheckedBroadcast): Problem[] {
  const problems: Problem[] = [];
  const senderProblem = from === undefined ? undefined : userIdProblem('from', from);
  if (senderProblem) problems.push(senderProblem);
  if (content.type === 'mixed') problems.push(...surplusCustomParts(content.parts));
  if (timeToLive !== undefined && timeToLive > maxLifeTimeSeconds) {
    // The documents disagree on whether more is cut to this or refused with 90026. [?]
    problems.push(
      invalidField('timeToLive', `must be at most ${maxLifeTimeSeconds} seconds`, {
        max: maxLifeTimeSeconds,
        unit: 'seconds',
        actual: timeToLive,
      }),
    );
  }
  return problems;
}

function surplusCustomParts(parts: readonly { readonly type: string }[]): Problem[] {
  const positions = [...parts.keys()].filter((position) => parts[position]?.type === 'custom');
  return positions.slice(maxCustomElements).map((position) =>
    invalidField(
      `content.parts[${position}]`,
      'is one custom part too many: Tencent IM takes one in a message',
      {
        max: maxCustomElements,
        unit: 'items',
        actual: positions.length,
      },
    ),
  );
}
