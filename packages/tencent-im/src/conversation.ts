import {
  type CheckedGroupMessage,
  type CheckedRoomMessage,
  type ConversationPlan,
  createCall,
  type PlanContext,
  type Problem,
  planSingle,
  type ResultIds,
  type UnsupportedField,
  type VendorCall,
} from '@polychat/core/adapter';
import { bodyBytes, bodySizeProblem } from './body-size.ts';
import { commands } from './commands.ts';
import { longestIdentity, randomOf } from './identity.ts';
import { attemptTimeoutMs, groupDedupWindowMs } from './limits.ts';
import type { MessageCheck } from './message-rules.ts';
import type { Settings } from './settings.ts';
import { type SendGroupRequest, visibleFields } from './wire.ts';

/** A message to a group, or to a room, which is one to the vendor. */
interface Conversation {
  readonly kind: 'group' | 'room';
  /** The id of the group or the room. */
  readonly id: string;
  readonly message: CheckedGroupMessage | CheckedRoomMessage;
  readonly check: MessageCheck;
  /** What the vendor would refuse beside what `check` found. */
  readonly problems: readonly Problem[];
  readonly unsupported: readonly UnsupportedField[];
  requestFor(random: number): SendGroupRequest;
}

/** Makes a call of `send_group_msg` again under another identity. */
type Renewal = () => VendorCall<ResultIds>;
type CallOf = (request: SendGroupRequest, settings: Settings, renewed: Renewal) => VendorCall<ResultIds>;

/** Plans a message to a group or a room: one call of `send_group_msg`, which can be made again with another `Random`. */
export function planConversation(
  { kind, id, message, check, problems, unsupported, requestFor }: Conversation,
  callOf: CallOf,
  context: PlanContext,
  settings: Settings,
): ConversationPlan {
  const { idempotencyKey } = message;
  const largest = requestFor(longestIdentity.random);
  const tooLarge = bodySizeProblem(bodyBytes(largest), settings.maxBodyBytes, message);
  const found = [...check.problems, ...problems, ...(tooLarge ? [tooLarge] : [])];
  return planSingle({ sender: check.sender, problems: found, unsupported }, (sender) => {
    const key = idempotencyKey === undefined ? undefined : [kind, idempotencyKey, settings.app, sender, id];
    const call = (renewals: number): VendorCall<ResultIds> =>
      callOf(requestFor(randomOf(context, key, renewals)), settings, () => call(renewals + 1));
    return call(0);
  });
}

/** One call of `send_group_msg`. Without `renewed`, what the vendor drops is not tried again. */
export function conversationCall(
  request: Pick<SendGroupRequest, 'GroupId'>,
  { limits, signer }: Settings,
  read: VendorCall<ResultIds>['read'],
  renewed: Renewal | undefined,
): VendorCall<ResultIds> {
  return createCall({
    endpoint: commands.sendGroup,
    costs: [
      { limit: limits.groupCalls, units: 1 },
      // Whether a topic is counted by itself is not documented [?]: with its group is safe.
      { limit: limits.groupMessages, units: 1, key: request.GroupId },
    ],
    dedupWindowMs: groupDedupWindowMs,
    timeoutMs: attemptTimeoutMs,
    request: () => request,
    visibleFields,
    signer,
    read,
    renewed,
  });
}
