import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { Copy } from '../world/copy.ts';
import type { Push } from '../world/message.ts';
import { isPushed, type User } from '../world/user.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { subMsgType, zimFields } from './fields.ts';
import { checkId } from './ids.ts';
import { broadcastRates } from './limits.ts';
import { messageBodySchema, readMessage } from './message-body.ts';
import { moderate } from './moderation.ts';
import { pushOf } from './offline-push.ts';

const bodyFields = zimFields({
  FromUserId: z.string(),
  MessageType: z.int(),
  MessageBody: messageBodySchema,
  SubMsgType: subMsgType.optional(),
  PushType: z.int().min(0).max(2).optional(),
});

/** SendMessageToAllUsers. Nothing is stored and no conversation comes of it, so the reply has no ids. */
export const sendMessageToAllUsers = (app: ZimApp): Command =>
  zimAction(app, 'SendMessageToAllUsers', {
    method: 'POST',
    perUser: false,
    rates: broadcastRates(app),
    fields: bodyFields,
    run: (body, call) => run(app, body, call),
  });

function run(app: ZimApp, body: ValuesOf<typeof bodyFields>, { request }: Call): JsonObject {
  checkId('FromUserId', body.FromUserId);
  if (app.options.plan === 'free') {
    throw new Refusal(zimCodes.notOnThisPlan, 'broadcasts are not on the free plan');
  }
  const content = readMessage(body, 'allUsers', app.options);
  if (!app.users.has(body.FromUserId)) {
    throw new Refusal(zimCodes.senderNotRegistered, 'FromUserId is not registered');
  }
  if (moderate(content, app.options, 'server').length > 0) {
    return { Code: zimCodes.textModerated };
  }
  // The default of PushType is not documented; 0 fits the sample.
  const pushType = body.PushType ?? 0;
  const push = pushType === 0 ? undefined : pushOf(body.MessageBody.OfflinePush);
  const copies: Copy[] = [];
  for (const user of app.users.values()) {
    const copy = copyFor(user, pushType, push);
    if (copy !== undefined) copies.push(copy);
  }
  app.history.add(
    {
      endpoint: 'SendMessageToAllUsers',
      channel: 'broadcast',
      from: body.FromUserId,
      to: '',
      time: request.at,
      content,
      messageId: undefined,
      sequences: undefined,
      stored: false,
      countsAsUnread: false,
      push,
      requestId: request.id,
      conversation: '',
    },
    copies,
  );
  return {};
}

/**
 * 0: users who are online, the sender too; 1: the same, and a push for those offline; 2: only a push, for
 * every user whose device ever reported where pushes go.
 */
function copyFor(user: User, pushType: number, push: Push | undefined): Copy | undefined {
  const delivered = pushType !== 2 && user.presence === 'online';
  const pushShown =
    push !== undefined &&
    (pushType === 2 ? user.presence !== 'never' && !user.loggedOut : pushType === 1 && isPushed(user));
  if (!delivered && !pushShown) return undefined;
  return { userId: user.userId, direction: 'received', delivered, pushShown };
}
