import type { WebhookFixture } from './fixture.ts';
import { afterSend, beforeSend, botMessages, failedSends } from './messages.ts';
import { calls, groups, others, userActions } from './users-and-groups.ts';

export { appId, callbackSecret, forms, receivedAt, signed, withCommon } from './requests.ts';

/** Every event that the vendor has, from the reference's own members. */
export const fixtures: readonly WebhookFixture[] = [
  ...beforeSend,
  ...afterSend,
  ...failedSends,
  ...botMessages,
  ...userActions,
  ...groups,
  ...calls,
  ...others,
];
