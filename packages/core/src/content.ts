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

export interface TextContent {
  readonly type: 'text';
  /** Not empty. Control characters travel unchanged; a lone surrogate is refused. */
  readonly text: string;
}

export const imageFormats = ['jpg', 'gif', 'png', 'bmp', 'other'] as const;
export type ImageFormat = (typeof imageFormats)[number];

export interface ImageContent extends Picture {
  readonly type: 'image';
  /** Derived from the file name or the URL where absent. */
  readonly format?: ImageFormat;
  /** Derived from the URL where absent. */
  readonly fileName?: string;
  readonly thumbnail?: Picture;
  readonly large?: Picture;
}

export interface AudioContent {
  readonly type: 'audio';
  readonly url: string;
  readonly durationSeconds: number;
  /** Bytes. */
  readonly size?: number;
  readonly fileName?: string;
}

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

export interface FileContent {
  readonly type: 'file';
  readonly url: string;
  readonly fileName: string;
  /** Bytes. */
  readonly size?: number;
}

export interface LocationContent {
  readonly type: 'location';
  /** Degrees, -90 to 90. */
  readonly latitude: number;
  /** Degrees, -180 to 180. */
  readonly longitude: number;
  readonly label?: string;
}

export interface FaceContent {
  readonly type: 'face';
  /** The app's own number of the sticker. */
  readonly index: number;
  readonly data?: string;
}

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

export type Content = ContentPart | SignalContent | MixedContent;
export type ContentType = Content['type'];

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
