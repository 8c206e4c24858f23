import type { App } from './app.ts';

/** A device of which nothing is known is a web page. */
export const defaultPlatform = 'Web';

/** The app as a user's device reaches it: webhooks tell of its platform. */
export function fromDevice(app: App, userId: string, platform?: string): App {
  const known = platform ?? app.users.get(userId)?.device?.platform ?? defaultPlatform;
  return { ...app, webhooks: app.webhooks.from({ platform: known }) };
}
