import type { Loose } from './content/loose.ts';
import type { Part } from './content/part.ts';
import type { JsonObject } from './vendor.ts';
import type { ServiceContext, VendorService } from './vendor-service.ts';
import type { VendorWebhook } from './webhooks/vendor-webhook.ts';
import type { Presence, UserSeed } from './world/user.ts';
import type { UserDirectory } from './world/users.ts';

/** Where a webhook's body names whom and what it is about. */
interface WebhookNames {
  /** Who did it: the first that is a name counts. */
  readonly from: readonly unknown[];
  /** To whom: a user, a group, a room, or a list of users. */
  readonly to: readonly unknown[];
  readonly messageId: readonly unknown[];
  /** The message, in the vendor's form; absent where the event is about none. */
  readonly content: JsonObject | undefined;
}

/** A vendor's service, with what code may reach of it. */
interface StartedVendor<Api> {
  readonly service: VendorService;
  /** @param baseUrl where clients find it, once the emulator listens */
  api(baseUrl: string, users: UserDirectory): Api;
}

/**
 * All that is one vendor's, as its folder offers it to the rest of the emulator. Its methods are written as methods, so
 * that a list of them need not know each one's settings.
 */
export interface VendorModule<Settings = unknown, WebhookSettings = unknown, Api = object> {
  /** Below the emulator's address, such as `/zim`. */
  readonly path: string;
  /** Paths at the emulator's root that are this vendor's, too, for clients that can only be told a host. */
  readonly rootPaths: readonly string[];
  /** Whether a call to `/` itself is this vendor's. */
  isAtRoot(method: string, query: (name: string) => string | undefined): boolean;
  /** Users that exist from the start. */
  accounts(settings: Settings): readonly (string | UserSeed)[];
  newUserPresence(settings: Settings): Presence;
  /** The options that say how the vendor behaves: limits, switches and readings; not who and what exists, and no secret. */
  behaviour(settings: Settings): JsonObject;
  start(settings: Settings, context: ServiceContext): StartedVendor<Api>;
  webhook(settings: Settings, webhook: WebhookSettings): VendorWebhook;
  /** What a message shows, read from the vendor's own form. */
  parts(content: JsonObject): readonly Part[];
  /** What a code means, in a sentence; nothing for one that the emulator does not raise by itself. */
  codeMeaning(code: number): string | undefined;
  /** The members of a reply that hold its code and its text. */
  readonly replyMembers: { readonly code: string; readonly text: string };
  webhookNames(body: Loose): WebhookNames;
}
