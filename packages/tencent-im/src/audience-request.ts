import type { CheckedBroadcast } from '@polychat/core/adapter';
import { conditionToWire } from './condition.ts';
import { contentToWire } from './content-to-wire.ts';
import { maxLifeTimeSeconds } from './limits.ts';
import { pushToWire } from './push.ts';
import type { CheckedFields } from './vendor-fields.ts';
import type { PushToAllRequest } from './wire.ts';

/**
 * Translates everything but the `MsgRandom`, once for all attempts. `from` is the sender that the request names. Said to
 * be kept for nobody, a broadcast reaches those who are online (37166 = 269/45934).
 */
export function audienceRequest(
  { audience, content, push, timeToLive }: CheckedBroadcast,
  from: string | undefined,
  fields: CheckedFields,
): (random: number) => PushToAllRequest {
  const MsgLifeTime = audience === 'online' ? 0 : timeToLive || maxLifeTimeSeconds;
  const Condition = fields.condition && conditionToWire(fields.condition);
  const MsgBody = contentToWire(content);
  const OfflinePushInfo = pushToWire(push, fields.offlinePush);
  return (random) => ({
    From_Account: from,
    MsgRandom: random,
    MsgLifeTime,
    Condition,
    MsgBody,
    OfflinePushInfo,
  });
}
