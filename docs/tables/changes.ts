import type { Capabilities, ChangeWindows, ContentType, MessageRef } from '@polychat/core';
import { contentTypes } from '@polychat/core';
import { adapters, vendors } from './capabilities.ts';
import { table } from './markdown.ts';

const all = Object.values(adapters).map(({ capabilities }) => capabilities);

const conversations: Readonly<Record<MessageRef['conversation'], string>> = {
  direct: 'a direct message',
  group: 'a message to a group',
  room: 'a message to a room',
};

/** For how long, in words; what is not declared is not supported. */
function inWords(windowMs: number | 'unlimited' | undefined): string {
  if (windowMs === undefined) return '`unsupported`';
  if (windowMs === 'unlimited') return 'as long as it is stored';
  return windowMs < 3_600_000 ? `${windowMs / 60_000} minutes` : `${windowMs / 3_600_000} hours`;
}

function windows(verb: string, of: (capabilities: Capabilities) => ChangeWindows | undefined) {
  return (Object.keys(conversations) as MessageRef['conversation'][]).map((kind) => [
    `${verb} ${conversations[kind]}`,
    ...all.map((capabilities) => inWords(of(capabilities)?.[kind])),
  ]);
}

const yesOrNo = (value: boolean | undefined) => (value ? 'yes' : 'no');

function contentOf({ edit }: Capabilities): string {
  const types = contentTypes.filter((type: ContentType) => edit?.content[type] === 'yes');
  return types.map((type) => `\`${type}\``).join(' ');
}

/** The tables of docs/recall-and-edit.md, by name. */
export function changeTables(): Record<string, string> {
  return {
    windows: table(
      ['', ...vendors],
      [
        ...windows('take back', ({ recall }) => recall?.windowMs),
        ...windows('change', ({ edit }) => edit?.windowMs),
      ],
    ),
    lookups: table(
      ['', ...vendors],
      (Object.keys(conversations) as MessageRef['conversation'][]).map((kind) => [
        `look up ${conversations[kind]}`,
        ...all.map(({ find }) => (find?.conversations[kind] ? 'as long as it is stored' : '`unsupported`')),
      ]),
    ),
    changes: table(
      ['', ...vendors],
      [
        [
          'who had the message sees that one was taken back',
          ...all.map(({ recall }) => yesOrNo(recall?.leavesNote)),
        ],
        ['a content can be changed to', ...all.map(contentOf)],
        ['the new content may be of another type', ...all.map(({ edit }) => yesOrNo(edit?.changesType))],
        ['`metadata` can be changed', ...all.map(({ edit }) => yesOrNo(edit?.fields.metadata === 'yes'))],
        ['… without the content', ...all.map(({ edit }) => yesOrNo(edit?.metadataAlone))],
      ],
    ),
  };
}
