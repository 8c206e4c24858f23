/** One piece of a message as a person sees it, whichever vendor carried it. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'image';
      readonly url: string;
      readonly width?: number;
      readonly height?: number;
      readonly name?: string;
      /** Bytes. */
      readonly size?: number;
    }
  | { readonly kind: 'audio'; readonly url: string; readonly seconds?: number; readonly size?: number }
  | {
      readonly kind: 'video';
      readonly url: string;
      readonly seconds?: number;
      readonly thumbnailUrl?: string;
      readonly size?: number;
    }
  | { readonly kind: 'file'; readonly url: string; readonly name: string; readonly size?: number }
  | {
      readonly kind: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly label?: string;
    }
  | { readonly kind: 'face'; readonly index: number; readonly data?: string }
  | {
      readonly kind: 'custom';
      readonly data: string;
      readonly description?: string;
      readonly subType?: number;
    }
  /** A command for connected devices. */
  | { readonly kind: 'signal'; readonly data: string }
  /** A bundle of forwarded messages. */
  | { readonly kind: 'merged'; readonly title: string; readonly lines: readonly string[] }
  /** What the emulator cannot show; never dropped. */
  | { readonly kind: 'unknown'; readonly type: string; readonly json: string };

/** One line for lists and searches. Media have the words a chat app would put in their place. */
export function textOfPart(part: Part): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'image':
      return `[Image] ${part.name ?? ''}`.trimEnd();
    case 'audio':
      return `[Audio]${part.seconds === undefined ? '' : ` ${part.seconds} s`}`;
    case 'video':
      return `[Video]${part.seconds === undefined ? '' : ` ${part.seconds} s`}`;
    case 'file':
      return `[File] ${part.name}`;
    case 'location':
      return `[Location] ${part.label ?? `${part.latitude}, ${part.longitude}`}`;
    case 'face':
      return `[Face] ${part.index}`;
    case 'custom':
      return `[Custom] ${part.description ?? part.data}`;
    case 'signal':
      return `[Signal] ${part.data}`;
    case 'merged':
      return `[Merged] ${part.title}`;
    case 'unknown':
      return `[${part.type}]`;
  }
}
