/** A picture at a public URL. */
export interface Picture {
  readonly url: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Bytes. */
  readonly size?: number;
}

/** Plain text. */
export interface TextContent {
  readonly type: 'text';
  /** Not empty. Control characters travel unchanged; a lone surrogate is refused. */
  readonly text: string;
}

/** The formats that a vendor tells apart; `other` is any other. */
export const imageFormats = ['jpg', 'gif', 'png', 'bmp', 'other'] as const;
/** How a picture is encoded. */
export type ImageFormat = (typeof imageFormats)[number];

/** A picture, with smaller and larger versions of it where there are any. */
export interface ImageContent extends Picture {
  readonly type: 'image';
  /** Derived from the file name or the URL where absent. */
  readonly format?: ImageFormat;
  /** Derived from the URL where absent. */
  readonly fileName?: string;
  readonly thumbnail?: Picture;
  readonly large?: Picture;
}

/** A sound at a public URL. */
export interface AudioContent {
  readonly type: 'audio';
  readonly url: string;
  /** May have a fraction; a vendor may carry whole seconds. */
  readonly durationSeconds: number;
  /** Bytes. */
  readonly size?: number;
  readonly fileName?: string;
}

/** A video at a public URL. */
export interface VideoContent {
  readonly type: 'video';
  readonly url: string;
  readonly durationSeconds: number;
  /** The first frame. */
  readonly thumbnail: Picture;
  /** Bytes. */
  readonly size?: number;
  /** Such as `mp4`; derived from the file name or the URL where absent. */
  readonly format?: string;
  readonly fileName?: string;
}

/** Any file at a public URL. */
export interface FileContent {
  readonly type: 'file';
  readonly url: string;
  readonly fileName: string;
  /** Bytes. */
  readonly size?: number;
}

/** A place on earth. */
export interface LocationContent {
  readonly type: 'location';
  /** Degrees, -90 to 90. */
  readonly latitude: number;
  /** Degrees, -180 to 180. */
  readonly longitude: number;
  readonly label?: string;
}

/** A sticker that the app itself has. */
export interface FaceContent {
  readonly type: 'face';
  /** The app's own number of the sticker. */
  readonly index: number;
  readonly data?: string;
}

/** What the app itself gives a meaning to. */
export interface CustomContent {
  readonly type: 'custom';
  /** The app's own text, usually JSON. */
  readonly data: string;
  readonly description?: string;
  /** The app's own kind, 0 to 200. */
  readonly subType?: number;
}

/** A command for the devices that are online now. Never stored, never pushed. */
export interface SignalContent {
  readonly type: 'signal';
  readonly data: string | Uint8Array;
}

/** What a message can say alone, and as a part of a mixed content. */
export type ContentPart =
  | TextContent
  | ImageContent
  | AudioContent
  | VideoContent
  | FileContent
  | LocationContent
  | FaceContent
  | CustomContent;

/** Several parts in one message, 1 to 20. */
export interface MixedContent {
  readonly type: 'mixed';
  readonly parts: readonly ContentPart[];
}

/** What a message says. Required members are those that both vendors need. */
export type Content = ContentPart | SignalContent | MixedContent;
/** The `type` of a content. */
export type ContentType = Content['type'];

/** The types of content, in the order in which the documentation lists them. */
export const contentTypes = [
  'text',
  'image',
  'audio',
  'video',
  'file',
  'location',
  'face',
  'custom',
  'signal',
  'mixed',
] as const satisfies readonly ContentType[];
