import type { Chat, ChatOptions, ClaimStore } from '@polychat/core';
import {
  type MappedChat,
  type MigrationChat,
  type MissingCopies,
  migration,
  routeBy,
} from '@polychat/routing';
import type { Flags } from './flags.ts';
import { type People, perRegion, type Region } from './people.ts';
import { type TencentAccount, tencentChat } from './tencent.ts';
import { type ZimAccount, zimChat } from './zim.ts';

/** What the app's chats are made of. */
export interface AppSettings {
  /** The apps that the product has, one at each vendor in each region. */
  readonly accounts: Readonly<Record<Region, Accounts>>;
  readonly people: People;
  readonly flags: Flags;
  /** Whether the new vendor only checks what it would get. */
  readonly rehearse: boolean;
  /** Where a repeated message finds which way it went first. Several servers share one store. */
  readonly claims: ClaimStore;
  /** For all chats with a vendor. */
  readonly options: ChatOptions;
  /** Keeps who has no copy, in the product's database. */
  readonly onMissing: (missing: MissingCopies) => void;
}

/** The product's apps in one region. */
interface Accounts {
  readonly tencentIm: TencentAccount;
  readonly zim: ZimAccount;
}

/** The app's chats. Code that sends has `chat`, and knows nothing of the rest. */
export interface AppChats {
  readonly chat: MigrationChat;
  /** The new vendor alone, for what is done before anybody moves. */
  readonly zim: Chat;
  /** Gives users their ids at ZIM, which are the same in all regions. */
  readonly zimIds: MappedChat;
}

/** One chat for three regions and two vendors. */
export function createAppChats(settings: AppSettings): AppChats {
  const { accounts, people, flags, options } = settings;
  const { clock } = options;
  const tencent = perRegion((region) => tencentChat(region, accounts[region].tencentIm, people, options));
  const zim = perRegion((region) => zimChat(region, accounts[region].zim, people, options));

  // Both vendors have an app in each region, and a recipient's region decides which one has their messages.
  const inRegion = (vendor: string) => (userId: string) => {
    const region = people.regionOf(userId);
    return region && `${vendor}-${region}`;
  };
  const from = routeBy(inRegion('tencent'), Object.values(tencent), { name: 'tencent', clock });
  const zimChats = Object.values(zim).map((parts) => parts.chat);
  const to = routeBy(inRegion('zim'), zimChats, { name: 'zim', clock });

  const chat = migration({
    from,
    to,
    stage: () => flags.stage,
    rollout: () => flags.rollout,
    rehearse: settings.rehearse,
    envelope: true,
    claims: settings.claims,
    hooks: { missing: settings.onMissing },
    clock,
  });
  return { chat, zim: to, zimIds: zim.europe.mapped };
}
