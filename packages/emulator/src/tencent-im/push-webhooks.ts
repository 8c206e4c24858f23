import type { JsonObject } from '../vendor.ts';
import type { Copy } from '../world/copy.ts';
import type { Message } from '../world/message.ts';
import type { App } from './app.ts';

/** What `PushStage` says. */
const stages = { sent: 1, reached: 2, clicked: 3 } as const;

/** What `EventType` says: a message to a user, to a group, or a push to all. */
const kinds = { direct: 1, group: 2, room: 2, broadcast: 3 } as const;

/** One webhook carries so many of them. */
const maxEvents = 100;

/** Tells of the pushes that phones showed of a message: each was sent, and reached its phone. */
export function tellPushes(app: App, message: Message, copies: readonly Copy[]): void {
  const shown = copies.filter(({ pushShown }) => pushShown).map(({ userId }) => userId);
  raise(
    app,
    message,
    shown.flatMap((userId) => [
      [userId, stages.sent],
      [userId, stages.reached],
    ]),
  );
}

/** Tells that a user opened the push of a message. */
export function tellPushOpened(app: App, message: Message, userId: string): void {
  raise(app, message, [[userId, stages.clicked]]);
}

/** 67551, 67552: the command stands in the query alone, and the query does not say who caused it. */
function raise(
  app: App,
  message: Message,
  events: readonly (readonly [userId: string, stage: number])[],
): void {
  const event = message.channel === 'broadcast' ? 'Push.AllMemberPush' : 'Push.OfflinePush';
  if (events.length === 0 || !app.webhooks.wants('tencentIm', event)) return;
  const now = app.clock.seconds();
  const vendor = app.webhooks.from('vendor');
  for (let start = 0; start < events.length; start += maxEvents) {
    const Events = events.slice(start, start + maxEvents).map(([userId, stage]) => ({
      EventType: kinds[message.channel],
      ...subjectOf(message),
      To_Account: userId,
      EventTime: now,
      // The numbers of the platforms are not explained [?].
      PushPlatform: 0,
      PushStage: stage,
      ErrCode: 0,
      ErrInfo: '',
    }));
    vendor.notify('tencentIm', event, { Events });
  }
}

function subjectOf(message: Message): JsonObject {
  const { channel, from, to, messageId, sequence, random, time } = message;
  if (channel === 'broadcast') return { TaskId: messageId, TaskTime: time / 1000 };
  return {
    From_Account: from,
    ...(channel === 'direct' ? { MsgKey: messageId } : { GroupID: to }),
    MsgSeq: sequence,
    MsgRandom: random,
    MsgTime: time / 1000,
  };
}
