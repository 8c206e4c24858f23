import { app, others } from './app.ts';
import { afterSend, beforeSend, laterOn } from './direct-messages.ts';
import type { WebhookFixture } from './fixture.ts';
import { groupMessages } from './group-messages.ts';
import { groups } from './groups.ts';
import { users } from './users.ts';

export { fixture, signedAt, type WebhookFixture } from './fixture.ts';
export { forms, queryFor, receivedAt, sdkAppId, signFor, token } from './requests.ts';

/** Every event that the vendor has, from the reference's own members. */
export const fixtures: readonly WebhookFixture[] = [
  ...beforeSend,
  ...afterSend,
  ...laterOn,
  ...groupMessages,
  ...users,
  ...groups,
  ...app,
  ...others,
];
