import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { tell } from './webhook-events.ts';

/** Ids of robots begin so (55281 = 269/89991). */
const prefix = '@RBT#';

/** Tells a robot of a message to it (68952). `body` is that of the webhook before sending. */
export function tellBot(app: App, to: string, body: () => JsonObject): void {
  if (to.startsWith(prefix)) tell(app, 'Bot.OnC2CMessage', body);
}

/** Tells robots of a message in a group that mentions them (68953). `body` is that of the webhook after sending. */
export function tellBotsInGroup(app: App, mentions: readonly JsonObject[], body: () => JsonObject): void {
  const bots = mentions
    .map(({ GroupAt_Account }) => GroupAt_Account)
    .filter((userId) => typeof userId === 'string' && userId.startsWith(prefix));
  if (bots.length > 0) tell(app, 'Bot.OnGroupMessage', () => ({ ...body(), AtRobots_Account: bots }));
}
