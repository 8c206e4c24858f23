import type { Audience, Content, ContentPart, ContentType, MessageFields } from '@polychat/core';

/** Words that no vendor says by itself, to find them again where they do not belong. */
export const rareWords = ['zebra', 'quince', 'marmalade'] as const;

export const rareText = `${rareWords.join(' ')} 7319`;

export const text: Content = { type: 'text', text: rareText };

/** Words with what careless translations break: quotes, line breaks, controls, and characters of 2, 3 and 4 bytes. */
export const difficultText = '"quoted" \\back\\ <tag> & %20 \n\r\t\u0001 Grüße 漢字 😀 \u2028 end';

const picture = (name: string, width: number, height: number) => ({
  url: `https://cdn.example/${name}.png?size=full`,
  width,
  height,
});

const parts: { readonly [Type in ContentPart['type']]: Extract<ContentPart, { type: Type }> } = {
  text: { type: 'text', text: rareText },
  image: {
    type: 'image',
    ...picture('quince', 641, 487),
    size: 70_001,
    format: 'png',
    fileName: 'quince tree.png',
    thumbnail: { ...picture('quince-small', 61, 47), size: 701 },
    large: { ...picture('quince-large', 6_401, 4_801), size: 700_001 },
  },
  audio: {
    type: 'audio',
    url: 'https://cdn.example/zebra.mp3',
    durationSeconds: 17,
    size: 80_001,
    fileName: 'zebra.mp3',
  },
  video: {
    type: 'video',
    url: 'https://cdn.example/zebra.mp4',
    durationSeconds: 23,
    thumbnail: { ...picture('zebra', 643, 483), size: 703 },
    size: 90_001,
    format: 'mp4',
    fileName: 'zebra.mp4',
  },
  file: { type: 'file', url: 'https://cdn.example/recipe.pdf', fileName: 'recipe.pdf', size: 50_001 },
  // A longitude that is no latitude.
  location: { type: 'location', latitude: 48.2082, longitude: -122.3738, label: 'quince orchard' },
  face: { type: 'face', index: 4711, data: 'zebra sticker' },
  custom: { type: 'custom', data: '{"order":7319}', description: 'a quince order', subType: 173 },
};

/** One content of each type, with every field that it can have. */
export const samples: Readonly<Record<ContentType, Content>> = {
  ...parts,
  signal: { type: 'signal', data: '{"typing":"zebra"}' },
  mixed: { type: 'mixed', parts: [parts.text, { type: 'text', text: 'and a second part' }] },
};

export const partTypes = Object.keys(parts) as readonly ContentPart['type'][];

export function partOf(type: ContentPart['type']): ContentPart {
  return parts[type];
}

/** A badge of 0 leaves the app's badge alone, and no badge adds one. */
export const push = {
  title: 'Zebra crossing',
  body: 'quince for sale',
  payload: 'quince payload 7319',
  badge: 0,
} as const;

/** Every optional field of a message, each with a value that is not its default. */
export const fieldSamples = {
  metadata: 'marmalade-4242',
  priority: 'high',
  senderCopy: false,
  countsAsUnread: false,
  readReceipt: true,
  push,
  timeToLive: 60,
  idempotencyKey: 'order-7319',
} as const satisfies Omit<MessageFields, 'from' | 'content' | 'vendor'>;

export type FieldName = keyof typeof fieldSamples;

export const fieldNames = Object.keys(fieldSamples) as readonly FieldName[];

/** Other values, to find one that a vendor does not keep which keeps some. */
export const otherValues: { readonly [Field in FieldName]: readonly MessageFields[Field][] } = {
  metadata: ['quince-1'],
  priority: ['low', 'normal'],
  senderCopy: [true],
  countsAsUnread: [true],
  readReceipt: [false],
  push: [{ title: 'Quince', body: 'for sale' }],
  timeToLive: [0, 3_600],
  idempotencyKey: ['order-1'],
};

export const audienceNames = ['online', 'everyone', 'push_only'] as const satisfies readonly Audience[];
