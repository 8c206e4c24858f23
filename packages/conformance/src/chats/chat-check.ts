import type { ChatTrial } from './chat-trial.ts';

/** One rule for chats, as a function that throws an `AssertionError` where the rule is broken. */
export interface ChatCheck {
  /** Unique: the family, a colon, and the rule. */
  readonly name: string;
  readonly family: string;
  readonly rule: string;
  /** @internal Called by `runChatCheck`. */
  run(trial: ChatTrial): Promise<void>;
}

/** Checks that belong together, by the rules that they look at. */
export function chatFamily(
  name: string,
  rules: Readonly<Record<string, (trial: ChatTrial) => Promise<void> | void>>,
): readonly ChatCheck[] {
  return Object.entries(rules).map(([rule, look]) => ({
    name: `${name}: ${rule}`,
    family: name,
    rule,
    run: async (trial) => look(trial),
  }));
}
