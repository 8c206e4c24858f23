import type * as z from 'zod/mini';

/**
 * What a JSON text of the adapter's own making holds, such as the stored body of a call, as a schema gives it out.
 * Undefined for what is not JSON, or has another shape. A vendor's reply is read by `readReply`, which keeps all digits.
 */
export function parseJsonAs<Schema extends z.ZodMiniType>(
  schema: Schema,
  text: string,
): z.output<Schema> | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const result = schema.safeParse(json);
  return result.success ? result.data : undefined;
}
