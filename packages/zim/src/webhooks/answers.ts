import type { Content, CustomContent, TextContent } from '@polychat/core/adapter';
import type {
  Allow,
  Drop,
  Refuse,
  Replace,
  Verdict,
  WebhookAnswer,
  WebhookItem,
} from '@polychat/core/webhooks';

/** The verdicts that ZIM can carry out ("Callback on message not sent yet"). */
export interface ZimVerdicts {
  readonly 'message.sending':
    | Allow
    /** No code of your own: the client's is 111101. */
    | (Refuse & { readonly code?: undefined })
    | Drop
    /** A text for a text, a custom content for a custom content. */
    | (Replace & { readonly content?: TextContent | CustomContent });
}

/** A taken callback: any 2xx will do, and nothing in its body is read. */
export function acknowledge(): WebhookAnswer {
  return {};
}

/** 0 is neutral: it leaves the say to the vendor's moderation, which 1 would override [zh]. */
const results = { neutral: 0, drop: 2, refuse: 3 } as const;

/** A verdict as the vendor reads it. Throws a `RangeError` for one that it cannot carry out. */
export function answer(item: WebhookItem, verdict: Verdict): WebhookAnswer {
  switch (verdict.verdict) {
    case 'allow':
      return { body: JSON.stringify({ result: results.neutral }) };
    case 'drop':
      return { body: JSON.stringify({ result: results.drop }) };
    case 'refuse':
      if (verdict.code !== undefined) throw new RangeError('code: ZIM takes no code of your own');
      return { body: JSON.stringify({ result: results.refuse, reason: verdict.reason }) };
    case 'replace':
      return { body: JSON.stringify({ result: results.neutral, ...replacement(item, verdict) }) };
    case 'allow_except':
      throw new RangeError('verdict: ZIM asks for no list of users');
  }
}

function replacement({ event }: WebhookItem, { content, metadata }: Replace): object {
  const said = 'content' in event ? event.content : undefined;
  return { new_payload: metadata, ...(content && { new_msg_body: bodyOf(content, said) }) };
}

/** The answer has no type, so it stays what it was; and the form of media in it is not documented [?]. */
function bodyOf(content: Content, said: Content | undefined): string {
  if (content.type !== said?.type) {
    throw new RangeError(`content.type: ZIM keeps the type of a message: ${said?.type ?? 'not known here'}`);
  }
  if (content.type === 'text') return content.text;
  if (content.type !== 'custom')
    throw new RangeError('content.type: ZIM replaces text and custom content alone');
  if (content.subType !== undefined && said.type === 'custom' && content.subType !== said.subType) {
    throw new RangeError('content.subType: ZIM keeps the kind of a custom content');
  }
  return content.data;
}
