import {
  type CheckedBroadcast,
  type CheckedMessage,
  invalidField,
  type MessageEdit,
  type Problem,
} from '@polychat/core/adapter';
import { maxCustomElements, maxLifeTimeSeconds } from './limits.ts';
import type { Settings } from './settings.ts';
import { resolveSender } from './user-id.ts';
import { type CheckedFields, type MessageKind, readVendorFields } from './vendor-fields.ts';

/** A message that was looked at with the vendor's eyes. */
export interface MessageCheck {
  /** The sender as the vendor will know it. Absent only where a problem says why there is none. */
  readonly sender?: string;
  /** The sender that the request names. Absent: the vendor takes the administrator. */
  readonly from?: string;
  readonly fields: CheckedFields;
  readonly problems: readonly Problem[];
}

/** Checks what the vendor would refuse, whichever command carries it. Sizes are looked at once there is a body. */
export function checkMessage(
  message: CheckedMessage | CheckedBroadcast,
  kind: MessageKind,
  settings: Settings,
): MessageCheck {
  const { sender, problem: senderProblem } = resolveSender(message.from, settings);
  const vendor = readVendorFields(message.vendorFields, kind, message.push !== undefined);
  return {
    sender,
    from: message.from ?? settings.defaultSender,
    fields: vendor.fields,
    problems: [
      ...(senderProblem ? [senderProblem] : []),
      ...contentProblems(message),
      ...lifeTimeProblems(message),
      ...vendor.problems,
    ],
  };
}

/** What the vendor would refuse of a change; its size is looked at with the request. */
export function editProblems(edit: MessageEdit, _settings: Settings): readonly Problem[] {
  return contentProblems(edit);
}

function contentProblems({ content }: MessageEdit): Problem[] {
  if (content?.type !== 'mixed') return [];
  const { parts } = content;
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

function lifeTimeProblems({ timeToLive }: CheckedMessage | CheckedBroadcast): Problem[] {
  if (timeToLive === undefined || timeToLive <= maxLifeTimeSeconds) return [];
  // The documents disagree on whether more is cut to this or refused with 90026. [?]
  return [
    invalidField('timeToLive', `must be at most ${maxLifeTimeSeconds} seconds`, {
      max: maxLifeTimeSeconds,
      unit: 'seconds',
      actual: timeToLive,
    }),
  ];
}
