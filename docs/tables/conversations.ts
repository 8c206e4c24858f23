import type { Capabilities, Support } from '@polychat/core';
import {
  maxMentions,
  maxTargets,
  maxGroupIdBytes as maxTencentGroupIdBytes,
} from '../../packages/tencent-im/src/limits.ts';
import { maxGroupIdBytes } from '../../packages/zim/src/limits.ts';
import { adapters, supportTable, vendors, write } from './capabilities.ts';
import { table } from './markdown.ts';

const all = Object.values(adapters);

/** What a vendor declares of a member, as a list of what can be in it. */
function partsOf(support: Support | undefined, parts: readonly string[]): string {
  if (support === 'yes') return parts.map((part) => `\`${part}\``).join(', ');
  return typeof support === 'object' ? support.only.map((part) => `\`${part}\``).join(', ') : write(support);
}

const copies = (windowMs = 0) => (windowMs === 0 ? 'never' : `for ${windowMs / 1_000} s`);

function groupsTable(): string {
  const row = (what: string, read: (capabilities: Capabilities) => string) => [
    what,
    ...all.map(({ capabilities }) => read(capabilities)),
  ];
  return table(
    ['', ...vendors],
    [
      row('`mentions` may have', ({ group }) => partsOf(group?.mentions, ['everyone', 'users'])),
      row('`targets` may have', ({ group }) => partsOf(group?.targets, ['only', 'except'])),
      row('a copy of a message to a group is discarded', ({ group }) => copies(group?.discardsCopiesForMs)),
      row('a copy of a message to a room is discarded', ({ room }) => copies(room?.discardsCopiesForMs)),
      ['bytes of an id, at most', String(maxGroupIdBytes), String(maxTencentGroupIdBytes)],
      ['named in one message, at most', '–', `${maxMentions}, everyone counted as one`],
      ['in `targets`, at most', 'not documented', String(maxTargets)],
    ],
  );
}

/** The tables of docs/groups.md, by name. */
export function conversationTables(): Record<string, string> {
  return {
    groups: groupsTable(),
    'group fields': supportTable('field', ({ group }) => group?.fields),
    'group content': supportTable('content', ({ group }) => group?.content),
    'room fields': supportTable('field', ({ room }) => room?.fields),
    'room content': supportTable('content', ({ room }) => room?.content),
  };
}
