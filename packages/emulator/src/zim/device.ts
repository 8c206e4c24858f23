import type { ZimApp } from './app.ts';

/** A device of which nothing is known is a web page. */
export const defaultPlatform = 'WEB';

/** The app as a user's device reaches it. */
export function fromDevice(app: ZimApp, userId: string): ZimApp {
  const platform = app.users.get(userId)?.device?.platform ?? defaultPlatform;
  return { ...app, webhooks: app.webhooks.from({ platform }) };
}
