import type * as z from 'zod';
import type { Loose } from './content/loose.ts';
import type { Part } from './content/part.ts';
import type { JsonObject } from './vendor.ts';
import type { VendorGroups } from './vendor-groups.ts';
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

/** The members of requests and replies that name users and what became of them. Of several, the first that is there counts. */
interface BodyNames {
  readonly sender: readonly string[];
  /** Users, or the group or room. */
  readonly recipients: readonly string[];
  /** The message, in calls that carry one. */
  readonly content: string;
  /** The lists of a reply that hold an item for each user, and those of ids of users who failed. All count. */
  readonly resultLists: readonly string[];
  readonly failedIds: readonly string[];
  /** Where an item of a list names its user, and why it failed. */
  readonly itemUser: readonly string[];
  readonly itemCode: readonly string[];
}

/** What code reaches of an app, without what is in it. */
export type Credentials<Api> = Omit<Api, 'users' | 'groups' | 'rooms'>;

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
export interface VendorModule<
  OptionsSchema extends z.ZodType = z.ZodType,
  WebhookSchema extends z.ZodType = z.ZodType,
  Api extends object = object,
> {
  /** As people call it, in few words. */
  readonly name: string;
  /** The same with whose it is. */
  readonly fullName: string;
  /** Below the emulator's address, such as `/zim`. */
  readonly path: string;
  /** Paths at the emulator's root that are this vendor's, too, for clients that can only be told a host. */
  readonly rootPaths: readonly string[];
  /** Whether a call to `/` itself is this vendor's. */
  isAtRoot(method: string, query: (name: string) => string | undefined): boolean;
  /** Checks the options of the app and fills in the defaults; nothing at all stands for all defaults. */
  readonly optionsSchema: OptionsSchema;
  /** Checks the options of the webhook and fills in the defaults. */
  readonly webhookSchema: WebhookSchema;
  /** Of everything that the vendor's documents leave open, the reading that refuses most. */
  readonly strictReadings: object;
  /** Users that exist from the start. */
  accounts(settings: z.output<OptionsSchema>): readonly (string | UserSeed)[];
  newUserPresence(settings: z.output<OptionsSchema>): Presence;
  /** The options that say how the vendor behaves: limits, switches and readings; not who and what exists, and no secret. */
  behaviour(settings: z.output<OptionsSchema>): JsonObject;
  start(settings: z.output<OptionsSchema>, context: ServiceContext): StartedVendor<Api>;
  webhook(settings: z.output<OptionsSchema>, webhook: z.output<WebhookSchema>): VendorWebhook;
  /** What a message shows, read from the vendor's own form. */
  parts(content: JsonObject): readonly Part[];
  /** What a code means, in a sentence; nothing for one that the emulator does not raise by itself. */
  codeMeaning(code: number): string | undefined;
  /** The members of a reply that hold its code and its text. */
  readonly replyMembers: { readonly code: string; readonly text: string };
  /** Finds the code in the beginning of a reply that is not kept whole. */
  readonly codeAtStart: RegExp;
  readonly bodyNames: BodyNames;
  webhookNames(body: Loose): WebhookNames;
  /** The types that a group may be made with; none where groups have no types. */
  readonly groupTypes: readonly string[];
  /** @param now the emulator's time, in milliseconds */
  groups(api: Api, now: () => number): VendorGroups;
  /** Where the app is found, and what a server needs to call it. All of it is made up, so that it may be shown. */
  credentials(api: Api): Credentials<Api>;
  /** The same for who starts the emulator by hand: label and value of each line. */
  bannerValues(api: Api): Readonly<Record<string, string | number>>;
}
