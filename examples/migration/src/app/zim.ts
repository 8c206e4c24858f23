import { type Chat, type ChatOptions, createChat } from '@polychat/core';
import { ensureUsers, escapedUserIds, type MappedChat, mapUsers } from '@polychat/routing';
import { zim } from '@polychat/zim';
import type { People, Region } from './people.ts';

/** An app at ZIM, as its console shows it. */
export interface ZimAccount {
  readonly appId: number;
  readonly serverSecret: string;
  readonly baseUrl: string;
}

/** The new vendor in one region. */
export interface ZimParts {
  readonly chat: Chat;
  /** The chat that gives users their ids at ZIM: it can audit ids, and tokens for clients are made with its mapping. */
  readonly mapped: MappedChat;
}

/** What ZIM takes in an id beside letters, digits, `_` and `-`. A slash is not among it, so `kitchen/ann` is escaped. */
const alsoAllowed = ' !#$%&()+:;<=.>?@[]^{}|~';

/** The new vendor in one region. */
export function zimChat(
  region: Region,
  { appId, serverSecret, baseUrl }: ZimAccount,
  people: People,
  options: ChatOptions,
): ZimParts {
  const { clock } = options;
  const adapter = zim({ appId, serverSecret, baseUrl });
  const mapped = mapUsers(
    createChat(adapter, { ...options, name: `zim-${region}` }),
    escapedUserIds({ alsoAllowed }),
  );
  const chat = ensureUsers(mapped, { profileOf: (userIds) => people.profilesOf(userIds), clock });
  return { chat, mapped };
}
